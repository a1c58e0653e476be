"""What waits for a decision."""

from dataclasses import replace

from django.db.models import Q

from clark.flow import shown
from clark.flow.cards import RequestRow
from clark.flow.events import Actor, State
from clark.flow.inputs import words
from clark.store.models import Request
from clark.store.models.requests import Requests


def queue(
    *, by: Actor, q: str = "", region: str = "", environment: str = ""
) -> tuple[RequestRow, ...]:
    """Requests in review and emergencies to be looked at, the one that waits longest first."""
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
    ordered = rows.select_related("author").order_by("created_at")
    return tuple(_row(each) for each in ordered)


def waiting(customer_id: int) -> Requests:
    """What somebody who decides has to look at, whoever that may be."""
    afterwards = Q(unseen=True) & ~Q(merge_commit="")
    return Request.objects.visible_to(customer_id).filter(Q(state=State.IN_REVIEW) | afterwards)


# Private functions


def _row(request: Request) -> RequestRow:
    found = shown.row(request)
    if request.state == State.IN_REVIEW:
        return found
    said = "Merged in an emergency: somebody else has to look at it afterwards."
    return replace(found, waiting=said, who="a reviewer", tone="bad")
