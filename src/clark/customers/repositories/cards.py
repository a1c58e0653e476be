"""What pages, API and CLI are given of the customer's repositories. Frozen."""

from dataclasses import dataclass
from datetime import datetime

from clark.flow.cards import CopyAge


@dataclass(frozen=True)
class FlawCard:
    """One thing that stands against a change. `level` is deny, warn or unread; `line` begins at 1,
    `fix` is empty where nobody knows one."""

    file: str
    line: int
    level: str
    rule: str
    reason: str
    fix: str


@dataclass(frozen=True)
class PlaceCard:
    """A service that a push changed or removed. `differs`: main has it otherwise than before."""

    directory: str
    name: str
    region: str
    environment: str
    removed: bool
    differs: bool


@dataclass(frozen=True)
class PushCard:
    """A commit that came to main past Clark. `state` is flagged, meant or mended.

    `author` and `email` are what the commit says; empty for a rewritten branch, whose pusher is in
    no commit. `removed` of `services` are gone by it; `stops`: approvals and merges wait.
    `reverts`: a request can take it back, service by service. `why_not` says why the reader cannot
    answer for it; empty where they can. Of a large push only the first flaws and services are here:
    `more_flaws` and `more_places` say how many else there are.
    """

    repository: str
    commit: str
    before: str
    author: str
    email: str
    title: str
    at: datetime
    seen_at: datetime
    pull_number: int | None
    rewritten: bool
    state: str
    stops: bool
    removed: int
    services: int
    flaws: tuple[FlawCard, ...]
    places: tuple[PlaceCard, ...]
    reverts: bool
    why_not: str
    ended_at: datetime | None
    ended_by: str
    why: str
    more_flaws: int = 0
    more_places: int = 0

    @property
    def differing(self) -> int:
        """How many services main has otherwise than before."""
        return self.more_places + sum(each.differs for each in self.places)


@dataclass(frozen=True)
class PullCard:
    """An open pull request of people, and what Clark said of its head.

    `role` is gitops, control or infra; `verdict` passes, asks (an owner has to answer) or fix.
    `answer` is what an owner said of this head, by `answered_by`.
    """

    repository: str
    role: str
    number: int
    url: str
    title: str
    author: str
    head: str
    seen_at: datetime
    verdict: str
    flaws: tuple[FlawCard, ...]
    notes: tuple[str, ...]
    asks: tuple[str, ...]
    trouble: str
    answer: str
    answered_by: str
    why_not: str


@dataclass(frozen=True)
class RepositoryCard:
    """One repository, and how old Clark's copy of its main branch is."""

    role: str
    name: str
    copy: CopyAge | None


@dataclass(frozen=True)
class RepositoriesPage:
    """`flagged` counts every push that waits for somebody; `total` all rows of the chosen state,
    of which `pushes` are the newest that the search found. `stopped` says why merges wait."""

    repositories: tuple[RepositoryCard, ...]
    pushes: tuple[PushCard, ...]
    pulls: tuple[PullCard, ...]
    total: int
    flagged: int
    stopped: str
