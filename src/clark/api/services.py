"""Running services and the changes one can ask of them."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.api.requests import Submitted
from clark.flow import provision, timing
from clark.flow import request as asking
from clark.flow.cards import Draft, ServicePage, ServiceRow
from clark.flow.filters import check_known

router = Router()


class Filters(Schema):
    q: str = ""
    name: str = ""
    region: str = ""
    environment: str = ""
    kind: str = ""
    health: str = ""
    page: int = 1


class ServiceRows(Schema):
    total: int
    rows: list[ServiceRow]


class Change(Schema):
    """`action` is class, storage, nodes, instances, capacity, standby, improve or delete.

    `fields` are those of its form, and may hold `when` (now or window) and `accept` (on), which
    accepts an interruption. `not_before` is when it is merged, with its zone, such as
    2026-12-01T02:00Z; it stands for `when`, and is refused beside another one. An improvement has
    the field `practice`: the id of a check that can be mended.
    """

    action: str
    fields: dict[str, str] = {}
    not_before: str = ""
    reason: str = ""
    submission: str = ""


@router.get("", response={200: ServiceRows, **REFUSALS})
def list_services(request: HttpRequest, filters: Query[Filters]) -> ServiceRows:
    """By name, 50 a page. Every filter is optional; `name` is a whole one, `q` a part."""
    asked = filters.dict()
    q, page = asked.pop("q"), asked.pop("page")
    narrowed = {key: value for key, value in asked.items() if key != "name"}
    check_known(by=actor(request), **narrowed)
    rows, total = provision.services(by=actor(request), q=q, filters=asked, page=page)
    return ServiceRows(total=total, rows=list(rows))


@router.get("/{region}/{name}", response={200: ServicePage, **REFUSALS})
def show(request: HttpRequest, region: str, name: str) -> ServicePage:
    """Everything about one service: sync, health, endpoint, delivery of its login, history."""
    return provision.service(by=actor(request), region=region, name=name)


@router.post("/{region}/{name}/draft", response={200: Draft, **REFUSALS})
def draft(request: HttpRequest, region: str, name: str, change: Change) -> Draft:
    """What a change would do. Nothing is submitted."""
    return asking.draft_change(
        by=actor(request),
        service=(region, name),
        action=change.action,
        raw=timing.zoned(change.fields, change.not_before),
        at=timezone.now(),
    )


@router.post("/{region}/{name}/changes", response={201: Submitted, **REFUSALS})
def submit(request: HttpRequest, region: str, name: str, change: Change) -> Status[Submitted]:
    """Ask for a change of a running service."""
    number = asking.submit_change(
        by=actor(request),
        service=(region, name),
        action=change.action,
        asked=asking.Asked(
            timing.zoned(change.fields, change.not_before), change.reason, change.submission
        ),
        at=timezone.now(),
    )
    return Status(201, Submitted(number=number))
