"""The event stream's ear at a real database."""

import asyncio

import psycopg
from django.db import connections

from clark.flow.record import CHANNEL
from clark.web.hub import EVERYTHING, Hub


def test_a_stream_is_told_to_fetch_everything_once_its_process_really_listens(db: None) -> None:
    """What changed between the page and the LISTEN was announced to nobody."""

    async def story() -> None:
        hub = Hub()
        with hub.subscribed("1") as queue:
            assert await queue.get() == EVERYTHING
            _announce("1:request/12")
            assert await queue.get() == "request/12"
        hub.close()

    asyncio.run(asyncio.wait_for(story(), 20))


def _announce(payload: str) -> None:
    where = connections["default"].settings_dict
    with psycopg.connect(
        host=where["HOST"],
        port=where["PORT"],
        user=where["USER"],
        password=where["PASSWORD"],
        dbname=where["NAME"],
    ) as session:
        session.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
