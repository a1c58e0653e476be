"""The audit trail: who decided what, when, why and on whose behalf."""

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import audit
from clark.flow.audit import AuditRowCard, Standing, Wanted

router = Router()


class Filters(Schema):
    """`before` and `after` are numbers of rows: newest first below one, or oldest first above."""

    q: str = ""
    act: str = ""
    person: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    after: int | None = None
    limit: int = 50


class AuditRows(Schema):
    """`next` goes into `before`, or `after`, for the next page; at the end it is null."""

    standing: Standing
    next: int | None
    rows: list[AuditRowCard]


@router.get("", response={200: AuditRows, **REFUSALS})
def list_audit(request: HttpRequest, wanted: Query[Filters]) -> AuditRows:
    """Rows by number, 1000 a page at most. For owners, reviewers and Clark's engineers."""
    by, said = actor(request), wanted.dict()
    since, until = _moment(wanted.since), _moment(wanted.until)
    found = audit.page(by=by, wanted=Wanted(**{**said, "since": since, "until": until}))
    return AuditRows(standing=audit.standing(by=by), next=found.next, rows=list(found.rows))


def _moment(said: datetime | None) -> datetime | None:
    """Without a time zone, one of UTC."""
    return said.replace(tzinfo=UTC) if said is not None and said.tzinfo is None else said
