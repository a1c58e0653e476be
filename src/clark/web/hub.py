"""One LISTEN per process, fanned out in memory to every open stream of the customer concerned."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from django.db import connections

from clark.flow.record import CHANNEL

log = logging.getLogger(__name__)

# A page that misses more than this fetches itself again anyway.
BACKLOG: Final = 100
AGAIN_SECONDS: Final = 2.0
EVERYTHING: Final = "everything"


class Hub:
    """Who listens in this process. Lives on one event loop and is used from that loop only."""

    def __init__(self) -> None:
        self._streams: dict[asyncio.Queue[str], frozenset[str]] = {}
        self._closing = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None

    @property
    def closing(self) -> bool:
        return self._closing.is_set()

    @contextmanager
    def subscribed(self, *addresses: str) -> Iterator[asyncio.Queue[str]]:
        """Topics of one customer (its id) and of one person, for as long as the block runs."""
        queue: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._streams[queue] = frozenset(addresses)
        self._listen()
        try:
            yield queue
        finally:
            del self._streams[queue]

    def tell(self, payload: str) -> None:
        """Pass "<customer id>:<topic>" on to that customer's streams, and to no other.

        "person/<id>:<topic>" is for one person's.
        """
        to, _, topic = payload.partition(":")
        for queue, addresses in self._streams.items():
            if to in addresses:
                _offer(queue, topic)

    def tell_everybody(self) -> None:
        """Something may have been missed: every page fetches itself again."""
        for queue in self._streams:
            _offer(queue, EVERYTHING)

    def close(self) -> None:
        """End every stream: the process is stopping."""
        self._closing.set()
        for queue in self._streams:
            _offer(queue, "")
        if self._listener is not None:
            self._listener.cancel()

    def _listen(self) -> None:
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        while self._streams and not self.closing:
            try:
                async for payload in notifications(self.tell_everybody):
                    self.tell(payload)
            except psycopg.Error as outage:
                log.warning("events: the database does not answer: %s", type(outage).__name__)
            await asyncio.sleep(AGAIN_SECONDS)


async def notifications(listening: Callable[[], None]) -> AsyncIterator[str]:
    """Payloads from PostgreSQL until the connection ends. Raises psycopg.Error.

    `listening` is called once nothing can be missed any more: what was announced before went
    unheard.
    """
    database = connections["default"].settings_dict
    connection = await psycopg.AsyncConnection.connect(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"],
        autocommit=True,
        application_name="clark-events",
    )
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        listening()
        async for notice in connection.notifies():
            yield notice.payload


_HUBS: dict[int, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    return _HUBS.setdefault(id(loop), Hub())


def event_name(topic: str) -> str:
    """A topic as the browser hears it. htmx reads a slash or a quote in a trigger as a string."""
    return "".join(sign if sign.isalnum() or sign in "-_." else "." for sign in topic)


def _offer(queue: asyncio.Queue[str], topic: str) -> None:
    """A full backlog becomes "everything": a slow reader costs no memory and misses nothing."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        topic = EVERYTHING
    queue.put_nowait(topic)
