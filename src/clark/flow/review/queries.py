"""What waits for a decision."""

from django.db.models import Q

from clark.flow import shown
from clark.flow.cards import RequestRow
from clark.flow.events import Actor, State
from clark.flow.inputs import words
from clark.store.models import Request


def queue(
    *, by: Actor, q: str = "", region: str = "", environment: str = ""
) -> tuple[RequestRow, ...]:
    """Requests in review, the one that waits longest first."""
    rows = Request.objects.visible_to(by.customer_id).filter(state=State.IN_REVIEW)
    q = words(q)
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(service__icontains=q) | Q(author__name__icontains=q)
        )
    if region:
        rows = rows.filter(region=words(region))
    if environment:
        rows = rows.filter(environment=words(environment))
    return tuple(shown.row(each) for each in rows.select_related("author").order_by("created_at"))
