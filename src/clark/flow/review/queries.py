"""What waits for a decision."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import Q

from clark.flow import approving, shown
from clark.flow.cards import QueueRow
from clark.flow.control import Control, in_force
from clark.flow.deciding import customer_of
from clark.flow.events import Actor, State
from clark.flow.inputs import words
from clark.store.models import Request
from clark.store.models.requests import Requests


def queue(
    *, by: Actor, now: datetime, q: str = "", region: str = "", environment: str = ""
) -> tuple[QueueRow, ...]:
    """Requests in review and emergencies to be looked at, by how much of the time is over that the
    customer's rules leave for the decision: what is latest comes first."""
    rows = waiting(by.customer_id)
    q = words(q)
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(service__icontains=q) | Q(author__name__icontains=q)
        )
    if region:
        rows = rows.filter(region=words(region))
    if environment:
        rows = rows.filter(environment=words(environment))
    there = list(rows.select_related("author"))
    if not there:
        return ()
    control = in_force(customer_of(by.customer_id))
    found = [_row(each, control, now) for each in there]
    found.sort(key=lambda row: ((row.created_at - now).total_seconds() / row.target, row.number))
    return tuple(found)


def waiting(customer_id: int) -> Requests:
    """What somebody who decides has to look at, whoever that may be."""
    afterwards = Q(unseen=True) & ~Q(merge_commit="")
    return Request.objects.visible_to(customer_id).filter(Q(state=State.IN_REVIEW) | afterwards)


# Private functions


def _row(request: Request, control: Control, now: datetime) -> QueueRow:
    said = asdict(shown.row(request))
    if request.state != State.IN_REVIEW:
        why = "Merged in an emergency: somebody else has to look at it afterwards."
        said |= {"waiting": why, "who": "a reviewer", "tone": "bad"}
    target = approving.within(request, control.approvals)
    if request.not_before is not None:  # what nobody has approved by then is not merged
        target = max(min(target, request.not_before - request.created_at), timedelta(seconds=1))
    late = now - request.created_at > target
    return QueueRow(**said, target=target.total_seconds(), late=late)
