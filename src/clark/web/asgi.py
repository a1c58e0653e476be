"""The web process: Django, and an orderly end for open event streams.

A server that stops waits for its open requests, and an event stream never ends by itself. So the
first signal to stop ends the streams, and then takes its usual way.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from types import FrameType
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clark.settings")
_django = get_asgi_application()

from clark.web.hub import hub  # noqa: E402  settings must be named first

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "lifespan":
        await _django(scope, receive, send)
        return
    while (message := await receive())["type"] != "lifespan.shutdown":
        if message["type"] == "lifespan.startup":
            _end_streams_on_signal()
            await send({"type": "lifespan.startup.complete"})
    hub().close()
    await send({"type": "lifespan.shutdown.complete"})


def _end_streams_on_signal() -> None:
    """Put ourselves before the server's own handlers. They keep their say."""
    loop, streams = asyncio.get_running_loop(), hub()
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def first(received: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(streams.close)
            if callable(before):
                before(received, frame)

        try:
            signal.signal(number, first)
        except ValueError:  # not the main thread: whoever runs us there ends us another way
            return
