"""What of a request's story is a decision, and what is written down of it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from clark.flow.audit.acts import Act
from clark.flow.audit.record import Deed, anchor, write
from clark.flow.audit.rules import trailer
from clark.flow.events import APPROVALS, Actor, Choice, Event
from clark.store.models import Decision, Request

# Every event. What only tells how far the cloud is, nobody decided.
EVENTS: Final[Mapping[Event, Act | None]] = {
    Event.SUBMITTED: Act.REQUEST_SUBMITTED,
    Event.PROPOSED: None,
    Event.CHECKED: None,
    Event.HEAD_MOVED: Act.REQUEST_VOIDED,
    Event.APPROVED: Act.REQUEST_APPROVED,
    Event.AGREED: Act.REQUEST_HALF_APPROVED,
    Event.SEEN_AFTERWARDS: Act.EMERGENCY_SEEN,
    Event.MERGED: Act.REQUEST_MERGED,
    Event.PROVISIONED: None,
    Event.DELIVERED: None,
    Event.IN_FORCE: None,
    Event.NOTIFIED: None,
    Event.CHANGE_ASKED: Act.CHANGE_ASKED,
    Event.REJECTED: Act.REQUEST_REJECTED,
    Event.WITHDRAWN: Act.REQUEST_WITHDRAWN,
    Event.OUTDATED: Act.REQUEST_OUTDATED,
    Event.MISSED: Act.REQUEST_OUTDATED,
    Event.SUPERSEDED: Act.REQUEST_SUPERSEDED,
    Event.COMMENTED: None,
}


# How it was approved.
APPROVED: Final[Mapping[str, Act]] = {
    Choice.AUTOMATIC: Act.APPROVED_BY_RULE,
    Choice.EMERGENCY: Act.EMERGENCY,
}


def note_request(
    request: Request, event: Event, *, by: Actor | None, said: str, at: datetime
) -> None:
    """Write down what happened to a request, where it is a decision."""
    act = EVENTS[event]
    if act is None:
        return
    behalf = ""
    if event == Event.SUBMITTED and request.follows_id:  # Clark goes on with what they asked for
        by, behalf = None, f"{by.name} <{by.email}>" if by else ""
    if event == Event.APPROVED:
        standing = _approvals(request)
        act = APPROVED.get(standing[-1].verdict, act) if standing else act
    if event == Event.MERGED:
        behalf = _approver(request) if request.merging == request.head else ""
        act = act if behalf else Act.MERGED_ELSEWHERE
    deed = Deed(act, name(request), request.title, said, behalf, _details(request))
    write(request.customer_id, deed, by=by, at=at)
    for sentence in request.accepted if event == Event.SUBMITTED else ():
        accepted = Deed(Act.INTERRUPTION_ACCEPTED, name(request), request.title, sentence, behalf)
        write(request.customer_id, accepted, by=by, at=at)


def name(request: Request) -> str:
    return f"request {request.number}"


def noted_in_git(request: Request) -> str:
    """The end of the commit message: where the chain was when the request came into it.

    The commit is in the customer's repository, so whoever writes the chain anew cannot write this
    anew. It never changes, as the row does not: the same request always makes the same commit.
    """
    found = anchor(request.customer_id, Act.REQUEST_SUBMITTED, name(request))
    return f"\n\n{trailer(found)}" if found else ""


# Private functions


def _approver(request: Request) -> str:
    """On whose behalf Clark merges, all of them, or by which rule; "" where no approval stands."""
    found = _approvals(request)
    by_rule = [each.comment for each in found if each.person is None]
    people = [f"{each.person.name} <{each.person.email}>" for each in found if each.person]
    return "; ".join(by_rule or people)


def _approvals(request: Request) -> list[Decision]:
    """Those that stand for the head, oldest first."""
    standing = request.decisions.filter(verdict__in=APPROVALS, void_because="", head=request.head)
    return list(standing.select_related("person").order_by("id"))


def _details(request: Request) -> dict[str, str]:
    judged = json.dumps(request.verdict, sort_keys=True, separators=(",", ":"))
    return {
        "action": request.action,
        "service": request.service,
        "region": request.region,
        "environment": request.environment,
        "head": request.head,
        "diff hash": request.diff_hash,
        "verdict": hashlib.sha256(judged.encode()).hexdigest() if request.verdict else "",
        "pull request": str(request.pull_number or ""),
        "merge commit": request.merge_commit,
        "not before": request.not_before.isoformat() if request.not_before else "",
    }
