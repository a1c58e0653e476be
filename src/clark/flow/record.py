"""How a request moves: one state, one entry, one job and one announcement, in one transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.errors import NotFound
from clark.flow import audit
from clark.flow.events import APPROVALS, Actor, Event, State, Wait, advance
from clark.flow.judge import diff_hash
from clark.flow.locks import Lock, queue_up
from clark.store.models import Decision, Entry, LineComment, Notice, Person, Request

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
    request.written = diff_hash({}, request.files)
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
    standing = request.decisions.filter(verdict__in=APPROVALS, void_because="")
    request.unseen, request.merging = False, ""
    taken = standing.update(void_because=because)
    said = f"{because} The approval no longer counts." if taken else because
    move(request, Event.HEAD_MOVED, at=at, said=said)


def note(request: Request, event: Event, *, at: datetime, by: Actor, said: str = "") -> None:
    """Write down what moves a locked request nowhere, and have it looked at again."""
    if request.due_at is not None:
        request.due_at = at
        defer(request)
    request.updated_at = at
    request.save()
    _log(request, event, at=at, by=by, said=said)
    announce_request(request)


def alarm(decision: Decision, people: Iterable[Person], title: str) -> None:
    """Tell several people of a decision and its reason."""
    news = Notice(key=f"alarm:{decision.pk}", title=title, body=decision.comment, at=decision.at)
    _tell_all(decision.request, people, news)


def tell_others(comment: LineComment, people: Iterable[Person], title: str) -> None:
    """Tell several people what somebody said of a line."""
    said = f"{comment.path}:{comment.line}: {comment.said}"
    news = Notice(key=f"line:{comment.pk}", title=title, body=said, at=comment.at)
    _tell_all(comment.request, people, news)


def tell(request: Request, title: str, body: str, *, at: datetime) -> None:
    """Tell the author on the dashboard: once in each state, which the database sees to."""
    Notice.objects.create(
        person_id=request.author_id,
        customer_id=request.customer_id,
        request=request,
        key=f"{request.pk}:{request.state}",
        title=title,
        body=body,
        at=at,
    )
    announce(request.customer_id, f"notices/{request.author_id}")


def wait(seen: Request, wait: Wait, *, until: datetime, attempts: int = 0) -> None:
    """Note why a request is not further and when to look again. Announces only what is new.

    Only while it is in the state that was `seen`: what a step found says nothing of a later one.
    """
    why, who = wait.why[:500], wait.who
    here = Request.objects.filter(pk=seen.pk, state=seen.state)
    if here.filter(waiting=why, who=who).update(due_at=until, attempts=attempts):
        return
    with transaction.atomic():
        if here.update(waiting=why, who=who, due_at=until, attempts=attempts):
            announce_request(seen)


def rest(seen: Request) -> None:
    """Nothing is left to do for a request that ended."""
    here = Request.objects.filter(pk=seen.pk, state=seen.state)
    here.update(due_at=None, waiting="", who="", attempts=0)


def defer(request: Request) -> None:
    """Queue the request's next step, unless it is queued already.

    Approved requests of one repository share a lock, so that they seldom wait for each other at
    the merge, which has a lane of its own (`Lock.LANES`): a step that was queued earlier has
    another lock. A queued step may also run before this transaction commits, and find nothing to
    do: the request is due all the same, and the watcher sees that.
    """
    lane = f"lane:{request.customer_id}" if request.state == State.APPROVED else str(request.id)
    job = app.configure_task(ADVANCE, lock=lane, queueing_lock=queueing_lock(request.id))
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's transaction
            job.defer(request_id=str(request.id))
    except AlreadyEnqueued:
        return


def queueing_lock(request_id: UUID | str) -> str:
    """The name under which a request's next step waits in the queue, once."""
    return f"request:{request_id}"


def announce_request(request: Request) -> None:
    customer = request.customer_id
    announce(customer, f"request/{request.number}", "requests")
    announce(customer, *(f"service/{region}/{name}" for region, name in request.services))


def announce(customer_id: int, *topics: str) -> None:
    """Tell open pages what changed once the transaction commits. Topics are names, no content."""
    _notify(str(customer_id), topics)


def announce_person(person_id: int, *topics: str) -> None:
    """The same to one person's pages, whichever customer they look at."""
    _notify(f"person/{person_id}", topics)


def _tell_all(request: Request, people: Iterable[Person], news: Notice) -> None:
    for person in people:
        Notice.objects.create(
            person=person,
            customer_id=request.customer_id,
            request=request,
            key=f"{request.pk}:{news.key}",
            title=news.title,
            body=news.body,
            at=news.at,
        )
        announce(request.customer_id, f"notices/{person.pk}")


def _notify(to: str, topics: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for topic in topics:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{to}:{topic}"])


def _log(request: Request, event: Event, *, at: datetime, by: Actor | None, said: str) -> None:
    """Entries of a customer become visible in the order of their ids: followers read by id."""
    queue_up(Lock.ENTRIES, request.customer_id)
    by_id = by.id if by else None
    Entry.objects.create(request=request, event=event, at=at, by_id=by_id, said=said)
    audit.note_request(request, event, by=by, said=said, at=at)
