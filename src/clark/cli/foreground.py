"""Staying in the foreground until somebody says stop: Ctrl-C or SIGTERM, and once more for now."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked to stop. No error: it goes past whatever handles errors."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` inside at the first signal; end the process at once at the second.

    Children of the platform end with this process, however it ends: see clark.local.process.
    """
    asked = threading.Event()

    def stop(number: int, _: FrameType | None) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()
        raise Stopped

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stay() -> None:
    """Until `Stopped`."""
    while True:
        signal.pause()
