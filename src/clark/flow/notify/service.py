"""Reading what one was told."""

from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.events import Actor
from clark.store.models import Notice


def mark_read(*, by: Actor, id: int | None, at: datetime) -> None:
    """Mark one notice of the person as read, or all where `id` is None."""
    mine = Notice.objects.told_to(by.id, by.customer_id).filter(read_at=None)
    with transaction.atomic():
        (mine if id is None else mine.filter(pk=id)).update(read_at=at)
        record.announce(by.customer_id, f"notices/{by.id}")
