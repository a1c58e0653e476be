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
from clark.policy.findings import closed
from clark.policy.limits import (
    MONEY,
    RULE,
    Amounts,
    Counts,
    Holding,
    Key,
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
    promises = tuple(promised)
    ground = _held(control, {path: main.texts.get(path) for path in files})
    for each in promises:
        ground |= _held(control, {path: text for path, text in each.items() if path in files})
    counts, more = totals(control, main), _pledged(control, main, promises)
    yield from _unknown_prices(control)
    yield from limit_findings(control.limits, counts, more, ground, _held(control, files))


def used(control: Control, main: Snapshot, promised: Iterable[Files]) -> Iterator[Usage]:
    """Every total of every limit."""
    pledged = _pledged(control, main, promised)
    return usage(control.limits.limits, totals(control, main), pledged)


def totals(control: Control, main: Snapshot) -> Counts:
    """What main comes to; worked out once for its commit and the limits in force."""
    state = main.commit, control.commit
    return _totals(main.repository, state, partial(_count, control, main))


# Private functions

SERVICES: Final = 20_000  # of all customers: those that somebody counts now

_totals = Newest[Counts](CUSTOMERS)


def _count(control: Control, main: Snapshot) -> Counts:
    texts = {**dict.fromkeys(main.unreadable, ""), **main.texts}
    held = _held(control, texts).values()
    return counted(control.limits.limits, (each for each in held if each is not None))


def _held(control: Control, files: Files) -> dict[str, Holding | None]:
    prices = _prices(control)
    services = (path for path in files if path.endswith("/service.yaml"))
    return {path: _holding(prices, path, files[path]) for path in services}


def _pledged(control: Control, main: Snapshot, promised: Iterable[Files]) -> Counts:
    """What each promise adds. One that takes away frees nothing before it is merged: it may be
    withdrawn, and what was let in for it would be over the limit."""
    pledged: dict[Key, Amounts] = {}
    for files in promised:
        before = _held(control, {path: main.texts.get(path) for path in files})
        more = added(control.limits.limits, before, _held(control, files))
        for key, amounts in more.items():
            pledged[key] = pledged.get(key, Amounts()) + amounts.at_least_nothing()
    return pledged


def _unknown_prices(control: Control) -> Iterator[Finding]:
    """Prices that cannot be read are no permission to spend."""
    if _prices(control) is None:
        return
    for at in control.broken_prices:
        yield closed(at, RULE, "A limit is in dollars, and the prices cannot be read")


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
    unpriced = not found.complete or not held.kind
    return replace(held, monthly=found.monthly, unpriced=unpriced)
