"""What of a plan's story is a decision, and what is written down of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from clark.customers.infrastructure.rules import HALF_APPROVED, State
from clark.flow.audit import Act, Deed, write
from clark.flow.events import Actor
from clark.ports.terraform import Stack
from clark.store.models import PlanRecord, StackState

# Every state that a plan comes to, and what leaves it in its state. What Terraform found, nobody
# decided.
EVENTS: Final[Mapping[str, Act | None]] = {
    State.ASKED: Act.PLAN_ASKED,
    State.IN_REVIEW: None,
    HALF_APPROVED: Act.PLAN_HALF_APPROVED,
    State.APPROVED: Act.PLAN_APPROVED,
    State.APPLYING: Act.APPLY_ORDERED,
    State.APPLIED: Act.PLAN_APPLIED,
    State.EMPTY: None,
    State.PREVIEW: None,
    State.PROPOSED: None,
    State.REFUSED: None,
    State.FAILED: Act.APPLY_FAILED,
    State.DISCARDED: Act.PLAN_DISCARDED,
    State.REJECTED: Act.PLAN_REJECTED,
    State.WITHDRAWN: Act.PLAN_WITHDRAWN,
}


def note_plan(plan: PlanRecord, event: str, *, by: Actor | None, said: str, at: datetime) -> None:
    """Write down what happened to a plan, where it is a decision."""
    act = EVENTS[event]
    if act is None:
        return
    behalf = _orderer(plan) if by is None and act in {Act.PLAN_APPLIED, Act.APPLY_FAILED} else ""
    details = {"commit": plan.commit, "plan": plan.digest, "adopts": ", ".join(plan.adopts)}
    deed = Deed(act, f"plan {plan.number}", _path(plan.stack), said, behalf, details)
    write(plan.customer_id, deed, by=by, at=at)


def note_drift(stack: StackState, *, by: Actor, at: datetime) -> None:
    """Somebody has a stack compared with the cloud."""
    write(stack.customer_id, Deed(Act.DRIFT_LOOKED_FOR, f"stack {_path(stack)}"), by=by, at=at)


# Private functions


def _path(row: StackState) -> str:
    return str(Stack(row.environment, row.region, row.layer))


def _orderer(plan: PlanRecord) -> str:
    """Who had the plan applied."""
    entry = plan.entries.filter(event=State.APPLYING).select_related("by").order_by("-id").first()
    return f"{entry.by.name} <{entry.by.email}>" if entry and entry.by else ""
