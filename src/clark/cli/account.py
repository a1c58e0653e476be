"""Which Clark the commands talk to, and as whom: files of CLARK_HOME, or CLARK_URL, CLARK_TOKEN."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clark.cli.client import Client
from clark.errors import Refused

RUNNING = "running.json"
LOGIN = "login.json"


@dataclass(frozen=True)
class Running:
    """A Clark of this home that serves now. `git` is where its repositories are cloned from."""

    url: str
    git: str
    pid: int


def home() -> Path:
    """As clark.settings.HOME, which a command that starts a database must not read before that."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return Path(os.environ.get("CLARK_HOME") or state / "clark").absolute()


def running(home: Path) -> Running | None:
    """The Clark that was started from this home, if its process is still there."""
    known = _read(home / RUNNING)
    if known is None:
        return None
    found = Running(**known)
    return found if _alive(found.pid) else None


def note_running(home: Path, now: Running) -> None:
    _write(home / RUNNING, asdict(now))


def forget_running(home: Path) -> None:
    (home / RUNNING).unlink(missing_ok=True)


def keep_login(home: Path, username: str, token: str) -> None:
    _write(home / LOGIN, {"username": username, "token": token})


def forget_login(home: Path) -> None:
    (home / LOGIN).unlink(missing_ok=True)


def client() -> Client:
    """As the person who signed in. Raises `Refused`, saying what to start or do first."""
    return Client(_url(), _token(), os.environ.get("CLARK_CUSTOMER", ""))


# Private functions


def _url() -> str:
    if "CLARK_URL" in os.environ:
        return os.environ["CLARK_URL"]
    here = running(home())
    if here is None:
        raise Refused(
            f"No Clark runs in {home()}. Start one: clark up. "
            "Or name one that runs elsewhere in CLARK_URL."
        )
    return here.url


def _token() -> str:
    if "CLARK_TOKEN" in os.environ:
        return os.environ["CLARK_TOKEN"]
    known = _read(home() / LOGIN)
    if known is None:
        raise Refused("Nobody is signed in. Sign in: clark login --as maya")
    return str(known["token"])


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _write(path: Path, value: Any) -> None:
    """Whole or not at all, and for its owner only: it may hold a token."""
    making = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(value, file)
    making.replace(path)
