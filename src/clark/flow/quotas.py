"""How much there is and is promised, against the customer's limits."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Final

from clark.flow.control import CUSTOMERS, Control
from clark.flow.copies import Snapshot
from clark.flow.newest import Newest
from clark.policy import Finding
from clark.policy.limits import (
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
    limits = control.limits
    pledge = _held(promised)
    ground = {path: pledge.get(path, _holding(path, main.texts.get(path))) for path in files}
    after = {path: _holding(path, text) for path, text in files.items()}
    counts = totals(control, main)
    yield from limit_findings(limits, counts, _pledged(control, main, pledge), ground, after)


def used(control: Control, main: Snapshot, promised: Iterable[Files]) -> Iterator[Usage]:
    """Every total of every limit."""
    pledged = _pledged(control, main, _held(promised))
    return usage(control.limits.limits, totals(control, main), pledged)


def totals(control: Control, main: Snapshot) -> Counts:
    """What main comes to; worked out once for its commit and the limits in force."""
    return _totals(main.repository, (main, control.commit), partial(_count, control, main))


# Private functions

SERVICES: Final = 100_000  # of all customers

_totals = Newest[Counts](CUSTOMERS)


def _count(control: Control, main: Snapshot) -> Counts:
    held = (_holding(path, text) for path, text in main.texts.items())
    unread = (_holding(path, "") for path in main.unreadable)
    there = (each for each in (*held, *unread) if each is not None)
    return counted(control.limits.limits, there)


def _held(promised: Iterable[Files]) -> Held:
    return {path: _holding(path, text) for files in promised for path, text in files.items()}


def _pledged(control: Control, main: Snapshot, pledge: Held) -> Counts:
    before = {path: _holding(path, main.texts.get(path)) for path in pledge}
    return added(control.limits.limits, before, pledge)


@lru_cache(maxsize=SERVICES)
def _holding(path: str, text: str | None) -> Holding | None:
    return holding(path, text)
