"""Clark on this machine: the platform, its database, the pages and the worker, in one group."""

import logging
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clark import wiring
from clark.cli import account
from clark.cli.account import Running
from clark.cli.show.onboarding import Told
from clark.errors import TryLater

if TYPE_CHECKING:
    from clark.flow.people import PersonCard

Say = Callable[[str], None]
LOOK: Final = 0.1  # seconds between two looks at an onboarding
SYSTEMS: Final = 90.0  # seconds until all systems must be ready; a busy machine needs many


@dataclass(frozen=True)
class Asked:
    """How to serve. `port` is for the pages; None takes a free one. Without `keep`, everything in
    the home is deleted at the end."""

    home: Path
    pace: str
    port: int | None
    keep: bool = True


@dataclass(frozen=True)
class Serving:
    """A running Clark. `seconds` is how long its own start took."""

    now: Running
    where: wiring.Addresses
    seconds: float

    @property
    def git_address(self) -> str:
        """What `git clone` takes, token included."""
        token = self.where.githost_token_file.read_text().strip()
        return self.now.git.replace("://", f"://clark:{token}@", 1)

    def sign_in_link(self, username: str) -> str:
        from django.urls import reverse

        from clark.flow import people

        return self.now.url + reverse("sign-in-link", args=[people.sign_in_token(username)])

    def token(self, username: str, purpose: str) -> str:
        """A new token for this person's programs, in place of the last one for this purpose."""
        from django.utils import timezone

        from clark.flow import people

        return people.issue_token(username=username, purpose=purpose, at=timezone.now())

    def people(self) -> "tuple[PersonCard, ...]":
        """Who can sign in here."""
        from clark.flow import people

        return people.samples()

    def rest(self) -> None:
        """Hold no database connection while nothing is asked: closing them late delays the end."""
        from django.db import connection

        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one

    def secret(self, region: str, namespace: str, name: str) -> Mapping[str, str]:
        """A delivered Secret of the sample customer, for the login proof only."""
        return wiring.delivered_secret(self.where, ("techcorp", region), namespace, name)

    def merged(self, repository: str) -> frozenset[str]:
        """The commits of a repository's main branch, from the Git host itself."""
        return wiring.commits_on_main(self.where, repository)


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
        _begin(running, say)
        now = Running(
            url=f"http://127.0.0.1:{running.port('web')}",
            git=f"{running.describe().githost_url}/techcorp/gitops.git",
            pid=os.getpid(),
        )
        account.note_running(asked.home, now)
        yield Serving(now, running.describe(), time.monotonic() - began)
    finally:
        account.forget_running(asked.home)
        if asked.keep:
            running.stop()
        else:
            running.delete()


def prepare(environment: Mapping[str, str]) -> None:
    """Set Django up in this process, and bring the database up to date."""
    set_up(environment)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def set_up(environment: Mapping[str, str]) -> None:
    """Django with the settings of a local platform. Once a process."""
    os.environ.update(environment)
    logging.disable(logging.INFO)  # a command says itself what it does
    import django

    django.setup()


# Private functions


def _begin(running: wiring.Platform, say: Say) -> None:
    """What takes long goes on in other processes meanwhile: PostgreSQL makes its files, the others
    import. Nothing here waits for what the next step does not need."""
    where = running.describe()
    running.wait_ready(names=["postgres"], progress=_told(say), timeout=SYSTEMS)
    running.add(wiring.web(running))  # needs the database's address only until somebody asks
    prepare(wiring.environment(where))
    say("database is up to date")
    running.add(wiring.worker(running))
    _onboard(say)
    running.wait_ready(progress=_told(say, {"postgres"}), timeout=SYSTEMS)


def _onboard(say: Say) -> None:
    """The sample customers come as any other does. Only the first is waited for.

    Raises `TryLater` with what it waits for.
    """
    from django.utils import timezone

    from clark.customers import sample

    page, told = sample.begin(sample.TECHCORP, timezone.now()), Told()
    deadline = time.monotonic() + SYSTEMS
    while page.row.state in {"onboarding", "failed"}:
        for line in told.new(asdict(page)):
            say(f"TechCorp: {line}")
        if page.row.state == "failed" or time.monotonic() > deadline:
            raise TryLater(f"TechCorp is not onboarded: {page.row.waiting}")
        time.sleep(LOOK)
        page = sample.progress(sample.TECHCORP)
    for line in told.new(asdict(page)):
        say(f"TechCorp: {line}")
    sample.begin(sample.NORTHWIND, timezone.now())


def _told(say: Say, known: Collection[str] = ()) -> Callable[[str, float], None]:
    def tell(name: str, seconds: float) -> None:
        if name not in known:
            say(f"{name} is ready after {seconds:.1f} s")

    return tell
