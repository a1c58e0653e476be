"""The job of requests: take one a step further. The other jobs are beside it."""

import logging
from datetime import timedelta
from uuid import UUID

from procrastinate import App

from clark.errors import Refused, TryLater
from clark.flow import record
from clark.flow.events import State, Wait
from clark.flow.story import STORY
from clark.store import clock
from clark.store.models import Request
from clark.wiring import ports_of
from clark.worker import adoption, audit, exits, infrastructure, onboarding

log = logging.getLogger(__name__)
SLOWEST = 60.0  # seconds between tries, at most
LONGEST = 3600.0  # seconds, where the outside itself names a time


def register(app: App) -> None:
    """Called by procrastinate when Django is ready."""
    app.task(name=record.ADVANCE, queue="requests")(advance)
    infrastructure.register(app)
    onboarding.register(app)
    adoption.register(app)
    exits.register(app)
    audit.register(app)


def advance(request_id: str) -> None:
    """Look, decide, act, record: one step. What is raised delays the request and loses nothing.

    A job that comes early is dropped: it was queued while the step that said "wait" still ran.
    """
    request = (
        Request.objects.select_related("customer", "author").filter(pk=UUID(request_id)).first()
    )
    if request is None or request.due_at is None:
        return
    if request.waiting and request.due_at > clock.now():
        return
    step = STORY.get(State(request.state))
    if step is None:
        record.rest(request)
        return
    try:
        wait, failures = step(request, ports_of(request.customer), clock.now()), 0
    except Exception as error:
        wait, failures = _delay(request, error), request.attempts + 1
    if wait is not None:
        until = clock.now() + timedelta(seconds=wait.seconds)
        record.wait(request, wait, until=until, attempts=failures)


def _delay(request: Request, error: Exception) -> Wait:
    """How long a step that failed waits, and what the page says of it."""
    if isinstance(error, TryLater):
        return Wait(str(error) or "The outside does not answer.", "Clark", _later(request, error))
    if isinstance(error, Refused):
        why = " ".join(filter(None, (error.reason, *map(str, error.problems))))
        log.warning("request %s: %s", request.number, why)
        return Wait(why or "It was refused.", error.who or "Clark team", SLOWEST)
    # A flaw of Clark's own. Its text may hold anything, so the page is given its name only.
    log.error("request %s", request.number, exc_info=error)
    why = f"Clark met a flaw of its own: {type(error).__name__}."
    return Wait(why, "Clark team", _backoff(request))


def _later(request: Request, error: TryLater) -> float:
    return min(LONGEST, error.after) if error.after else _backoff(request)


def _backoff(request: Request) -> float:
    """Seconds, doubling with each failure in a row; not the same for all that failed together."""
    spread = 1 + (request.number % 8) / 16
    return float(min(SLOWEST, 0.5 * 2 ** min(request.attempts, 7) * spread))
