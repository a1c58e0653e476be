"""Requests and the decisions about them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import request, review
from clark.flow.cards import RequestPage, RequestRow

router = Router()


class NewRequest(Schema):
    """`submission` is a key of your own: the same key submits once, however often it is sent."""

    offering: str
    parameters: dict[str, Any] = {}
    reason: str = ""
    submission: str = ""


class Submitted(Schema):
    number: int


class Rows(Schema):
    total: int
    rows: list[RequestRow]


class Approval(Schema):
    """`head` and `diff_hash` as the request showed them: what was read is what is approved."""

    head: str
    diff_hash: str
    comment: str = ""


class Comment(Schema):
    comment: str


@router.get("", response={200: Rows, **REFUSALS})
def list_requests(
    http: HttpRequest, q: str = "", state: str = "", mine: bool = False, page: int = 1
) -> Rows:
    rows, total = request.requests(by=actor(http), q=q, state=state, mine=mine, page=page)
    return Rows(total=total, rows=list(rows))


@router.post("", response={201: Submitted, **REFUSALS})
def submit(http: HttpRequest, new: NewRequest) -> tuple[int, Submitted]:
    """Order from the catalog."""
    number = request.submit_new(
        by=actor(http),
        offering=new.offering,
        asked=request.Asked(new.parameters, new.reason, new.submission),
        at=timezone.now(),
    )
    return 201, Submitted(number=number)


@router.get("/queue", response={200: list[RequestRow], **REFUSALS})
def queue(http: HttpRequest, q: str = "", region: str = "", environment: str = "") -> Any:
    """What waits for a decision, the longest first."""
    return review.queue(by=actor(http), q=q, region=region, environment=environment)


@router.get("/{number}", response={200: RequestPage, **REFUSALS})
def show(http: HttpRequest, number: int) -> RequestPage:
    return request.request(by=actor(http), number=number)


@router.post("/{number}/withdraw", response={204: None, **REFUSALS})
def withdraw(http: HttpRequest, number: int) -> tuple[int, None]:
    request.withdraw(by=actor(http), number=number, at=timezone.now())
    return 204, None


@router.post("/{number}/approve", response={204: None, **REFUSALS})
def approve(http: HttpRequest, number: int, approval: Approval) -> tuple[int, None]:
    """Approve exactly this head and diff. Never one's own request."""
    review.approve(
        by=actor(http),
        number=number,
        read=review.Read(approval.head, approval.diff_hash),
        comment=approval.comment,
        at=timezone.now(),
    )
    return 204, None


@router.post("/{number}/ask", response={204: None, **REFUSALS})
def ask(http: HttpRequest, number: int, said: Comment) -> tuple[int, None]:
    """Send the request back with what should be different."""
    review.ask_for_change(by=actor(http), number=number, comment=said.comment, at=timezone.now())
    return 204, None


@router.post("/{number}/reject", response={204: None, **REFUSALS})
def reject(http: HttpRequest, number: int, said: Comment) -> tuple[int, None]:
    review.reject(by=actor(http), number=number, comment=said.comment, at=timezone.now())
    return 204, None
