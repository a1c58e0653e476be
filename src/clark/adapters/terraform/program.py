"""Running the terraform binary: what it is given, how long it may take, and what its words mean.

Its output goes to a file and not through a pipe: an apply whose Clark is killed goes on to its end
and writes its state, instead of stopping half-way because nobody reads it any more.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clark.errors import Problem, Refused, TryLater

Progress = Callable[[str], None]
OLDEST: Final = (1, 10)  # S3 keeps its own lock from here on
GRACE: Final = 20.0  # seconds between asking it to stop and killing it
AWAY: Final = (
    "connection refused",
    "no such host",
    "dial tcp",
    "i/o timeout",
    "request send failed",
    "StatusCode: 503",
    "TLS handshake timeout",
)
LOCKED: Final = "Error acquiring the state lock"
MISSING: Final = Problem(
    "terraform",
    "Infrastructure is planned and applied by the terraform program, which is not on PATH.",
    "Install Terraform 1.10 or later (https://developer.hashicorp.com/terraform/install) and start "
    "Clark again. Everything else works without it.",
)


@dataclass(frozen=True)
class Diagnostic:
    """One error that Terraform reports. `file` is as Terraform names it, "" where it names none."""

    summary: str
    detail: str
    file: str
    line: int


class Failed(Exception):
    """Terraform ended with an error."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics[0].summary if diagnostics else "Terraform failed.")
        self.diagnostics = diagnostics

    @property
    def locked(self) -> bool:
        return any(LOCKED in each.summary for each in self.diagnostics)

    @property
    def away(self) -> bool:
        """Something outside did not answer: the same may work later."""
        return any(word in each.detail + each.summary for each in self.diagnostics for word in AWAY)


def binary() -> str:
    """Where terraform is. Raises `Refused`, saying how to get it."""
    found = shutil.which("terraform")
    if found is None:
        raise Refused("There is no Terraform on this machine.", [MISSING])
    return found


def version(found: str, environment: Mapping[str, str]) -> str:
    """Raises `Refused` where it is too old."""
    asked = [found, "version", "-json"]
    try:
        done = subprocess.run(asked, env=dict(environment), capture_output=True, timeout=60)
        said = str(json.loads(done.stdout)["terraform_version"])
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        raise Refused(f"{found} does not say its version.", [MISSING]) from error
    if tuple(int(part) for part in said.split(".")[:2]) < OLDEST:
        raise Refused(f"Terraform {said} is too old.", [MISSING])
    return said


@dataclass(frozen=True)
class Program:
    """Terraform in one folder. `lock` is a descriptor that it inherits, and holds while it runs;
    `logs` is a private folder for what it says, one file a subcommand."""

    folder: Path
    environment: Mapping[str, str]
    lock: int
    logs: Path

    def run(self, *words: str, seconds: float, progress: Progress) -> None:
        """A subcommand that reports in JSON lines. Raises `Failed`, or `TryLater` on a timeout."""
        with _log(self.logs, words[0]).open("wb") as log:
            process = self._start(words, log)
        with _log(self.logs, words[0]).open("rb") as reading:
            lines = _Lines()
            deadline = time.monotonic() + seconds
            while process.poll() is None:
                _tell(lines.more(reading.read()), progress)
                if time.monotonic() > deadline:
                    self._end(process)
                    raise TryLater(f"terraform {words[0]} took longer than {seconds:.0f} s.")
                time.sleep(0.1)
            _tell(lines.more(reading.read()), progress)
        if process.returncode:
            raise Failed(tuple(lines.errors))

    def ask(self, *words: str, seconds: float = 120.0) -> bytes:
        """A subcommand's whole output, which stays in memory: it may hold secrets."""
        with _log(self.logs, words[0]).open("wb") as log:
            process = self._start(words, log, subprocess.PIPE)
        try:
            out, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._end(process)
            raise TryLater(f"terraform {words[0]} took longer than {seconds:.0f} s.") from None
        if process.returncode:
            said = _log(self.logs, words[0]).read_text(errors="replace").strip()
            raise Failed((Diagnostic(said.splitlines()[0] if said else "", said, "", 0),))
        return out

    def _start(self, words: Sequence[str], log: Any, out: Any = None) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [binary(), *words],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=out or log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in a terminal is for Clark
            pass_fds=(self.lock,),
            umask=0o077,
        )

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        """Ask it to stop, so that it writes its state and frees its lock; then kill all of it."""
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def applied(logs: Path) -> bool:
    """Whether an apply that logged here came to its end, whoever still listened to it."""
    try:
        lines = _log(logs, "apply").read_bytes() + b"\n"
    except OSError:
        return False
    return any(
        each.get("type") == "change_summary" and each["changes"].get("operation") == "apply"
        for each in _Lines().more(lines)
    )


# Private functions


def _log(logs: Path, subcommand: str) -> Path:
    return logs / f"{subcommand}.log"


class _Lines:
    """JSON lines as they come; `errors` are the diagnostics among them."""

    def __init__(self) -> None:
        self._rest = b""
        self.errors: list[Diagnostic] = []

    def more(self, data: bytes) -> Iterator[Mapping[str, Any]]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:  # init also says some things in plain words
                continue
            if said.get("type") == "diagnostic" and said["diagnostic"]["severity"] == "error":
                self.errors.append(_diagnostic(said["diagnostic"]))
            yield said


def _tell(lines: Iterator[Mapping[str, Any]], progress: Progress) -> None:
    for line in lines:
        if line.get("type") in {
            "apply_start",
            "apply_complete",
            "apply_errored",
            "refresh_start",
            "planned_change",
            "change_summary",
            "version",
        }:
            progress(str(line.get("@message", ""))[:300])


def _diagnostic(said: Mapping[str, Any]) -> Diagnostic:
    where = said.get("range") or {}
    return Diagnostic(
        summary=str(said.get("summary", "")),
        detail=str(said.get("detail", "")),
        file=str(where.get("filename", "")),
        line=int(where.get("start", {}).get("line", 0)),
    )
