"""The event stream: who hears what, and when it ends."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from clark.web import events
from clark.web.events import Listener, messages
from clark.web.hub import BACKLOG, EVERYTHING, Hub, event_name

MAYA = Listener(person_id=7, customer_id=1, session="s")


class Quiet(Hub):
    """A hub that is told by the test, and not by a database."""

    def _listen(self) -> None:
        return


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 5))


def test_a_customer_hears_its_own_topics_and_no_other() -> None:
    async def story() -> None:
        hub = Quiet()
        with (
            hub.subscribed("1") as mine,
            hub.subscribed("2") as theirs,
            hub.subscribed("11") as other,
        ):
            hub.tell("1:request/12")
            assert mine.get_nowait() == "request/12"
            assert theirs.empty()
            assert other.empty()

    run(story())


def test_a_slow_reader_is_told_to_fetch_everything() -> None:
    async def story() -> None:
        hub = Quiet()
        with hub.subscribed("1") as queue:
            for number in range(BACKLOG + 1):
                hub.tell(f"1:request/{number}")
            assert queue.get_nowait() == EVERYTHING
            assert queue.empty()

    run(story())


def test_a_change_is_named_and_carries_no_content() -> None:
    async def story() -> None:
        hub = Quiet()
        stream = messages(hub, MAYA)
        assert await anext(stream) == b"retry: 2000\n\n"
        hub.tell("1:service/us-east-1/orders-db-prod\nevent: forged")
        said = await anext(stream)
        assert said == b"event: service.us-east-1.orders-db-prod.event..forged\ndata: changed\n\n"
        await stream.aclose()

    run(story())


def test_a_silent_stream_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        stream = messages(Quiet(), MAYA)
        await anext(stream)
        assert await anext(stream) == b": still here\n\n"
        await stream.aclose()

    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)
    run(story())


def test_streams_end_when_the_process_stops() -> None:
    async def story() -> None:
        hub = Quiet()
        stream = messages(hub, MAYA)
        await anext(stream)
        asyncio.get_running_loop().call_later(0.01, hub.close)
        assert [said async for said in stream] == []

    run(story())


def test_a_stream_ends_once_its_session_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        hub = Quiet()
        stream = messages(hub, MAYA)
        await anext(stream)
        hub.tell("1:requests")
        assert [said async for said in stream] == []

    monkeypatch.setattr(events, "RECHECK_SECONDS", 0.0)
    monkeypatch.setattr(events, "_still_there", lambda listener: listener != MAYA)
    run(story())


def test_a_stream_is_never_open_for_longer_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        stream = messages(Quiet(), MAYA)
        await anext(stream)
        assert [said async for said in stream] == [b": still here\n\n"]

    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(events, "LONGEST_SECONDS", 0.01)
    run(story())


@pytest.mark.parametrize("topic", ["request/12", 'a"b', "a b", "a,b[c]", "a'b"])
def test_names_of_events_have_no_sign_that_htmx_reads(topic: str) -> None:
    assert not set(event_name(topic)) & set("/\"' ,[]")
