"""Is what the dashboard shows what Git and the clusters say by themselves? Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from clark.errors import Problem, Refused

FOR_OWNERS: Final = "Leaving Clark is for the customer's owners. Ask one of them."


@dataclass(frozen=True)
class Line:
    """One service of an inventory."""

    region: str
    environment: str
    name: str
    kind: str
    summary: str
    team: str
    application: str
    sync: str
    health: str


@dataclass(frozen=True)
class Difference:
    """`field` is empty where one of the two does not know the service at all."""

    region: str
    name: str
    field: str
    shown: str
    alone: str


WHERE: Final = ("only on the dashboard", "only in Git and the clusters")


def compare(shown: Iterable[Line], alone: Iterable[Line]) -> tuple[Difference, ...]:
    """What the dashboard shows, against what is found without Clark's tables; by region and name.

    A name that several services of a region share is compared as often as it is there.
    """
    ours, theirs = _by_name(shown), _by_name(alone)
    found: list[Difference] = []
    for key in sorted({*ours, *theirs}):
        for mine, other in zip(*_even(ours.get(key, []), theirs.get(key, [])), strict=True):
            found += _differing(mine, other)
    return tuple(found)


def confirmed(typed: str, name: str) -> None:
    """Raises `Refused` unless the customer's name was typed as it is."""
    if typed.strip() != name:
        why = f"Type the customer's name as it is: {name}"
        raise Refused("Leaving Clark has to be confirmed.", [Problem("confirm", why)])


# Private functions


def _by_name(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for each in sorted(lines, key=lambda line: tuple(asdict(line).values())):
        found.setdefault((each.region, each.name), []).append(each)
    return found


def _even(ours: list[Line], theirs: list[Line]) -> tuple[list[Line | None], list[Line | None]]:
    most = max(len(ours), len(theirs))
    return (
        [*ours, *[None] * (most - len(ours))],
        [*theirs, *[None] * (most - len(theirs))],
    )


def _differing(mine: Line | None, other: Line | None) -> list[Difference]:
    if mine is None or other is None:
        one = mine or other
        assert one is not None  # noqa: S101  `_even` pads one side only
        said = WHERE[mine is None]
        return [Difference(one.region, one.name, "", said if mine else "", said if other else "")]
    theirs = asdict(other)
    return [
        Difference(mine.region, mine.name, field, value, theirs[field])
        for field, value in asdict(mine).items()
        if value != theirs[field]
    ]
