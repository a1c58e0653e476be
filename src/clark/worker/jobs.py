"""The one job: take a request one step further."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate import App

from clark.errors import Refused, TryLater
from clark.flow import record
from clark.flow.events import State, Wait
from clark.flow.story import STORY
from clark.store.models import Request
from clark.wiring import ports_of

log = logging.getLogger(__name__)
SLOWEST = 60.0  # seconds between tries, at most


def register(app: App) -> None:
    """Called by procrastinate when Django is ready."""
    app.task(name=record.ADVANCE, queue="requests")(advance)


def advance(request_id: str) -> None:
    """Look, decide, act, record: one step. What is raised delays the request and loses nothing."""
    request = (
        Request.objects.select_related("customer", "author").filter(pk=UUID(request_id)).first()
    )
    if request is None or request.due_at is None:
        return
    step = STORY.get(State(request.state))
    if step is None:
        return
    try:
        wait = step(request, ports_of(request.customer), timezone.now())
    except TryLater as error:
        wait = Wait(str(error), "Clark", error.after or _backoff(request))
    except Refused as error:
        log.warning("request %s: %s", request.number, error)
        wait = Wait(str(error), "Clark team", SLOWEST)
    except Exception as error:  # a flaw of Clark's: say so on the page, and try again more slowly
        log.exception("request %s", request.number)
        why = f"Clark met a flaw of its own: {type(error).__name__}."
        wait = Wait(why, "Clark team", _backoff(request))
    if wait is not None:
        _again(request, wait)


def _backoff(request: Request) -> float:
    return float(min(SLOWEST, 0.5 * 2 ** min(request.attempts, 7)))


def _again(request: Request, wait: Wait) -> None:
    record.wait(
        request.pk,
        until=timezone.now() + timedelta(seconds=wait.seconds),
        why=wait.why,
        who=wait.who,
        attempts=request.attempts + 1,
    )
