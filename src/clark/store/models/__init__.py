"""What Clark remembers.

Copies of Git and the clusters are in `copies` and `live`; `clark rebuild` drops them and makes them
again (`clark.customers.rebuild.COPIES`). The other tables are records: who people are, what they
asked, decided and were told, and what Clark did for them. Nobody else knows that: back them up.
"""

from clark.store.models.audit import AuditCheck, AuditHead, AuditRow
from clark.store.models.cloud import CloudLook
from clark.store.models.copies import CopiedFile, Copy
from clark.store.models.exits import Exit, ExitCheck, ExitStep
from clark.store.models.infrastructure import PlanDecision, PlanEntry, PlanRecord, StackState
from clark.store.models.live import LiveEvent, LiveObject, Region
from clark.store.models.notices import Notice
from clark.store.models.offerings import HistoryMark, OfferingVersion, ProposedBranch
from clark.store.models.onboarding import Onboarding, OnboardingStep
from clark.store.models.people import Customer, Membership, Person, Team, Token
from clark.store.models.repositories import Followed, PullReview, Push
from clark.store.models.requests import Decision, Entry, LineComment, Request

__all__ = [
    "AuditCheck",
    "AuditHead",
    "AuditRow",
    "CloudLook",
    "CopiedFile",
    "Copy",
    "Customer",
    "Decision",
    "Entry",
    "Exit",
    "ExitCheck",
    "ExitStep",
    "Followed",
    "HistoryMark",
    "LineComment",
    "LiveEvent",
    "LiveObject",
    "Membership",
    "Notice",
    "OfferingVersion",
    "Onboarding",
    "OnboardingStep",
    "Person",
    "PlanDecision",
    "PlanEntry",
    "PlanRecord",
    "ProposedBranch",
    "PullReview",
    "Push",
    "Region",
    "Request",
    "StackState",
    "Team",
    "Token",
]
