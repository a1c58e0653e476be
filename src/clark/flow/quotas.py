"""How much there is and is promised, against the customer's limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from clark.costs import Prices, lines
from clark.flow.control import CUSTOMERS, Control
from clark.flow.copies import Snapshot
from clark.flow.costing import values
from clark.flow.newest import Newest
from clark.policy import Finding
from clark.policy.limits import (
    MONEY,
    Counts,
    Held,
    Holding,
    Usage,
    added,
    counted,
    holding,
    limit_findings,
    usage,
)

Files = Mapping[str, str | None]


def over(
    control: Control, main: Snapshot, promised: Iterable[Files], files: Files
) -> Iterator[Finding]:
    """What limits have against a change of `files`, on main and what is promised to others."""
    holding_of = partial(_holding, _prices(control))
    pledge = _held(control, promised)
    ground = {path: pledge.get(path, holding_of(path, main.texts.get(path))) for path in files}
    after = {path: holding_of(path, text) for path, text in files.items()}
    counts = totals(control, main)
    more = _pledged(control, main, pledge)
    yield from limit_findings(control.limits, counts, more, ground, after)


def used(control: Control, main: Snapshot, promised: Iterable[Files]) -> Iterator[Usage]:
    """Every total of every limit."""
    pledged = _pledged(control, main, _held(control, promised))
    return usage(control.limits.limits, totals(control, main), pledged)


def totals(control: Control, main: Snapshot) -> Counts:
    """What main comes to; worked out once for its commit and the limits in force."""
    return _totals(main.repository, (main, control.commit), partial(_count, control, main))


# Private functions

SERVICES: Final = 100_000  # of all customers

_totals = Newest[Counts](CUSTOMERS)


def _count(control: Control, main: Snapshot) -> Counts:
    texts = {**dict.fromkeys(main.unreadable, ""), **main.texts}
    held = _held(control, (texts,)).values()
    return counted(control.limits.limits, (each for each in held if each is not None))


def _held(control: Control, promised: Iterable[Files]) -> Held:
    prices = _prices(control)
    return {
        path: _holding(prices, path, text) for files in promised for path, text in files.items()
    }


def _pledged(control: Control, main: Snapshot, pledge: Held) -> Counts:
    before = _held(control, ({path: main.texts.get(path) for path in pledge},))
    return added(control.limits.limits, before, pledge)


def _prices(control: Control) -> Prices | None:
    """Only where a limit asks for money: an estimate takes longer than all other counting."""
    asked = any(MONEY in limit.most for limit in control.limits.limits)
    return control.prices if asked else None


@lru_cache(maxsize=SERVICES)
def _holding(prices: Prices | None, path: str, text: str | None) -> Holding | None:
    held = holding(path, text)
    if held is None or prices is None or text is None:
        return held
    found = lines(values(text), prices)
    return replace(held, monthly=found.monthly, unpriced=not found.complete)
