"""Clark on this machine: the platform, its database, the pages and the worker, in one group."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clark import wiring
from clark.cli import account
from clark.cli.account import Running

Say = Callable[[str], None]
SYSTEMS: Final = 60.0  # seconds until all systems must be ready


@dataclass(frozen=True)
class Asked:
    """How to serve. `port` is for the pages; None takes a free one."""

    home: Path
    pace: str
    port: int | None


@dataclass(frozen=True)
class Serving:
    """A running Clark. `seconds` is how long its own start took."""

    now: Running
    home: Path
    seconds: float
    git_token: str = ""

    def sign_in_link(self, username: str) -> str:
        from clark.flow import people

        return f"{self.now.url}/sign-in/link/{people.sign_in_token(username)}"

    def token(self, username: str) -> str:
        """A new token for this person's programs."""
        from django.utils import timezone

        from clark.flow import people

        return people.issue_token(username=username, at=timezone.now())


@contextmanager
def serving(asked: Asked, say: Say) -> Iterator[Serving]:
    """Start everything; stop everything at the end, within 5 s. `say` hears of each step.

    Raises `Refused` when another platform runs in the home or the port is taken, and
    `StartFailed` with the end of a log.
    """
    began = time.monotonic()
    ports = {"web": asked.port} if asked.port is not None else {}
    running = wiring.platform(asked.home, asked.pace, ports)
    running.start()
    try:
        where = running.describe()
        with ThreadPoolExecutor(max_workers=1) as aside:
            seeding = aside.submit(_seed, running, say)
            running.wait_ready(names=["postgres"], progress=_told(say), timeout=SYSTEMS)
            prepare(wiring.environment(where))
            say("database migrated")
            running.add(wiring.web(running))
            running.add(wiring.worker(running))
            seeding.result()
        running.wait_ready(progress=_told(say, {"postgres", "githost"}), timeout=SYSTEMS)
        now = Running(f"http://127.0.0.1:{running.port('web')}", where.githost_url, os.getpid())
        account.note_running(asked.home, now)
        git_token = where.githost_token_file.read_text().strip()
        yield Serving(now, asked.home, time.monotonic() - began, git_token)
    finally:
        account.forget_running(asked.home)
        running.stop()


def prepare(environment: Mapping[str, str]) -> None:
    """Set Django up in this process, bring the database up to date, and enrol the sample people."""
    set_up(environment)
    from django.core.management import call_command

    from clark.flow import sample

    call_command("migrate", verbosity=0, interactive=False)
    sample.enrol()


def set_up(environment: Mapping[str, str]) -> None:
    """Django with the settings of a local platform. Once a process."""
    os.environ.update(environment)
    logging.disable(logging.INFO)  # a command says itself what it does
    import django

    django.setup()


# Private functions


def _seed(running: wiring.Platform, say: Say) -> None:
    running.wait_ready(names=["githost"], progress=_told(say), timeout=SYSTEMS)
    wiring.seed(running.describe())
    say("repositories seeded")


def _told(say: Say, known: set[str] | None = None) -> Callable[[str, float], None]:
    def tell(name: str, seconds: float) -> None:
        if name not in (known or ()):
            say(f"{name} ready after {seconds:.1f} s")

    return tell
