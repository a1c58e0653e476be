"""The audit trail: who decided what, when, why and on whose behalf."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import PlainSerializer

from clark.api.answers import REFUSALS, actor
from clark.flow import audit
from clark.flow.audit import Standing, Wanted

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


def exact(at: datetime) -> str:
    """To the microsecond, as it is in the hash: whoever has the rows can verify them."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class AuditRow(Schema):
    """`request` and `plan` are the numbers of what the row is about, where it is about one."""

    sequence: int
    at: Annotated[datetime, PlainSerializer(exact, return_type=str)]
    name: str
    email: str
    role: str
    on_behalf_of: str
    act: str
    about: str
    subject: str
    why: str
    details: dict[str, str]
    previous: str
    hash: str
    request: int | None
    plan: int | None


class AuditRows(Schema):
    """`next` goes into `before`, or `after`, for the next page; at the end it is null."""

    standing: Standing
    next: int | None
    rows: list[AuditRow]


@router.get("", response={200: AuditRows, **REFUSALS})
def list_audit(request: HttpRequest, wanted: Query[Filters]) -> AuditRows:
    """Rows by number, 1000 a page at most. For owners, reviewers and Clark's engineers."""
    by, said = actor(request), wanted.dict()
    since, until = _moment(wanted.since), _moment(wanted.until)
    found = audit.page(by=by, wanted=Wanted(**{**said, "since": since, "until": until}))
    rows = [AuditRow.from_orm(each) for each in found.rows]
    return AuditRows(standing=audit.standing(by=by), next=found.next, rows=rows)


def _moment(said: datetime | None) -> datetime | None:
    """Without a time zone, one of UTC."""
    return said.replace(tzinfo=UTC) if said is not None and said.tzinfo is None else said
