"""How a request moves: one state, one entry, one job and one announcement, in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.errors import NotFound
from clark.flow.events import Actor, Event, State, advance
from clark.store.models import Entry, Request

ADVANCE = "clark.advance"
CHANNEL = "clark_changed"


def locked(request_id: UUID) -> Request:
    """The request's row, held until the transaction ends. Raises `NotFound`."""
    try:
        return Request.objects.select_for_update().get(pk=request_id)
    except Request.DoesNotExist:
        raise NotFound("There is no such request.") from None


def locked_number(by: Actor, number: int) -> Request:
    """The same by number, among those the actor may see."""
    visible = Request.objects.visible_to(by.customer_id).select_for_update(of=("self",))
    try:
        return visible.select_related("author").get(number=number)
    except Request.DoesNotExist:
        raise NotFound(f"There is no request {number}.") from None


def begin(request: Request, *, by: Actor) -> None:
    """Write down a new request and start its story."""
    request.save(force_insert=True)
    _log(request, Event.SUBMITTED, at=request.created_at, by=by, said=request.reason)
    defer(request)
    announce_request(request)


def move(
    request: Request,
    event: Event,
    *,
    at: datetime,
    by: Actor | None = None,
    said: str = "",
) -> None:
    """Move a locked request by an event. Raises `IllegalMove` when the event cannot follow."""
    request.state = advance(State(request.state), event)
    request.attempts = 0
    request.waiting = request.who = ""
    request.due_at = None if request.state == State.DONE else at
    request.updated_at = at
    request.save()
    _log(request, event, at=at, by=by, said=said)
    if request.due_at is not None:
        defer(request)
    announce_request(request)


def void(request: Request, because: str, *, at: datetime) -> None:
    """Take back every approval of a locked request, and have its head checked again."""
    request.decisions.filter(verdict="approve", void_because="").update(void_because=because)
    move(request, Event.HEAD_MOVED, at=at, said=because)


def wait(request_id: UUID, *, until: datetime, why: str, who: str, attempts: int = 0) -> None:
    """Note why a request is not further and when to look again. Announces only what is new."""
    same = Request.objects.filter(pk=request_id, waiting=why[:500], who=who)
    if same.update(due_at=until, attempts=attempts):
        return
    with transaction.atomic():
        request = locked(request_id)
        request.waiting, request.who = why[:500], who
        request.due_at, request.attempts = until, attempts
        request.save(update_fields=["waiting", "who", "due_at", "attempts"])
        announce_request(request)


def rest(request_id: UUID) -> None:
    """Nothing is left to do for a request that ended."""
    Request.objects.filter(pk=request_id).update(due_at=None, waiting="", who="")


def defer(request: Request) -> None:
    """Queue the request's next step, unless it is queued already.

    Approved requests of one repository share a lock: they merge in one lane.
    """
    lane = f"lane:{request.customer_id}" if request.state == State.APPROVED else str(request.id)
    job = app.configure_task(ADVANCE, lock=lane, queueing_lock=f"request:{request.id}")
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's transaction
            job.defer(request_id=str(request.id))
    except AlreadyEnqueued:
        return


def announce_request(request: Request) -> None:
    customer = request.customer_id
    announce(customer, f"request/{request.number}", "requests")
    announce(customer, f"service/{request.region}/{request.service}")


def announce(customer_id: int, *topics: str) -> None:
    """Tell open pages what changed once the transaction commits. Topics are names, no content."""
    with connection.cursor() as cursor:
        for topic in topics:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{customer_id}:{topic}"])


def _log(request: Request, event: Event, *, at: datetime, by: Actor | None, said: str) -> None:
    by_id = by.id if by else None
    Entry.objects.create(request=request, event=event, at=at, by_id=by_id, said=said)
