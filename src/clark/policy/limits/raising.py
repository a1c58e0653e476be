"""Raising a limit: the edit of limits.yaml that does it, and whether a change is just that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, Self

from clark.errors import Problem, Refused
from clark.manifests import Set, edit, read
from clark.policy.findings import Finding, Unread, Verdict
from clark.policy.limits.limit import MEASURES, Limit, written
from clark.policy.limits.reading import FILE, MOST, SIZE, LimitSet
from clark.policy.rulebook import MOST as MOST_SIZES

SIZES: Final = "sizes"
FEW: Final = 3  # sizes of a title


@dataclass(frozen=True)
class Raise:
    """What a limit is to allow: `most` by measure, and `sizes` on top of those that it has."""

    limit: str
    most: Mapping[str, int]
    sizes: tuple[str, ...] = ()

    @classmethod
    def kept(cls, limit: str, fields: Mapping[str, Any]) -> Self:
        """As a request keeps it: its fields, with sizes as one text."""
        most = {measure: int(fields[measure]) for measure in MEASURES if measure in fields}
        return cls(limit, most, tuple(str(fields.get(SIZES, "")).split()))

    @property
    def fields(self) -> dict[str, Any]:
        """The same for `kept`."""
        return {**self.most, **({SIZES: " ".join(self.sizes)} if self.sizes else {})}

    @property
    def words(self) -> str:
        """“40 services and 500 GB”, “db.r5.large”; of many sizes the first few."""
        said = [_amount(measure, amount) for measure, amount in self.most.items()]
        said += self.sizes[:FEW]
        left = len(self.sizes) - FEW
        said += [f"{left} more size{'' if left == 1 else 's'}"] if left > 0 else []
        return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))

    def holds_in(self, limits: LimitSet) -> bool:
        """Whether these limits allow it, or no longer ask."""
        limit = limits.find(self.limit)
        if limit is None:
            return not limits.broken
        enough = all(
            amount <= limit.most.get(measure, amount) for measure, amount in self.most.items()
        )
        return enough and (limit.sizes is None or {*self.sizes} <= {*limit.sizes})


def unfit(limit: Limit, asked: Raise) -> Iterator[Problem]:
    """Why a limit cannot be raised like this, by field: all reasons."""
    for measure, amount in asked.most.items():
        yield from _unfit_amount(limit, measure, amount)
    yield from _unfit_sizes(limit, asked.sizes)
    if not asked.most and not asked.sizes:
        field = next(iter(limit.most), SIZES)
        yield Problem(field, "It allows that already.", "Ask for more of at least one thing.")


def raised(text: str, asked: Raise) -> str:
    """limits.yaml with the limit raised, and nothing else of it touched.

    Raises `Refused` where it has no such limit, or is written so that this cannot be done.
    """
    document = read(text)[0]
    entries = document.value["spec"]["limits"]
    places = (place for place, each in enumerate(entries) if each.get("name") == asked.limit)
    place = next(places, None)
    if place is None:
        raise Refused(f"{FILE} has no limit {asked.limit}.")
    at = ("spec", "limits", place)
    there = len(entries[place].get(SIZES, ()))
    more = [Set((*at, "most", measure), amount) for measure, amount in asked.most.items()]
    more += [Set((*at, SIZES, there + n), size) for n, size in enumerate(asked.sizes)]
    return edit(text, document.index, more)


def raise_verdict(before: str | None, files: Mapping[str, str | None], asked: Raise) -> Verdict:
    """Whether files that were `before` become the raise that was asked for, and nothing more."""
    after = files.get(FILE)
    refused: tuple[Unread, ...] = LimitSet.load(after).broken
    astray = tuple(_astray(path) for path in files if path != FILE)
    if refused:
        return Verdict(astray, refused)
    wanted = _wanted(before, asked)
    if wanted is None or after != wanted:
        return Verdict((*astray, _another(wanted, after, asked)), ())
    return Verdict(astray, ())


# Private functions


def _amount(measure: str, amount: int) -> str:
    unit = f" service{'' if amount == 1 else 's'}" if measure == "services" else ""
    return f"{written(measure, amount)}{unit}"


def _unfit_amount(limit: Limit, measure: str, amount: int) -> Iterator[Problem]:
    if measure not in limit.most:
        yield Problem(measure, f"{limit.name} does not limit it.", "Leave it out.")
    elif amount < limit.most[measure]:
        said = f"It allows {limit.allowed(measure)} now, and {written(measure, amount)} is less."
        yield Problem(measure, said, f"To lower it, change {FILE} by a pull request.")
    elif amount > MOST:
        yield Problem(
            measure, f"{written(measure, amount)} is a slip of the hand.", "Ask for less."
        )


def _unfit_sizes(limit: Limit, sizes: tuple[str, ...]) -> Iterator[Problem]:
    if sizes and limit.sizes is None:
        yield Problem(SIZES, f"{limit.name} allows every size.", "Leave it out.")
        return
    for each in sizes:
        if not SIZE.fullmatch(each):
            yield Problem(SIZES, f"“{each}” is no size.", "Write it as AWS does: db.r5.large")
        elif each in (limit.sizes or ()):
            yield Problem(SIZES, f"{each} may be asked for already.", "Leave it out.")
    if len({*sizes}) < len(sizes):
        yield Problem(SIZES, "A size is named twice.", "Name it once.")
    if len(sizes) + len(limit.sizes or ()) > MOST_SIZES:
        yield Problem(SIZES, f"{MOST_SIZES} sizes are the most.", "Take sizes out of the file.")


def _wanted(before: str | None, asked: Raise) -> str | None:
    """The text as it was asked for; None where there is nothing to raise like this."""
    limit = LimitSet.load(before).find(asked.limit)
    if before is None or limit is None or any(unfit(limit, asked)):
        return None
    try:
        return raised(before, asked)
    except Refused:
        return None


def _astray(path: str) -> Finding:
    reason = f"Raising a limit changes {FILE} and no other file."
    fix = "Take it out of the pull request, and change it by one of its own."
    return Finding(path, "", "deny", "request", "", 1, reason, fix)


def _another(wanted: str | None, after: str | None, asked: Raise) -> Finding:
    """The first line that is not as it was asked for."""
    reason = f"Main has no limit {asked.limit} that can be raised to {asked.words}."
    line = 1
    if wanted is not None:
        pairs = zip_longest(wanted.splitlines(), (after or "").splitlines())
        line = next((n for n, (one, other) in enumerate(pairs, 1) if one != other), 1)
        reason = f"This is not what was asked for, which is {asked.limit} with {asked.words} alone."
    fix = "Put the file back as Clark wrote it, and ask for anything else by a request of its own."
    return Finding(FILE, "", "deny", "request", "", line, reason, fix)
