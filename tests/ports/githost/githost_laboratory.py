"""What the suite needs of an adapter's host besides the port: an address to clone, and a crash."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from clark.local.githost import LocalGitHost
from clark.local.process import Child, Command, start, stop_all
from clark.local.tokens import token
from clark.ports.githost import GitHost

FIRST_FILES = {"README.md": "# TechCorp\n", "regions/us-east-1/.keep": "", "old.yaml": "a: 1\n"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Local:
    """The local Git host in a process of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    child: Child | None = None
    repository: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return token(self.folder / "token")

    @property
    def bare(self) -> Path:
        return self.folder / "repositories" / f"{self.repository}.git"

    def begin(self) -> None:
        """Start it, unless it runs."""
        if self.child is not None and self.child.exit_code is None:
            return
        token(self.folder / "token")
        module = [sys.executable, "-m", "clark.local.githost", "--port", str(self.port)]
        home = ["--home", str(self.folder / "repositories")]
        argv = [*module, *home, "--token-file", str(self.folder / "token")]
        self.child = start(Command(argv, self.folder / "log", self.folder / "lock"))
        self._wait()

    def crash(self) -> None:
        assert self.child is not None
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.end(time.monotonic() + 5)

    def end(self) -> None:
        if self.child is not None:
            stop_all([self.child])

    def client(self) -> GitHost:
        return LocalGitHost(self.url, self.token)

    def clone_url(self, password: str | None = None) -> str:
        shown = self.token if password is None else password
        return f"http://developer:{shown}@127.0.0.1:{self.port}/{self.repository}.git"

    def create(self, files: dict[str, str]) -> None:
        LocalGitHost(self.url, self.token).create(self.repository, files)

    def offer(self, branch: str, title: str, author: str) -> None:
        """A person opens a pull request for a branch that they pushed."""
        said = {"branch": branch, "base": "main", "title": title, "body": "", "author": author}
        address = f"{self.url}/api/repositories/{self.repository}/pulls"
        held = {"Authorization": f"Bearer {self.token}"}
        httpx.post(address, json=said, headers=held).raise_for_status()

    def get(self, path: str, password: str | None = None) -> httpx.Response:
        """What a browser gets."""
        shown = self.token if password is None else password
        return httpx.get(f"{self.url}{path}", auth=("ana", shown), trust_env=False)

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.url}/health", trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())


def git(*arguments: str, at: Path, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """git as a developer runs it."""
    identity = {"NAME": "Ana", "EMAIL": "ana@techcorp.example"}
    people = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in identity.items()}
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", *arguments],
        cwd=at,
        env={"PATH": os.environ["PATH"], "HOME": str(at), **people, **quiet},
        capture_output=True,
        text=True,
        check=check,
        timeout=60,
    )
