"""What a change of files costs a month, as pages, API and pull request show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clark.costs import LEFT_OUT, Delta, Line, Prices, delta, dollars, exact, sentence
from clark.manifests import Unreadable, read

Files = Mapping[str, str | None]


@dataclass(frozen=True)
class CostLine:
    """One priced part that comes (`+`) or goes (`-`). `monthly` is USD, for people."""

    sign: str
    of: str
    what: str
    monthly: str
    usage: bool
    assumption: str
    source: str
    as_of: date


@dataclass(frozen=True)
class CostCard:
    """`difference` is USD a month as decimal text; None where a part is not priced.

    `not_priced` names such parts with the reason, `oldest` is the day of the oldest price,
    `left_out` what no line counts. `fixed` and `usage` are told apart in the sentence.
    """

    sentence: str
    difference: str | None
    lines: tuple[CostLine, ...]
    not_priced: tuple[str, ...]
    oldest: date | None
    left_out: str

    @property
    def short(self) -> str:
        """Where there is little room."""
        if self.difference is None:
            return "Price not known"
        more = Decimal(self.difference)
        return f"{'+' if more > 0 else ''}{dollars(more)} a month"


def cost(before: Files, after: Files, prices: Prices) -> CostCard | None:
    """What the files at the paths of `after` cost more; None where nothing of them costs.

    A file that cannot be read is said elsewhere, and counts as none.
    """
    found = delta(
        [value for path in after for value in values(before.get(path))],
        [value for text in after.values() for value in values(text)],
        prices,
    )
    if found.empty:
        return None
    days = [each.as_of for side in (found.before, found.after) for each in side.lines]
    return CostCard(
        sentence=sentence(found),
        difference=None if found.difference is None else exact(found.difference),
        lines=tuple(_lines(found)),
        not_priced=tuple(f"{each.of}: {each.what}: {each.reason}" for each in found.not_priced),
        oldest=min(days, default=None),
        left_out=", ".join(LEFT_OUT),
    )


def values(text: str | None) -> Iterator[Mapping[str, object]]:
    """The objects of a text; none of one that cannot be read."""
    try:
        documents = read(text) if text else ()
    except Unreadable:
        return
    yield from (each.value for each in documents)


# Private functions


def _lines(found: Delta) -> Iterator[CostLine]:
    """What both sides have alike is left out."""
    before, after = found.before.lines, found.after.lines
    yield from (_line("-", each) for each in before if each not in after)
    yield from (_line("+", each) for each in after if each not in before)


def _line(sign: str, line: Line) -> CostLine:
    counted = f"{exact(line.quantity)} × ${exact(line.unit_price)} per {line.unit}"
    assumed = f"{counted}; {line.assumption}" if line.assumption else counted
    return CostLine(
        sign=sign,
        of=line.of,
        what=line.what,
        monthly=dollars(line.monthly),
        usage=line.usage,
        assumption=assumed,
        source=line.source,
        as_of=line.as_of,
    )
