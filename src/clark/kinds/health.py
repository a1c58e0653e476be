"""How a managed resource is, in Argo CD's words, and why it is not ready."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clark.kinds.explanation import AWS, TEAM, explain
from clark.kinds.kind import Kind
from clark.kinds.knowledge import knowledge
from clark.kinds.manifest import block
from clark.kinds.progress import Progress

CROSSPLANE = "Crossplane"


class Health(StrEnum):
    HEALTHY = "Healthy"
    PROGRESSING = "Progressing"
    DEGRADED = "Degraded"
    SUSPENDED = "Suspended"
    MISSING = "Missing"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Reading:
    """`reason` says in plain words why it is not ready, `who` must act; both "" when all is well.

    A ready resource can have a reason too: a failed update leaves Ready as it was.
    """

    ready: bool
    health: Health
    sync_ok: bool
    reason: str
    who: str


def reading(
    kind: Kind,
    spec: Mapping[str, Any],
    status: Mapping[str, Any],
    *,
    paused: bool = False,
    deleting: bool = False,
) -> Reading:
    """Read the conditions of a live resource (crossplane.md §2; health as §6 corrects it)."""
    ready, synced = _condition(status, "Ready"), _condition(status, "Synced")
    is_ready = ready.get("status") == "True"
    sync_ok = synced.get("status") == "True"
    if paused or synced.get("reason") == "ReconcilePaused":
        why = "It is paused: it goes on in AWS, but no change is carried out."
        return Reading(is_ready, Health.SUSPENDED, sync_ok, why, TEAM)
    if synced.get("status") == "False":
        found = explain(str(synced.get("message") or "Crossplane does not say why."))
        return Reading(is_ready, Health.DEGRADED, False, found.reason, found.who)
    if deleting:
        return Reading(is_ready, Health.PROGRESSING, sync_ok, "It is being deleted.", AWS)
    if is_ready:
        return Reading(True, Health.HEALTHY, sync_ok, "", "")
    return _not_ready(kind, spec, status, sync_ok)


def endpoint(kind: Kind, status: Mapping[str, Any], spec: Mapping[str, Any]) -> str | None:
    """The host name that AWS gave it; for a bucket its name. Nothing before AWS says so."""
    del spec  # every kind's address comes from what the provider observed
    return knowledge(kind).endpoint(block(status, "atProvider"))


def role(kind: Kind, status: Mapping[str, Any], part: str) -> str:
    """What a part of this service does now, where parts differ in that: "writer now", else ""."""
    return knowledge(kind).role(block(status, "atProvider"), part)


def summary(kind: Kind, spec: Mapping[str, Any]) -> str:
    """What it is in one line: PostgreSQL 14.9 · db.t3.medium · 100 GB."""
    return knowledge(kind).summary(block(spec, "forProvider"))


def _not_ready(
    kind: Kind, spec: Mapping[str, Any], status: Mapping[str, Any], sync_ok: bool
) -> Reading:
    ready = _condition(status, "Ready")
    if not ready:
        why = "Crossplane has not looked at it yet."
        return Reading(False, Health.PROGRESSING, sync_ok, why, CROSSPLANE)
    found = _progress(kind, spec, status)
    if found.broken:
        return Reading(False, Health.DEGRADED, sync_ok, found.reason, TEAM)
    if ready.get("status") == "Unknown":
        why = "Crossplane cannot tell whether it is ready."
        return Reading(False, Health.UNKNOWN, sync_ok, why, TEAM)
    if ready.get("reason") == "Creating" and not found.state:
        why = f"AWS is creating the {kind.word}."
        return Reading(False, Health.PROGRESSING, sync_ok, why, AWS)
    why = found.reason or "AWS does not call it available yet."
    return Reading(False, Health.PROGRESSING, sync_ok, why, AWS)


def _progress(kind: Kind, spec: Mapping[str, Any], status: Mapping[str, Any]) -> Progress:
    return knowledge(kind).progress(block(spec, "forProvider"), block(status, "atProvider"))


def _condition(status: Mapping[str, Any], type_: str) -> Mapping[str, Any]:
    listed = status.get("conditions")
    for condition in listed if isinstance(listed, list) else ():
        if isinstance(condition, Mapping) and condition.get("type") == type_:
            return condition
    return {}
