"""What pages, API and CLI are given to show of infrastructure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clark.customers.infrastructure.rules import Danger
from clark.flow.cards import CopyAge, LogLine


@dataclass(frozen=True)
class StackRow:
    """`state` is in words: never applied, as planned, drifted, code moved on, …"""

    environment: str
    region: str
    layer: str
    path: str
    state: str
    tone: str
    drifted: int
    applied_at: datetime | None
    checked_at: datetime | None
    commit: str
    trouble: str
    plan: int | None
    plan_state: str
    plan_tone: str


@dataclass(frozen=True)
class StackRows:
    """All stacks that match. `repository` is "" where none is set up."""

    repository: str
    rows: list[StackRow]
    total: int
    environments: list[str]
    regions: list[str]
    copy: CopyAge | None


@dataclass(frozen=True)
class AttributeCard:
    """`variable` is set where Clark can write the new value into the stack's file of values."""

    path: str
    before: str | None
    after: str | None
    sensitive: bool
    replaces: bool
    variable: str


@dataclass(frozen=True)
class ChangeCard:
    """One resource. `loud` is for what goes, `holds_data` for what goes with what is in it."""

    address: str
    type: str
    name: str
    action: str
    sentence: str
    tone: str
    loud: bool
    holds_data: bool
    attributes: tuple[AttributeCard, ...]


@dataclass(frozen=True)
class PlanRow:
    number: int
    environment: str
    region: str
    layer: str
    title: str
    state: str
    tone: str
    author: str
    waiting: str
    who: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class PlanDecisionCard:
    person: str
    verdict: str
    confirmed: tuple[str, ...]
    comment: str
    at: datetime


@dataclass(frozen=True)
class PlanProblem:
    """`field` is a file and a line where the code is to blame."""

    field: str
    reason: str
    fix: str


@dataclass(frozen=True)
class PlanPage:
    """Everything about one plan. `may` are the verbs that this person can use now."""

    row: PlanRow
    path: str
    reason: str
    headline: str
    counts: dict[str, int]
    changes: tuple[ChangeCard, ...]
    drifted: tuple[ChangeCard, ...]
    changed_outputs: tuple[str, ...]
    dangers: tuple[Danger, ...]
    approvals: int
    approvals_needed: int
    decisions: tuple[PlanDecisionCard, ...]
    commit: str
    digest: str
    terraform: str
    preview: bool
    adopts: dict[str, Any]
    pull_url: str
    progress: str
    said: str
    problems: tuple[PlanProblem, ...]
    planned_at: datetime | None
    log: tuple[LogLine, ...]
    may: tuple[str, ...]
    may_not: str


@dataclass(frozen=True)
class StackPage:
    row: StackRow
    repository: str
    outputs: dict[str, Any]
    drift: tuple[ChangeCard, ...]
    plans: tuple[PlanRow, ...]
    copy: CopyAge | None
    next_check: datetime | None
    open_plan: int | None
