"""What somebody may do with a request now, and why not approve it."""

from contextlib import suppress

from clark.errors import Refused
from clark.flow.deciding import (
    LEAVES,
    Read,
    agreement,
    facts,
    may_approve,
    may_count,
    may_decide,
    may_look_back,
    may_override,
)
from clark.flow.events import OPEN, STOPPED, Action, Actor, State
from clark.flow.request import drafting, raising
from clark.flow.request.drafting import Ground
from clark.store.models import Request


def may(by: Actor, found: Request, on: Ground) -> tuple[frozenset[str], str]:
    """The verbs the actor can use now, and why approving is not among them."""
    verbs: set[str] = set()
    state = State(found.state)
    if state in OPEN and (found.author_id == by.id or by.role == "owner"):
        verbs.add("withdraw")
    if state in OPEN:
        verbs.add("comment")
    formless = {Action.DELETE, Action.RERENDER, Action.REVERT}
    stays = on.customer.state not in LEAVES
    if stays and state in STOPPED and found.action not in formless and _form_opens(found, on):
        verbs.add("resubmit")
    with suppress(Refused):
        may_look_back(by, found)
        verbs.add("look_back")
    if state != State.IN_REVIEW:
        return frozenset(verbs), ""
    deciding, why_not = _may_decide(by, found, on)
    return frozenset(verbs | deciding), why_not


# Private functions


def _form_opens(found: Request, on: Ground) -> bool:
    """Whether the form that a request was made with is still there."""
    if found.action == Action.ADOPT:  # its fields are what AWS said then: choose anew
        return False
    try:
        if found.raises:
            raising.limit(on, found.service)
        elif found.action == Action.CREATE:
            on.control.offering(found.offering)
        else:
            drafting.standing(on, found.region, found.service)
    except Refused:
        return False
    return True


def _may_decide(by: Actor, found: Request, on: Ground) -> tuple[set[str], str]:
    verbs: set[str] = set()
    known = facts(found)
    read = Read(known.head, known.diff_hash)
    with suppress(Refused):
        may_override(by, known)
        may_approve(known, read)
        verbs.add("override")
    try:
        may_decide(by, known)
        verbs |= {"ask", "reject"}
        may_approve(known, read)
        may_count(by, agreement(found, on.control))
        verbs.add("approve")
    except Refused as refusal:
        return verbs, refusal.reason
    return verbs, ""
