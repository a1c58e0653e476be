"""Decides when each object is looked at again, and has it done by a few threads.

Level-triggered: what is due is looked at whole, whatever happened. An object on its way is looked
at at every poll, a settled one after `RESYNC` polls (the real provider's poll is 1 m for all), a
failing one after ever longer times. A change of its file or its Secret makes it due at once.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from clark.local.controlplane.objects import Key
from clark.local.controlplane.provider import Outcome

WORKERS = 4
RESYNC = 60  # polls
LONGEST_BACKOFF = 8  # polls


class Scheduler:
    """Calls `reconcile(key)` from its threads, never twice at once for one object."""

    def __init__(self, reconcile: Callable[[Key], Outcome], poll: float) -> None:
        self._reconcile = reconcile
        self._poll = poll
        self._changed = threading.Condition()
        self._due: dict[Key, float] = {}
        self._failures: dict[Key, int] = {}
        self._busy: set[Key] = set()
        self._again: set[Key] = set()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="reconcile")

    def wake(self, key: Key) -> None:
        """Make it due now, or once more when it is being looked at. Any thread may call it."""
        with self._changed:
            self._failures.pop(key, None)
            if key in self._busy:
                self._again.add(key)
            else:
                self._due[key] = time.monotonic()
            self._changed.notify()

    def keep(self, keys: Iterable[Key]) -> None:
        """Know these objects and no others: new ones are due now, gone ones are forgotten."""
        keys = set(keys)
        with self._changed:
            for key in keys - self._due.keys() - self._busy:
                self._due[key] = time.monotonic()
            for key in self._due.keys() - keys:
                del self._due[key]
                self._failures.pop(key, None)
            self._changed.notify()

    def run(self) -> None:
        """For ever; the process ends it."""
        with self._changed:
            while True:
                for key in self._take_due():
                    self._pool.submit(self._work, key)
                self._changed.wait(self._until_next())

    def _take_due(self) -> list[Key]:
        now = time.monotonic()
        ripe = [key for key, due in self._due.items() if due <= now]
        for key in ripe:
            del self._due[key]
            self._busy.add(key)
        return ripe

    def _until_next(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - time.monotonic())

    def _work(self, key: Key) -> None:
        outcome = self._reconcile(key)
        with self._changed:
            self._busy.discard(key)
            delay = 0.0 if key in self._again else self._delay(key, outcome)
            self._again.discard(key)
            self._due[key] = time.monotonic() + delay
            self._changed.notify()

    def _delay(self, key: Key, outcome: Outcome) -> float:
        if outcome is not Outcome.FAILED:
            self._failures.pop(key, None)
            return self._poll * (RESYNC if outcome is Outcome.SETTLED else 1)
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        return self._poll * min(2.0**failures, LONGEST_BACKOFF)
