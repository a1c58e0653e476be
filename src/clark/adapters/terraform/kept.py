"""Plans that wait to be applied: one private folder each, named by the plan file's digest."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from clark.errors import Refused, TryLater
from clark.ports.terraform import Stack

PLAN, ABOUT, APPLYING, APPLIED = "plan", "about.json", "applying", "applied.json"
CODE: Final = "code"
KEEP: Final = 7 * 24 * 3600  # seconds; a plan that waits longer is out of date in any case


@dataclass(frozen=True)
class About:
    """What a plan was made of: the code, and the state as it was."""

    environment: str
    region: str
    layer: str
    commit: str
    lineage: str
    serial: int

    @property
    def stack(self) -> Stack:
        return Stack(self.environment, self.region, self.layer)


class Kept:
    """Below one folder, which only its owner can read."""

    def __init__(self, home: Path) -> None:
        self._plans, self._making, self._locks = (
            home / name for name in ("plans", "making", "locks")
        )
        for folder in (home, self._plans, self._making, self._locks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def alone(self, stack: Stack) -> Iterator[int]:
        """Be the only run of this stack, also after a kill: a terraform that outlived its Clark
        still holds the descriptor. Raises `TryLater`."""
        path = self._locks / f"{_slug(stack)}.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise TryLater(f"Another run of {stack} is going on.", 5.0) from None
        try:
            yield lock
        finally:
            os.close(lock)

    def making(self, stack: Stack) -> Path:
        """A new folder; those that killed runs of the stack left behind are gone."""
        for left in self._making.glob(f"{_slug(stack)}.*"):
            shutil.rmtree(left, ignore_errors=True)
        self._forget_old()
        return Path(mkdtemp(prefix=f"{_slug(stack)}.", dir=self._making))

    def keep(self, made: Path, about: About) -> str:
        """Keep what was made, whole or not at all. Returns the digest."""
        plan = made / PLAN
        plan.chmod(0o600)
        digest = digest_of(plan)
        _write(made / ABOUT, asdict(about))
        _sync(plan)
        try:
            made.rename(self._plans / digest)
        except OSError:  # the very same plan is there already
            shutil.rmtree(made, ignore_errors=True)
        _sync(self._plans)
        return digest

    def find(self, digest: str, stack: Stack) -> tuple[Path, About]:
        """The plan's folder, if it is still what was read. Raises `Refused`."""
        folder = self._plans / digest
        plain = len(digest) == 64 and digest.isalnum() and digest.isascii()
        if not plain or not (folder / ABOUT).exists():
            raise Refused("There is no such plan any more. Make a new one.")
        about = About(**json.loads((folder / ABOUT).read_text()))
        if about.stack != stack:
            raise Refused(f"This plan is for {about.stack}, not for {stack}.")
        return folder, about

    def discard(self, digest: str) -> None:
        """Forget a plan. Forgetting twice is fine."""
        if len(digest) == 64 and digest.isalnum():
            shutil.rmtree(self._plans / digest, ignore_errors=True)

    def note_applying(self, folder: Path) -> None:
        _write(folder / APPLYING, {})

    def note_applied(self, folder: Path, outputs: Mapping[str, Any]) -> None:
        """Only the outcome is left: the plan file holds values that nobody needs any more."""
        _write(folder / APPLIED, dict(outputs))
        for left in (folder / PLAN, *folder.glob("*.log")):
            left.unlink(missing_ok=True)
        shutil.rmtree(folder / CODE, ignore_errors=True)

    def begun(self, stack: Stack) -> float | None:
        """When a run began that nobody saw the end of; seconds since 1970."""
        try:
            return float((self._locks / f"{_slug(stack)}.begun").read_text())
        except (OSError, ValueError):
            return None

    def note_begun(self, stack: Stack) -> None:
        path = self._locks / f"{_slug(stack)}.begun"
        if not path.exists():
            path.write_text(str(time.time()))

    def note_ended(self, stack: Stack) -> None:
        (self._locks / f"{_slug(stack)}.begun").unlink(missing_ok=True)

    def _forget_old(self) -> None:
        for folder in self._plans.iterdir():
            if time.time() - folder.stat().st_mtime > KEEP:
                shutil.rmtree(folder, ignore_errors=True)


def digest_of(plan: Path) -> str:
    with plan.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Private functions


def _slug(stack: Stack) -> str:
    return f"{stack.environment}.{stack.region}.{stack.layer}"


def _write(path: Path, value: Mapping[str, Any]) -> None:
    making = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
