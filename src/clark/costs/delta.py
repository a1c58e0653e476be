"""What a change costs: the month before, the month after, and what nobody can say of both."""

from collections.abc import Iterable
from dataclasses import dataclass

from clark.costs.estimate import ASSUMED, Estimate, NotPriced, lines
from clark.costs.money import Money, dollars
from clark.costs.part import Assumed, Manifest
from clark.costs.price import Prices


@dataclass(frozen=True)
class Change:
    """USD a month, of what is priced: fixed parts, usage or both."""

    before: Money
    after: Money

    @property
    def difference(self) -> Money:
        """Of what is priced. Whether that is all, `Delta.complete` says."""
        return self.after - self.before


@dataclass(frozen=True)
class Delta:
    """Two sets of objects, priced alike. Where `complete` is false, no sum of it is the whole."""

    before: Estimate
    after: Estimate

    @property
    def fixed(self) -> Change:
        return Change(self.before.fixed, self.after.fixed)

    @property
    def usage(self) -> Change:
        return Change(self.before.usage, self.after.usage)

    @property
    def monthly(self) -> Change:
        return Change(self.before.monthly, self.after.monthly)

    @property
    def not_priced(self) -> tuple[NotPriced, ...]:
        """Of either side, what is on both sides once."""
        return tuple(dict.fromkeys((*self.before.not_priced, *self.after.not_priced)))

    @property
    def complete(self) -> bool:
        return not self.not_priced

    @property
    def difference(self) -> Money | None:
        """What a month costs more; None where a part of either side is not priced.

        A standby without a price would else look like a saving of the instance that it replaces.
        """
        return self.monthly.difference if self.complete else None

    @property
    def empty(self) -> bool:
        """That nothing here costs anything, as far as is known."""
        return not (self.before.lines or self.after.lines or self.not_priced)


def delta(
    before: Iterable[Manifest],
    after: Iterable[Manifest],
    prices: Prices,
    assumed: Assumed = ASSUMED,
) -> Delta:
    """What a change of these objects costs a month. An empty side is a creation or a deletion.

    Give whole services: an Aurora instance is priced with its cluster.
    """
    return Delta(lines(before, prices, assumed), lines(after, prices, assumed))


def sentence(change: Delta) -> str:
    """The change in a sentence or two, for people. With a part that is not priced it tells what of
    each side is, and no difference: a machine without a price would look like one that is saved."""
    if change.empty:
        return "Nothing here costs anything by itself."
    listed = (*change.before.lines, *change.after.lines)
    said = [] if change.complete else [_unknown(len(change.not_priced), bool(listed))]
    if any(not each.usage for each in listed):
        besides = "" if change.complete else "Priced besides: "
        said.append(f"{besides}{_moved(change, change.fixed)}.")
    if any(each.usage for each in listed):
        said.append(f"Usage, as assumed: {_moved(change, change.usage)}.")
    return " ".join(said)


# Private functions


def _moved(whole: Delta, change: Change) -> str:
    before, after = dollars(change.before), dollars(change.after)
    if before == after:
        return f"{after} a month, as before"
    if not whole.complete:
        return f"{after} a month of what there will be, {before} of what there is"
    return f"{before} → {after} a month: {dollars(abs(change.difference))} {_way(change)}"


def _way(change: Change) -> str:
    return "more" if change.difference > 0 else "less"


def _unknown(count: int, rest: bool) -> str:
    parts = "1 part is" if count == 1 else f"{count} parts are"
    what = "The difference is not known" if rest else "The cost is not known"
    return f"{what}: {parts} not priced."
