"""The customer's infrastructure: plans in plain words, decisions about them, applies, drift."""

from clark.customers.infrastructure.cards import PlanPage, PlanRow, StackPage, StackRow, StackRows
from clark.customers.infrastructure.queries import plan, plans, stack, stacks
from clark.customers.infrastructure.service import (
    Approval,
    Asked,
    adopt,
    apply,
    approve,
    ask,
    look_for_drift,
    reject,
    withdraw,
)

__all__ = [
    "Approval",
    "Asked",
    "PlanPage",
    "PlanRow",
    "StackPage",
    "StackRow",
    "StackRows",
    "adopt",
    "apply",
    "approve",
    "ask",
    "look_for_drift",
    "plan",
    "plans",
    "reject",
    "stack",
    "stacks",
    "withdraw",
]
