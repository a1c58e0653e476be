"""Requests and the decisions about them."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from clark.api.answers import REFUSALS, actor
from clark.flow import request as asking
from clark.flow import review
from clark.flow.cards import QueueRow, RequestRow
from clark.flow.filters import check_known
from clark.flow.request.cards import RequestPage
from clark.flow.spots import Spot

router = Router()


class NewRequest(Schema):
    """`submission` is a key of your own: the same key submits once, however often it is sent."""

    offering: str
    parameters: dict[str, Any] = {}
    reason: str = ""
    submission: str = ""


class Submitted(Schema):
    number: int


class RequestRows(Schema):
    total: int
    rows: list[RequestRow]


class Approval(Schema):
    """`head` and `diff_hash` as the request showed them: what was read is what is approved."""

    head: str
    diff_hash: str
    comment: str = ""


class Approved(Schema):
    """`whole`: that was all it needed. Otherwise the request's `needs` say what is missing."""

    whole: bool


class Comment(Schema):
    comment: str


class LineComment(Schema):
    """Of a line of the diff: `side` is new, or old for a line that the change takes out. `head` as
    the request showed it."""

    path: str
    line: int
    side: Literal["new", "old"] = "new"
    comment: str
    head: str


@router.get("", response={200: RequestRows, **REFUSALS})
def list_requests(
    request: HttpRequest, q: str = "", state: str = "", mine: bool = False, page: int = 1
) -> RequestRows:
    """The newest first, 50 a page. `state` is one of a request's states, or open."""
    check_known(by=actor(request), state=state)
    rows, total = asking.requests(by=actor(request), q=q, state=state, mine=mine, page=page)
    return RequestRows(total=total, rows=list(rows))


@router.post("", response={201: Submitted, **REFUSALS})
def submit(request: HttpRequest, new: NewRequest) -> Status[Submitted]:
    """Order from the catalog."""
    number = asking.submit_new(
        by=actor(request),
        offering=new.offering,
        asked=asking.Asked(new.parameters, new.reason, new.submission),
        at=timezone.now(),
    )
    return Status(201, Submitted(number=number))


@router.get("/queue", response={200: list[QueueRow], **REFUSALS})
def queue(request: HttpRequest, q: str = "", region: str = "", environment: str = "") -> Any:
    """What waits for a decision: first what has used up most of its `target`, in seconds."""
    check_known(by=actor(request), region=region, environment=environment)
    # A list: two rows in a tuple would be read as a status and its body.
    narrowed = {"q": q, "region": region, "environment": environment}
    return list(review.queue(by=actor(request), now=timezone.now(), **narrowed))


@router.get("/{number}", response={200: RequestPage, **REFUSALS})
def show(request: HttpRequest, number: int) -> RequestPage:
    """Everything about one request, with the head and the diff hash that an approval names."""
    return asking.request(by=actor(request), number=number, at=timezone.now())


@router.post("/{number}/withdraw", response={204: None, **REFUSALS})
def withdraw(request: HttpRequest, number: int) -> Status[None]:
    """Take one's own request back, as long as it is not merged."""
    asking.withdraw(by=actor(request), number=number, at=timezone.now())
    return Status(204, None)


@router.post("/{number}/approve", response={200: Approved, **REFUSALS})
def approve(request: HttpRequest, number: int, approval: Approval) -> Approved:
    """Approve exactly this head and diff. Never one's own request."""
    whole = review.approve(
        by=actor(request),
        number=number,
        read=review.Read(approval.head, approval.diff_hash),
        comment=approval.comment,
    )
    return Approved(whole=whole)


@router.post("/{number}/override", response={204: None, **REFUSALS})
def override(request: HttpRequest, number: int, approval: Approval) -> Status[None]:
    """Approve in an emergency, past everybody else. For owners; `comment` says why."""
    review.override(
        by=actor(request),
        number=number,
        read=review.Read(approval.head, approval.diff_hash),
        comment=approval.comment,
    )
    return Status(204, None)


@router.post("/{number}/look-back", response={204: None, **REFUSALS})
def look_back(request: HttpRequest, number: int, said: Comment) -> Status[None]:
    """Say what somebody else found who looked at an emergency afterwards."""
    review.look_back(by=actor(request), number=number, comment=said.comment, at=timezone.now())
    return Status(204, None)


@router.post("/{number}/comments", response={204: None, **REFUSALS})
def comment(request: HttpRequest, number: int, said: LineComment) -> Status[None]:
    """Say something of one line of an open request. It decides nothing."""
    spot = Spot(said.path, said.side, said.line)
    told = review.Said(spot, said.comment, said.head)
    review.comment_on_line(by=actor(request), number=number, said=told, at=timezone.now())
    return Status(204, None)


@router.post("/{number}/ask", response={204: None, **REFUSALS})
def ask(request: HttpRequest, number: int, said: Comment) -> Status[None]:
    """Send the request back with what should be different."""
    review.ask_for_change(by=actor(request), number=number, comment=said.comment, at=timezone.now())
    return Status(204, None)


@router.post("/{number}/reject", response={204: None, **REFUSALS})
def reject(request: HttpRequest, number: int, said: Comment) -> Status[None]:
    """Refuse the request, with the reason."""
    review.reject(by=actor(request), number=number, comment=said.comment, at=timezone.now())
    return Status(204, None)
