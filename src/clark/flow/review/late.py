"""Whoever decides after somebody else did: they are told, and the trail shows both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from clark.flow import audit
from clark.flow.audit import Act, Deed
from clark.flow.audit.requests import name
from clark.flow.deciding import TooLate
from clark.flow.events import Actor
from clark.store.models import Request


@contextmanager
def noted_if_late(by: Actor, number: int, wanted: str, at: datetime) -> Iterator[None]:
    """Around the transaction of a decision, which leaves nothing when it is refused.

    Once for each person and request, and only where a person decided before.
    """
    try:
        yield
    except TooLate as late:
        _note(by, number, f"Wanted: {wanted}. {late.reason}", at)
        raise


def _note(by: Actor, number: int, why: str, at: datetime) -> None:
    request = Request.objects.filter(customer_id=by.customer_id, number=number).first()
    if request is None or not request.decisions.exclude(person_id=by.id).exists():
        return
    deed = Deed(Act.CAME_TOO_LATE, name(request), request.title, why)
    with transaction.atomic():
        audit.write_once(by.customer_id, deed, by=by, at=at)
