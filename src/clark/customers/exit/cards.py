"""What pages, API and CLI are given to show of an exit. Frozen."""

from dataclasses import dataclass
from datetime import datetime

from clark.customers.exit.rules import Difference
from clark.customers.exit.stops import Stop


@dataclass(frozen=True)
class ExitCheckCard:
    """The last comparison. `pending`: another one was asked for, and `trouble` is why it is not
    there yet. Without `checked_at` there was none."""

    pending: bool
    trouble: str
    asked_at: datetime
    checked_at: datetime | None
    head: str
    services: int
    equal: bool
    differences: tuple[Difference, ...]
    goes_on: tuple[str, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class ExitPlace:
    """A step in one place. `state` is done, now or next; `seconds` is how long it took."""

    place: str
    state: str
    said: str
    seconds: float | None


@dataclass(frozen=True)
class ExitStepCard:
    """`state` is done, now or next."""

    key: str
    title: str
    what: str
    state: str
    places: tuple[ExitPlace, ...]


@dataclass(frozen=True)
class ExitPage:
    """`standing` is ready, leaving or left. `under_way` names what would be waited for or
    withdrawn, in words."""

    customer: str
    slug: str
    standing: str
    repositories: tuple[str, ...]
    under_way: tuple[str, ...]
    check: ExitCheckCard | None
    steps: tuple[ExitStepCard, ...]
    waiting: str
    who: str
    started_by: str
    started_at: datetime | None
    ended_at: datetime | None
    may_stay: bool
