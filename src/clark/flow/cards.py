"""What pages, API and CLI are given to show. Frozen: a template cannot reach the database."""

from dataclasses import dataclass
from datetime import datetime

from clark.catalog import FormField
from clark.flow import checklists
from clark.flow.checklists import ChecklistCard, ScoreChange
from clark.flow.costing import CostCard
from clark.flow.outlook import AlternativeCard, WindowCard
from clark.kinds import Impact
from clark.manifests import DiffRow
from clark.policy import Finding
from clark.policy.radius import Radius


@dataclass(frozen=True)
class CopyAge:
    """Which commit of which repository a page was made from, and when it was last confirmed."""

    repository: str
    branch: str
    commit: str
    checked_at: datetime


@dataclass(frozen=True)
class FileDiff:
    path: str
    added: int
    removed: int
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True)
class Step:
    """One stage on the timeline. `state` is done, now, next, failed, stopped or skipped."""

    stage: str
    label: str
    state: str
    detail: str
    started_at: datetime | None
    seconds: float | None


@dataclass(frozen=True)
class LogLine:
    at: datetime
    who: str
    what: str
    said: str = ""
    kind: str = "clark"


@dataclass(frozen=True)
class OfferingCard:
    """`kept` is the commit it is read from, where the newer one on main is broken."""

    name: str
    title: str
    summary: str
    icon: str
    kind: str
    kept: str = ""


@dataclass(frozen=True)
class BrokenFileCard:
    """A file the customer pushed that could not be read or applied. Nothing was deleted for it.

    `kept` is the commit of the last good version, where that one stays in force instead.
    """

    repository: str
    path: str
    line: int
    reason: str
    kept: str = ""


@dataclass(frozen=True)
class CatalogPage:
    offerings: tuple[OfferingCard, ...]
    broken: tuple[BrokenFileCard, ...]
    copy: CopyAge | None


@dataclass(frozen=True)
class FieldValue:
    """A form field with what was typed in it and what is wrong with that."""

    field: FormField
    value: str
    problem: str = ""


@dataclass(frozen=True)
class SectionValue:
    title: str
    fields: tuple[FieldValue, ...]


@dataclass(frozen=True)
class Fix:
    """A one-click correction of a form field."""

    label: str
    field: str
    value: str


@dataclass(frozen=True)
class FindingCard:
    finding: Finding
    title: str
    fix: Fix | None = None


@dataclass(frozen=True)
class Verdict:
    """`state`: fix (policies deny it), review (a person decides), ok. One short line says it."""

    state: str
    headline: str
    line: str
    findings: tuple[FindingCard, ...]
    passed: tuple[str, ...]
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Draft:
    """A request as it would be if it were submitted now. `not_before`: when it is merged, where
    its author chose a time."""

    offering: str
    action: str
    title: str
    name: str
    sections: tuple[SectionValue, ...]
    verdict: Verdict
    impacts: tuple[Impact, ...]
    needs_acceptance: bool
    accepted: bool
    cost: CostCard | None
    files: tuple[FileDiff, ...]
    copy: CopyAge | None
    not_before: datetime | None = None
    windows: tuple[WindowCard, ...] = ()
    alternatives: tuple[AlternativeCard, ...] = ()
    score: ScoreChange | None = None
    radius: Radius | None = None

    @property
    def added(self) -> int:
        return sum(each.added for each in self.files)

    @property
    def removed(self) -> int:
        return sum(each.removed for each in self.files)


@dataclass(frozen=True)
class RequestRow:
    """`not_before`: when it is merged, where its author chose a time."""

    number: int
    title: str
    service: str
    region: str
    environment: str
    author: str
    team: str
    state: str
    stage: str
    tone: str
    waiting: str
    who: str
    ended: bool
    created_at: datetime
    updated_at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QueueRow(RequestRow):
    """A request that waits for a decision. `target` is in how many seconds after it was asked
    somebody should decide, by the customer's rules."""

    target: float
    late: bool


