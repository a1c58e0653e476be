"""How far services follow best practices."""

from django.http import HttpRequest
from ninja import Query, Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import provision
from clark.flow.filters import check_known
from clark.flow.provision.practices import PracticeRow

router = Router()


class PracticeFilters(Schema):
    q: str = ""
    region: str = ""
    environment: str = ""
    kind: str = ""
    page: int = 1


class PracticeRows(Schema):
    total: int
    rows: list[PracticeRow]


@router.get("", response={200: PracticeRows, **REFUSALS})
def list_practices(request: HttpRequest, filters: Query[PracticeFilters]) -> PracticeRows:
    """Services by their score, the lowest first, 50 a page. A service's own checklist is in
    `practices` of GET /api/services/{region}/{name}."""
    asked = filters.dict()
    q, page = asked.pop("q"), asked.pop("page")
    check_known(by=actor(request), **asked)
    rows, total = provision.practices(by=actor(request), q=q, filters=asked, page=page)
    return PracticeRows(total=total, rows=list(rows))
