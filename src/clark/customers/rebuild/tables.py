"""Which tables are copies of Git and clusters, and which hold what nobody else knows.

A new table belongs into one of the two; a test sees to that.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from clark.store.models import (
    AuditCheck,
    AuditHead,
    AuditRow,
    CloudLook,
    CopiedFile,
    Copy,
    Customer,
    Decision,
    Entry,
    Exit,
    ExitCheck,
    ExitStep,
    Followed,
    HistoryMark,
    LineComment,
    LiveEvent,
    LiveObject,
    Membership,
    Notice,
    OfferingVersion,
    Onboarding,
    OnboardingStep,
    Person,
    PlanDecision,
    PlanEntry,
    PlanRecord,
    ProposedBranch,
    PullReview,
    Push,
    Region,
    Request,
    StackState,
    Team,
    Token,
)


@dataclass(frozen=True)
class Table:
    """A copy: the way to its customer, what it says, and what only tells when somebody looked."""

    model: type[Model]
    customer: str
    says: tuple[str, ...]
    looked: tuple[str, ...] = ()


COPIES: Final = (
    Table(Copy, "customer", ("repository", "branch", "commit"), ("checked_at",)),
    Table(
        CopiedFile,
        "copy__customer",
        ("copy__repository", "copy__branch", "path", "blob", "text", "unreadable"),
    ),
    Table(HistoryMark, "customer", ("control", "gitops")),
    Table(OfferingVersion, "customer", ("name", "revision", "commit", "files", "newest_good")),
    Table(
        ProposedBranch,
        "customer",
        ("branch", "head", "base", "files", "unreadable", "trouble"),
    ),
    Table(
        Region,
        "customer",
        ("name", "commit", "broken"),
        ("revision", "observed_at", "silent_since", "silence"),
    ),
    Table(
        LiveEvent,
        "region__customer",
        (
            *("region__name", "key", "kind", "namespace", "name", "type", "reason", "message"),
            *("count", "first_at", "last_at"),
        ),
    ),
    Table(
        LiveObject,
        "region__customer",
        (
            *("region__name", "api_version", "kind", "namespace", "name", "uid", "generation"),
            *("spec", "status", "annotations", "labels", "deleting", "created_at", "address"),
        ),
        ("changed_at",),
    ),
)
# What Clark applied is a record; whether main still has the stack, and its drift, are copies. That
# somebody waits for a look at the account is a record; what was seen there is a copy.
PARTLY: Final = {StackState, CloudLook}
RECORDS: Final = {
    *(Customer, Team, Person, Membership, Token),
    *(Request, Entry, Decision, LineComment, Notice),
    *(PlanRecord, PlanEntry, PlanDecision),
    *(Onboarding, OnboardingStep),
    *(Exit, ExitStep, ExitCheck),
    *(Followed, Push, PullReview),
    *(AuditRow, AuditHead, AuditCheck),
}


def picture(customer: Customer) -> Mapping[str, Counter[str]]:
    """What the copies of a customer say, by table: each row as a text, however often it is there.

    Without row numbers, and without when somebody looked.
    """
    found = {each.model.__name__: _rows(each, customer) for each in COPIES}
    listed = StackState.objects.filter(customer=customer, listed=True)
    named = listed.values("environment", "region", "layer")
    return {**found, StackState.__name__: Counter(map(_text, named))}


def differing(before: Mapping[str, Counter[str]], after: Mapping[str, Counter[str]]) -> int:
    """How many rows are in one of the two only."""
    return sum(
        ((before[name] - after[name]) + (after[name] - before[name])).total() for name in after
    )


# Private functions


def _rows(table: Table, customer: Customer) -> Counter[str]:
    rows = table.model._default_manager.filter(**{table.customer: customer})
    return Counter(map(_text, rows.values(*table.says)))


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, default=str)
