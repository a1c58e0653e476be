"""Has the cloud reached what main says? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clark.kinds import at_work, find, settled
from clark.manifests import Document
from clark.ports import condition

QUIET = 5.0  # seconds after an update in which AWS would have begun to show it


@dataclass(frozen=True)
class Seen:
    """A live object."""

    spec: Mapping[str, Any]
    status: Mapping[str, Any]
    generation: int
    paused: bool = False
    deleting: bool = False


@dataclass(frozen=True)
class Change:
    """What is being waited for of one object.

    `quiet_seconds` have passed since the provider last called AWS for it, 0 where it has not.
    """

    resizes: bool
    seen_changing: bool
    quiet_seconds: float


@dataclass(frozen=True)
class NextStep:
    done: bool
    why: str = ""
    who: str = ""
    seconds: float = 3.0
    changing: bool = False


def next_step(wanted: Document, seen: Seen | None, change: Change) -> NextStep:
    """Decide whether a document of a merged request has become true."""
    kind = find(wanted.api_version, wanted.kind)
    if kind is None:  # secret deliveries are the credentials stage's
        return NextStep(done=True)
    if seen is None:
        return NextStep(False, "The GitOps engine has not applied the merge yet.", "Clark")
    if seen.paused:
        return NextStep(False, f"{wanted.label} is paused in the cluster.", "Clark team")
    changing = at_work(kind, seen.spec, seen.status)
    acted = not change.resizes or change.seen_changing or changing or _quiet(change)
    reading = settled(kind, wanted.value, seen.spec, seen.status, acted=acted)
    if not reading.ready or not _reconciled(seen):
        why = reading.reason or "Crossplane has not looked at the change yet."
        return NextStep(False, why, reading.who or "Crossplane", changing=changing)
    return NextStep(done=True, changing=changing)


def _quiet(change: Change) -> bool:
    """Long enough after the provider's call that AWS would have begun to show the work."""
    return change.quiet_seconds >= QUIET


def _reconciled(seen: Seen) -> bool:
    synced = condition(seen.status, "Synced")
    observed = synced.get("observedGeneration")
    return synced.get("status") == "True" and (observed is None or observed >= seen.generation)
