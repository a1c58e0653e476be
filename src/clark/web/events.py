"""The stream of changes: server-sent events that say what changed, never what it is now.

Pages answer by fetching the fragment again, with every check a page makes. Before a stream starts,
and every minute while it runs, the session and the person are looked up; in between it touches no
database. https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from clark.errors import NotFound
from clark.flow import people
from clark.web.hub import Hub, event_name, hub
from clark.web.seats import KEY, seated

HEARTBEAT_SECONDS: Final = 15.0
RECHECK_SECONDS: Final = 50.0
LONGEST_SECONDS: Final = 600.0
RETRY_MILLISECONDS: Final = 2000


@dataclass(frozen=True)
class Listener:
    """Who listens, and by which session."""

    person_id: int
    customer_id: int
    session: str


async def stream(request: HttpRequest) -> HttpResponseBase:
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    listener = await sync_to_async(_listener)(request)
    if listener is None:
        return HttpResponse("Sign in first.", status=401, content_type="text/plain")
    # "identity" keeps the compressor away: it would hold events back.
    headers = {
        "X-Accel-Buffering": "no",
        "Cache-Control": "no-store",
        "Content-Encoding": "identity",
    }
    return StreamingHttpResponse(
        messages(hub(), listener), content_type="text/event-stream", headers=headers
    )


async def messages(to: Hub, listener: Listener) -> AsyncIterator[bytes]:
    """Events for one listener, until time is up, the sign-in ends, or the process stops."""
    end = time.monotonic() + LONGEST_SECONDS
    check = time.monotonic() + RECHECK_SECONDS
    with to.subscribed(str(listener.customer_id), f"person/{listener.person_id}") as queue:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        while not to.closing and time.monotonic() < end:
            topic = await _next(queue, HEARTBEAT_SECONDS)
            if time.monotonic() >= check:
                if not await sync_to_async(_still_there)(listener):
                    return
                check = time.monotonic() + RECHECK_SECONDS
            if to.closing:
                return
            yield _message(topic)


# Private functions


async def _next(queue: asyncio.Queue[str], seconds: float) -> str | None:
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except TimeoutError:
        return None


def _message(topic: str | None) -> bytes:
    """An event named by its topic; a comment keeps proxies from closing a silent stream."""
    if topic is None:
        return b": still here\n\n"
    return f"event: {event_name(topic)}\ndata: changed\n\n".encode()


def _listener(request: HttpRequest) -> Listener | None:
    """Look the session and the person up. Gives its connection back: a stream must not hold one."""
    try:
        user = get_user(request)
        if not user.is_authenticated or user.pk is None or request.session.session_key is None:
            return None
        actor = seated(request)
        return Listener(actor.id, actor.customer_id, request.session.session_key)
    except NotFound:
        return None
    finally:
        connections.close_all()


def _still_there(listener: Listener) -> bool:
    """A session that ended or a person who left ends the stream."""
    try:
        session = SessionStore(listener.session)
        known, chosen = session.get(SESSION_KEY), session.get(KEY)
        actor = people.actor(listener.person_id, chosen if isinstance(chosen, int) else None)
        return known == str(listener.person_id) and actor.customer_id == listener.customer_id
    except NotFound:
        return False
    finally:
        connections.close_all()
