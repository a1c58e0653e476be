import contextlib
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clark.local.dataplane import DataPlane


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("enable_socket")


class Process:
    """The data plane on files of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.token = secrets.token_urlsafe(16)
        (home / "token").write_text(self.token)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.plane = DataPlane(self.url, self.token)
        self.running: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        command = [sys.executable, "-m", "clark.local.dataplane", "--port", str(self.port)]
        return [*command, "--home", str(self.plane_home), "--token-file", f"{self.home}/token"]

    @property
    def plane_home(self) -> Path:
        return self.home / "a plane"  # people have spaces in their paths

    def start(self, *parents: str) -> None:
        """Start it, as the child of the command `parents` if there is one."""
        with (self.home / "log").open("ab") as log:
            self.running = subprocess.Popen([*parents, *self.command()], stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{self.url}/health").raise_for_status()
                return
            time.sleep(0.05)
        raise AssertionError((self.home / "log").read_text())

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.running is not None:
            self.running.send_signal(how)
            self.running.wait(20)
            self.running = None


@pytest.fixture(scope="session")
def shared_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    yield from _running(tmp_path_factory.mktemp("dataplane"))


@pytest.fixture
def process(shared_process: Process) -> Iterator[Process]:
    """Without engines at the beginning. Starting one for each test would take long."""
    yield shared_process
    for engine in shared_process.plane.list():
        shared_process.plane.delete(f"{engine.engine}/{engine.region}/{engine.id}")


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[Process]:
    """One that a test may kill."""
    yield from _running(tmp_path)


def _running(home: Path) -> Iterator[Process]:
    made = Process(home)
    try:
        made.start()
        yield made
    finally:
        made.plane.close()
        made.end()
