"""What a person was told."""

from clark.flow.cards import NoticeCard
from clark.flow.events import Actor
from clark.flow.inputs import PAGE, offset
from clark.store.models import Notice


def notices(*, by: Actor, page: int = 1) -> tuple[tuple[NoticeCard, ...], int]:
    """A person's notices of the customer they act for, newest first, and how many there are."""
    mine = Notice.objects.told_to(by.id, by.customer_id).select_related("request")
    first = offset(page)
    rows = mine.order_by("-id")[first : first + PAGE]
    return tuple(_card(each) for each in rows), mine.count()


def _card(notice: Notice) -> NoticeCard:
    return NoticeCard(
        id=notice.pk,
        title=notice.title,
        body=notice.body,
        request=notice.request.number if notice.request else None,
        at=notice.at,
        read=notice.read_at is not None,
    )
