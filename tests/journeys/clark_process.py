"""The `clark` command as a process, in a home of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clark.local.postgres import remove_below

CLARK = Path(sys.executable).with_name("clark")
PATIENCE = 240  # seconds; a start takes 8 where nothing else is going on


@dataclass(frozen=True)
class Clark:
    """A home, and commands in it."""

    home: Path

    def run(self, *words: str, token: str = "", timeout: float = PATIENCE) -> "Said":
        """A command to its end, in a process of its own."""
        more = {"CLARK_TOKEN": token} if token else {}
        done = subprocess.run(
            [CLARK, *words],
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """A command that goes on, with its output in a file of the home's."""
        self.home.mkdir(exist_ok=True)
        with self.output.open("w") as output:
            return subprocess.Popen(
                [CLARK, *words],
                env=self.environment({}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def until(self, words: str, process: "subprocess.Popen[str]") -> str:
        """What a started command said, once it has said these words."""
        deadline = time.monotonic() + PATIENCE
        while words not in (said := self.output.read_text()):
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        return said

    def delete(self) -> None:
        """The home, and the databases that root keeps elsewhere."""
        remove_below(self.home)

    @property
    def output(self) -> Path:
        return self.home / "output.txt"

    @property
    def url(self) -> str:
        return str(json.loads((self.home / "running.json").read_text())["url"])

    def token(self, username: str) -> str:
        assert self.run("login", "--as", username).code == 0
        return str(json.loads((self.home / "login.json").read_text())["token"])

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CLARK_")}
        return own | {"CLARK_HOME": str(self.home), "COLUMNS": "200", **more}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def stop(process: "subprocess.Popen[str]") -> float:
    """Ctrl-C. Returns the seconds it took to end."""
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(30)
    return time.monotonic() - began
