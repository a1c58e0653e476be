"""Keeps processes running: starts them side by side, restarts what dies, stops them together."""

import http.client
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from clark.errors import ClarkError
from clark.local.process import Child, Command, open_log, start, stop_all

LOOK = 0.1  # seconds between two looks at a process
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the next start; the last one repeats
SETTLED = 60.0  # seconds that a process ran, after which its earlier ends say nothing any more
STEADY = 0.5
HOPELESS = 3  # ends before it was ever ready, after which waiting makes no sense
TAIL = 12  # lines of a log that an error shows

Progress = Callable[[str, float], None]


def unheard(_name: str, _seconds: float) -> None:
    """The progress of who does not want to know."""


class StartFailed(ClarkError):
    """A process did not come up; the message has the end of its log."""


class Unit(Protocol):
    """Something that can be started, again and again."""

    name: str
    log: Path

    def start(self) -> Child: ...

    def ready(self) -> bool:
        """Whether it can be used. Quick, and raises nothing but ClarkError and OSError."""
        ...


@dataclass(frozen=True)
class ProcessSpec:
    """A process as a caller describes it. `env` is its whole environment.

    Without a `health_url` it counts as ready once it has run for `STEADY` seconds.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(repr=False)
    health_url: str | None = None


class Program:
    """A unit made of a process that may tell its health over HTTP."""

    def __init__(self, spec: ProcessSpec, log: Path, lock: Path) -> None:
        self.name = spec.name
        self.log = log
        self._url = spec.health_url
        self._command = Command(argv=spec.argv, log=log, lock=lock, env=spec.env)
        self._started = 0.0

    def start(self) -> Child:
        child = start(self._command)
        self._started = time.monotonic()
        return child

    def ready(self) -> bool:
        if self._url is None:
            return time.monotonic() - self._started > STEADY
        return answers(self._url)


class Supervisor:
    """`journal` is the log of what started, ended and came back."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._stopping = threading.Event()
        self._kept: dict[str, _Kept] = {}

    def add(self, unit: Unit) -> None:
        """Start a unit and keep it running."""
        kept = _Kept(unit, self._stopping, self.say)
        self._kept = {**self._kept, unit.name: kept}  # others may be going through it
        kept.start()

    def wait_ready(
        self,
        names: Collection[str] | None = None,
        timeout: float = 60.0,
        progress: Progress = unheard,
    ) -> None:
        """Wait for these units, or all; `progress` hears of each, with its seconds to readiness.

        Raises `StartFailed` at once when one keeps ending, or after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        waiting = {name: self._kept[name] for name in (self._kept if names is None else names)}
        while waiting:
            for name, kept in list(waiting.items()):
                if kept.seconds is not None:
                    del waiting[name]
                    progress(name, kept.seconds)
                elif kept.ends >= HOPELESS:
                    raise StartFailed(f"{name} does not start.\n{_tail(kept.unit.log)}")
            if waiting and time.monotonic() > deadline:
                tails = "\n".join(f"{n}:\n{_tail(kept.unit.log)}" for n, kept in waiting.items())
                raise StartFailed(
                    f"Not ready after {timeout:.0f} s: {', '.join(waiting)}.\n{tails}"
                )
            time.sleep(0.02)

    def restarts(self) -> Mapping[str, int]:
        """How often each unit had to be started again."""
        return {name: kept.restarts for name, kept in self._kept.items()}

    def pids(self) -> Mapping[str, int]:
        """The processes that run now."""
        children = {name: kept.child for name, kept in self._kept.items()}
        return {n: c.pid for n, c in children.items() if c is not None and c.exit_code is None}

    def stop(self, first: Collection[str] = (), timeout: float = 2.0) -> None:
        """Stop the units named first, then the others: each wave within `timeout` seconds.

        A unit that is being started at this moment ends with this process, by its lifeline.
        """
        self._stopping.set()
        for wave in (True, False):
            found = [k.taken(timeout) for name, k in self._kept.items() if (name in first) == wave]
            stop_all([child for child in found if child is not None], timeout)
        self.say("stopped")

    def names(self) -> frozenset[str]:
        """The units that are kept running."""
        return frozenset(self._kept)

    def say(self, event: str) -> None:
        """Write a line to the journal."""
        log = open_log(self._journal)
        with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {event}\n")


class _Kept(threading.Thread):
    """One unit, and the thread that looks after it. `seconds` to the first readiness, or None.

    `ends` counts those that came soon, one after the other; `restarts` counts all.
    """

    def __init__(self, unit: Unit, stopping: threading.Event, say: Callable[[str], None]) -> None:
        super().__init__(name=f"keeps-{unit.name}", daemon=True)
        self.unit = unit
        self.child: Child | None = None
        self.seconds: float | None = None
        self.ends = 0
        self.restarts = 0
        self._stopping = stopping
        self._say = say
        self._turn = threading.Lock()

    def run(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            ended = self._once(began)
            if self._stopping.is_set():
                return
            if time.monotonic() - began > SETTLED:
                self.ends = 0
            pause = BACKOFF[min(self.ends, len(BACKOFF) - 1)]
            self.ends += 1
            self.restarts += 1
            self._say(f"{self.unit.name} {ended}; starts again in {pause} s")
            self._stopping.wait(pause)

    def taken(self, timeout: float) -> Child | None:
        """The child, which its thread will not replace any more."""
        if not self._turn.acquire(timeout=timeout):
            return None
        child, self.child = self.child, None
        self._turn.release()
        return child

    def _once(self, began: float) -> str:
        """Start it and watch it to its end. Returns how it ended."""
        try:
            with self._turn:
                if self._stopping.is_set():
                    return "was not started"
                child = self.child = self.unit.start()
        except (ClarkError, OSError) as error:
            return f"does not start: {error}"
        self._say(f"{self.unit.name} started as {child.pid}")
        while child.exit_code is None and not self._stopping.wait(LOOK):
            if self.seconds is None and self._ready():
                self.seconds = time.monotonic() - began
                self._say(f"{self.unit.name} ready after {self.seconds:.1f} s")
        if not self._stopping.is_set():
            child.close()
        return f"ended with {child.exit_code}"

    def _ready(self) -> bool:
        try:
            return self.unit.ready()
        except (ClarkError, OSError):
            return False


def answers(url: str, timeout: float = 1.0) -> bool:
    """Whether a GET of this plain-HTTP address is answered with 200."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(
        address.hostname or "127.0.0.1", address.port or 80, timeout=timeout
    )
    try:
        connection.request("GET", address.path or "/")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tail(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
    except OSError:
        return f"  {log} does not exist yet."
    return "\n".join(f"  {line}" for line in lines)
