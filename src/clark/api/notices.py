"""What a person was told."""

from django.http import HttpRequest
from ninja import Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import notify
from clark.flow.cards import NoticeCard

router = Router()


class NoticeRows(Schema):
    total: int
    rows: list[NoticeCard]


@router.get("", response={200: NoticeRows, **REFUSALS})
def list_notices(request: HttpRequest, page: int = 1) -> NoticeRows:
    """The newest first."""
    rows, total = notify.notices(by=actor(request), page=page)
    return NoticeRows(total=total, rows=list(rows))
