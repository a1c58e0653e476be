"""May an approved pull request still be merged? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from clark.flow.events import Event

Blobs = Mapping[str, str | None]


@dataclass(frozen=True)
class Approved:
    """What the approval bound: head, base blobs and new blobs of every touched path."""

    head: str
    base_blobs: Blobs
    new_blobs: Blobs


@dataclass(frozen=True)
class Present:
    """The pull request, main and the policies' word at the moment of the merge.

    `head_blobs` are all files of the head commit; `changed` is what the host says it changes.
    `accepted`: the author accepted every interruption that it means now.
    """

    pull_state: str
    head: str
    head_blobs: Mapping[str, str]
    main_blobs: Mapping[str, str]
    changed: Blobs
    allowed: bool
    accepted: bool


@dataclass(frozen=True)
class Obstacle:
    event: Event
    why: str


UNAPPROVED: Final = Obstacle(Event.HEAD_MOVED, "No approval stands.")
MOVED: Final = Obstacle(Event.HEAD_MOVED, "New commits were pushed after the approval.")
CLOSED: Final = Obstacle(Event.WITHDRAWN, "The pull request was closed in the repository itself.")


def obstacle(approved: Approved | None, now: Present) -> Obstacle | None:
    """Why it cannot be merged, or None."""
    if now.pull_state == "closed":
        return CLOSED
    if approved is None:
        return UNAPPROVED
    if now.head != approved.head:
        return MOVED
    held = {path: now.head_blobs.get(path) for path in approved.new_blobs}
    if dict(now.changed) != dict(approved.new_blobs) or held != dict(approved.new_blobs):
        return Obstacle(Event.HEAD_MOVED, "The diff is not the one that was approved.")
    moved = [path for path, blob in approved.base_blobs.items() if now.main_blobs.get(path) != blob]
    if moved:
        return Obstacle(Event.OUTDATED, f"Main changed {', '.join(moved)} after the approval.")
    if not now.allowed:
        return Obstacle(Event.HEAD_MOVED, "Policies no longer allow it on today's main.")
    if not now.accepted:
        why = "It interrupts production, and its author has not accepted that."
        return Obstacle(Event.HEAD_MOVED, why)
    return None
