"""The words of the story: states of a request, events that move it, and who acts.

A request is always in exactly one state. `MOVES` is the whole state machine.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from clark.errors import Refused


class State(StrEnum):
    SUBMITTED = "submitted"
    PROPOSED = "proposed"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    MERGED = "merged"
    PROVISIONED = "provisioned"
    DELIVERED = "delivered"
    DONE = "done"
    CHANGE_ASKED = "change asked"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    SUPERSEDED = "superseded"


class Event(StrEnum):
    SUBMITTED = "submitted"
    PROPOSED = "proposed"
    CHECKED = "checked"
    HEAD_MOVED = "head moved"
    APPROVED = "approved"
    MERGED = "merged"
    PROVISIONED = "provisioned"
    DELIVERED = "delivered"
    IN_FORCE = "in force"  # a limit, in Clark's own copy
    NOTIFIED = "notified"
    CHANGE_ASKED = "change asked"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    MISSED = "missed"  # the time that its author chose
    SUPERSEDED = "superseded"
    AGREED = "agreed"  # one approval of several
    SEEN_AFTERWARDS = "seen afterwards"
    COMMENTED = "commented"  # on one line; decides nothing


class Choice(StrEnum):
    """What is decided about a head: by a person, by a rule, past the rules, or afterwards."""

    APPROVE = "approve"
    CHANGE = "change"
    REJECT = "reject"
    AUTOMATIC = "automatic"
    EMERGENCY = "emergency"
    AFTERWARDS = "afterwards"


AGAINST: Final = (Choice.CHANGE, Choice.REJECT)
# What lets a head be merged, as long as it stands.
APPROVALS: Final = (Choice.APPROVE, Choice.AUTOMATIC, Choice.EMERGENCY)


class Stage(StrEnum):
    """The six stages that people see, in order."""

    REQUEST = "request"
    REVIEW = "review"
    MERGE = "merge"
    PROVISION = "provision"
    CREDENTIALS = "credentials"
    NOTIFY = "notify"


class Action(StrEnum):
    CREATE = "create"
    CLASS = "class"
    STORAGE = "storage"
    NODES = "nodes"
    INSTANCES = "instances"
    CAPACITY = "capacity"
    STANDBY = "standby"
    RELEASE = "release"
    DELETE = "delete"
    RERENDER = "rerender"
    ADOPT = "adopt"
    IMPROVE = "improve"
    RAISE = "raise"  # a limit
    REVERT = "revert"


MOVES: Final = {
    (State.SUBMITTED, Event.PROPOSED): State.PROPOSED,
    (State.PROPOSED, Event.CHECKED): State.IN_REVIEW,
    (State.IN_REVIEW, Event.CHECKED): State.IN_REVIEW,
    (State.PROPOSED, Event.MERGED): State.MERGED,  # by somebody in the repository itself
    (State.IN_REVIEW, Event.MERGED): State.MERGED,
    (State.IN_REVIEW, Event.HEAD_MOVED): State.PROPOSED,
    (State.IN_REVIEW, Event.APPROVED): State.APPROVED,
    (State.IN_REVIEW, Event.CHANGE_ASKED): State.CHANGE_ASKED,
    (State.IN_REVIEW, Event.REJECTED): State.REJECTED,
    (State.APPROVED, Event.HEAD_MOVED): State.PROPOSED,
    (State.APPROVED, Event.MERGED): State.MERGED,
    (State.MERGED, Event.PROVISIONED): State.PROVISIONED,
    (State.PROVISIONED, Event.DELIVERED): State.DELIVERED,
    (State.MERGED, Event.IN_FORCE): State.DELIVERED,  # a limit: nothing is made in a cloud
    (State.DELIVERED, Event.NOTIFIED): State.DONE,
    **{
        (state, Event.WITHDRAWN): State.WITHDRAWN
        for state in (State.SUBMITTED, State.PROPOSED, State.IN_REVIEW, State.APPROVED)
    },
    **{
        (state, event): State.OUTDATED
        for event in (Event.OUTDATED, Event.MISSED)
        for state in (State.SUBMITTED, State.PROPOSED, State.IN_REVIEW, State.APPROVED)
    },
    **{  # somebody merged it in the repository before Clark could close it
        (state, Event.MERGED): State.MERGED
        for state in (State.CHANGE_ASKED, State.REJECTED, State.WITHDRAWN, State.OUTDATED)
    },
    **{  # main lost the files again before the cloud had them: nothing is left to wait for
        (state, Event.SUPERSEDED): State.SUPERSEDED for state in (State.MERGED, State.PROVISIONED)
    },
}

UNMERGED: Final = frozenset({State.CHANGE_ASKED, State.REJECTED, State.WITHDRAWN, State.OUTDATED})
STOPPED: Final = UNMERGED | {State.SUPERSEDED}
ENDED: Final = STOPPED | {State.DONE}
OPEN: Final = frozenset({State.SUBMITTED, State.PROPOSED, State.IN_REVIEW, State.APPROVED})

STAGE_OF: Final = {
    State.SUBMITTED: Stage.REQUEST,
    State.PROPOSED: Stage.REVIEW,
    State.IN_REVIEW: Stage.REVIEW,
    State.CHANGE_ASKED: Stage.REVIEW,
    State.REJECTED: Stage.REVIEW,
    State.WITHDRAWN: Stage.REVIEW,
    State.OUTDATED: Stage.REVIEW,
    State.SUPERSEDED: Stage.PROVISION,
    State.APPROVED: Stage.MERGE,
    State.MERGED: Stage.PROVISION,
    State.PROVISIONED: Stage.CREDENTIALS,
    State.DELIVERED: Stage.NOTIFY,
    State.DONE: Stage.NOTIFY,
}


@dataclass(frozen=True)
class Wait:
    """A step could not finish. Why, who must act, and when to look again, in seconds."""

    why: str
    who: str
    seconds: float = 2.0


class IllegalMove(Refused):
    """The event cannot happen in this state, for example a second decision."""


def advance(state: State, event: Event) -> State:
    """The state after an event. Raises `IllegalMove`."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise IllegalMove(f"A request that is {state} cannot be {event}.") from None


REVIEWERS: Final = frozenset({"reviewer", "owner", "engineer"})


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in, as the rules see them."""

    id: int
    customer_id: int
    name: str
    email: str
    role: str
    team: str
    via: str = ""  # what the token was made for, where a program speaks for them

    @property
    def may_review(self) -> bool:
        return self.role in REVIEWERS

    @property
    def may_onboard(self) -> bool:
        """Clark's engineers bring customers to Clark."""
        return self.role == "engineer"

    @property
    def may_leave(self) -> bool:
        """Owners take their customer out of Clark, whenever they want."""
        return self.role == "owner"
