"""Status conditions: crossplane-runtime apis/common/v1/condition.go and External Secrets' own."""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane.objects import Resource, now

Condition = Mapping[str, str]

SAID = ("status", "reason", "message")  # what a condition says, besides when and of what


def _condition(kind: str, status: bool, reason: str, message: str = "") -> Condition:
    said = {"type": kind, "status": str(status), "reason": reason}
    return said | ({"message": message} if message else {})


AVAILABLE = _condition("Ready", True, "Available")
CREATING = _condition("Ready", False, "Creating")
DELETING = _condition("Ready", False, "Deleting")
UNAVAILABLE = _condition("Ready", False, "Unavailable")
RECONCILE_SUCCESS = _condition("Synced", True, "ReconcileSuccess")
RECONCILE_PAUSED = _condition(
    "Synced", False, "ReconcilePaused", "Reconciliation is paused via the pause annotation"
)


def reconcile_error(message: str) -> Condition:
    return _condition("Synced", False, "ReconcileError", message)


def ready(status: bool, reason: str, message: str) -> Condition:
    """A Ready condition of External Secrets, which always says a message."""
    return _condition("Ready", status, reason, message)


def set_condition(
    resource: Resource, condition: Condition, observed_generation: int | None = None
) -> None:
    """Put it in place of the one of its type; the time moves only when what it says changed."""
    stamped = _stamped(condition, observed_generation)
    conditions: list[dict[str, Any]] = resource.status.setdefault("conditions", [])
    for position, old in enumerate(conditions):
        if old["type"] == condition["type"]:
            if all(old.get(part) == condition.get(part) for part in SAID):
                stamped["lastTransitionTime"] = old["lastTransitionTime"]
            conditions[position] = stamped
            return
    conditions.append(stamped)


def get_condition(resource: Resource, kind: str) -> Mapping[str, Any]:
    """The condition of that type, or an empty mapping."""
    found = (one for one in resource.status.get("conditions", ()) if one["type"] == kind)
    return next(found, {})


def _stamped(condition: Condition, generation: int | None) -> dict[str, Any]:
    observed = {} if generation is None else {"observedGeneration": generation}
    return {**condition, **observed, "lastTransitionTime": now()}
