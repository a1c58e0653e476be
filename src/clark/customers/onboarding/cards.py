"""What pages, API and CLI are given to show of an onboarding. Frozen."""

from dataclasses import dataclass
from datetime import datetime

from clark.errors import Problem


@dataclass(frozen=True)
class PlannedStep:
    """A step before anything happens: what it does, and where."""

    title: str
    what: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class PlanCard:
    """What would happen. With problems nothing can: each names its field."""

    name: str
    steps: tuple[PlannedStep, ...]
    problems: tuple[Problem, ...]

    @property
    def possible(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class PlaceCard:
    """A step in one place. `state` is done, now or next; `seconds` is how long it took."""

    place: str
    state: str
    said: str
    started_at: datetime | None
    seconds: float | None


@dataclass(frozen=True)
class StepCard:
    """`state` is done, now, next or failed."""

    key: str
    title: str
    what: str
    state: str
    places: tuple[PlaceCard, ...]


@dataclass(frozen=True)
class OnboardingRow:
    """`state` is onboarding, failed, ready, leaving or left; `left_at` says since when."""

    slug: str
    name: str
    state: str
    tone: str
    account: str
    organization: str
    regions: tuple[str, ...]
    waiting: str
    who: str
    created_at: datetime
    here: bool
    left_at: datetime | None = None


@dataclass(frozen=True)
class OnboardingPage:
    row: OnboardingRow
    steps: tuple[StepCard, ...]
    repositories: tuple[str, ...]
    networks: tuple[tuple[str, str], ...]
    environments: tuple[str, ...]
    people: int
    teams: int
    started_by: str
    seconds: float | None
    may_try_again: bool
