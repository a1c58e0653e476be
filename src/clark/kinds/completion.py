"""When a change has arrived: ready, in step with Git, and nothing left to do in AWS."""

from collections.abc import Mapping
from typing import Any

from clark.kinds.drift import drift
from clark.kinds.explanation import AWS, TEAM
from clark.kinds.health import CROSSPLANE, Health, Reading, reading
from clark.kinds.kind import Kind
from clark.kinds.knowledge import knowledge
from clark.kinds.manifest import block
from clark.manifests import show_path


def at_work(kind: Kind, spec: Mapping[str, Any], status: Mapping[str, Any]) -> bool:
    """Whether AWS is seen working on this resource, or about to.

    Ready and Synced never show a resize of a database, and its status has no class
    (crossplane.md §1.0), so a watcher remembers whether this was ever true since the merge.
    """
    asked, seen = block(spec, "forProvider"), block(status, "atProvider")
    return not knowledge(kind).progress(asked, seen).at_rest


def settled(
    kind: Kind,
    wanted: Mapping[str, Any],
    spec: Mapping[str, Any],
    status: Mapping[str, Any],
    *,
    acted: bool = True,
) -> Reading:
    """Ready, and everything that `wanted` (the manifest in Git) asks for is really there.

    `acted`: for a change of something that exists, whether `at_work` was true since the merge, or
    Crossplane has looked again since it called AWS. While false, it goes on: the status of a
    moment ago looks exactly like that of a finished resize.
    """
    now = reading(kind, spec, status)
    if not now.ready or not now.sync_ok:
        return Reading(False, now.health, now.sync_ok, now.reason or _UNSEEN, now.who or CROSSPLANE)
    behind = drift(kind, wanted, spec)
    if behind:
        named = ", ".join(show_path(path[2:]) for path in behind)
        return _going_on(f"The cluster does not have the new value yet: {named}.", CROSSPLANE)
    found = knowledge(kind).progress(block(spec, "forProvider"), block(status, "atProvider"))
    if found.broken:
        return Reading(False, Health.DEGRADED, True, found.reason, TEAM)
    if not found.at_rest:
        return _going_on(found.reason, AWS)
    return now if acted else _going_on("Crossplane is about to ask AWS for the change.", CROSSPLANE)


_UNSEEN = "Crossplane has not confirmed the definition yet."


def _going_on(reason: str, who: str) -> Reading:
    return Reading(False, Health.PROGRESSING, True, reason, who)