@dataclass(frozen=True)
class ServiceRow:
    """`score` is how far it follows best practices, 0 to 100; None where nothing is asked of it or
    the row is not of a list of services."""

    name: str
    kind: str
    icon: str
    word: str
    summary: str
    region: str
    environment: str
    team: str
    application: str
    sync: str
    health: str
    tone: str
    reason: str
    open_request: int | None
    score: int | None = None


@dataclass(frozen=True)
class Delivery:
    """One hop of the credentials' way. `version` is Secrets Manager's version id, never a value."""

    label: str
    where: str
    done: bool
    version: str
    at: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class Snippet:
    """How to connect: names of variables, never values."""

    language: str
    label: str
    text: str


@dataclass(frozen=True)
class Endpoint:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Day2:
    """A change that can be asked of a running service."""

    action: str
    label: str
    icon: str


@dataclass(frozen=True)
class PartCard:
    """An object that a service has besides its main one, such as an instance of a cluster."""

    name: str
    word: str
    summary: str
    role: str
    health: str
    tone: str
    reason: str


@dataclass(frozen=True)
class ServicePage:
    """`login_elsewhere`: it was adopted, and nothing delivers its login."""

    row: ServiceRow
    steps: tuple[Step, ...]
    request: RequestRow | None
    why: str
    who: str
    sync_detail: str
    health_detail: str
    drift: tuple[str, ...]
    parts: tuple[PartCard, ...]
    endpoints: tuple[Endpoint, ...]
    local: Endpoint | None
    deliveries: tuple[Delivery, ...]
    snippets: tuple[Snippet, ...]
    secret_name: str
    secret_keys: tuple[str, ...]
    events: tuple[LogLine, ...]
    history: tuple[RequestRow, ...]
    files: tuple[tuple[str, str], ...]
    actions: tuple[Day2, ...]
    broken: tuple[BrokenFileCard, ...]
    copy: CopyAge | None
    observed_at: datetime | None
    login_elsewhere: bool = False
    practices: ChecklistCard = checklists.NONE
    radius: Radius | None = None


@dataclass(frozen=True)
class EventCard:
    """One thing that happened to a request; ids only grow."""

    id: int
    request: int
    service: str
    event: str
    who: str
    said: str
    at: datetime


@dataclass(frozen=True)
class RegionCard:
    name: str
    services: int
    tone: str
    said: str
    observed_at: datetime | None


@dataclass(frozen=True)
class NoticeCard:
    """`request` is None where it is about the customer's repositories."""

    id: int
    title: str
    body: str
    request: int | None
    at: datetime
    read: bool


@dataclass(frozen=True)
class CustomerChoice:
    """A customer that the person may work for; `here` is the one they work for now."""

    slug: str
    name: str
    here: bool


@dataclass(frozen=True)
class Frame:
    """What every page shows around itself. `customers` is empty where there is no choice;
    `standing` is onboarding, ready, leaving or left; `flagged` counts pushes past a review."""

    customer: str
    slug: str
    customers: tuple[CustomerChoice, ...]
    person: str
    initials: str
    role: str
    team: str
    may_review: bool
    may_onboard: bool
    open_requests: int
    to_review: int
    unread: int
    regions: tuple[RegionCard, ...]
    infrastructure: bool
    local: bool
    may_leave: bool = False
    standing: str = ""
    flagged: int = 0

    @property
    def closed(self) -> bool:
        """Nothing new can be asked: the customer leaves Clark, or has left."""
        return self.standing in {"leaving", "left"}


@dataclass(frozen=True)
class HomePage:
    mine: tuple[RequestRow, ...]
    to_review: tuple[QueueRow, ...]
    attention: tuple[ServiceRow, ...]
    notices: tuple[NoticeCard, ...]
    offerings: tuple[OfferingCard, ...]
    broken: tuple[BrokenFileCard, ...]
    services: int
