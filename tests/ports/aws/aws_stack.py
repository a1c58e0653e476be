"""The data plane and the local AWS as real processes, spoken to with the AWS SDK."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from clark.local.dataplane import DataPlane, LocalEngine

REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
ONCE = Config(retries={"total_max_attempts": 1})


class Stack:
    """Both processes on files under `home`; they can be stopped, killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.token = secrets.token_urlsafe(16)
        (home / "token").write_text(self.token)
        self.ports = {"dataplane": _free_port(), "aws": _free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.plane = DataPlane(self.url("dataplane"), self.token)
        self.clients: list[Any] = []

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def start(self, name: str) -> float:
        """Start one process; returns the seconds until it answered."""
        options = {
            "dataplane": ["--token-file", f"{self.home}/token"],
            "aws": [
                *("--token-file", f"{self.home}/token"),
                *("--dataplane", self.url("dataplane")),
                *("--dataplane-token-file", f"{self.home}/token"),
            ],
        }[name]
        began = time.monotonic()
        home, port = str(self.home / name), str(self.ports[name])
        command = [sys.executable, "-m", f"clark.local.{name}", "--home", home, "--port", port]
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen([*command, *options], stderr=log)
        wait_until(lambda: self._healthy(name), 60)
        return time.monotonic() - began

    def end(self, name: str, *, kill: bool = False) -> float:
        """Stop or kill one process; returns the seconds that took."""
        process = self.processes.pop(name)
        began = time.monotonic()
        process.kill() if kill else process.terminate()
        process.wait(20)
        return time.monotonic() - began

    def close(self) -> None:
        for client in self.clients:
            client.close()
        self.plane.close()
        for name in list(self.processes):
            self.end(name)

    def client(
        self, service: str, region: str = "us-east-1", config: Config = ONCE, key: str = ""
    ) -> Any:
        made = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url("aws"),
            aws_access_key_id=key or self.token,
            aws_secret_access_key="not-checked",
            config=config,
        )
        self.clients.append(made)
        return made

    def engine(self, host: str) -> LocalEngine:
        """The real engine behind an AWS-shaped host name."""
        return next(one for one in self.plane.list() if host in one.hosts)

    def _healthy(self, name: str) -> bool:
        try:
            return httpx.get(f"{self.url(name)}/health").status_code == 200
        except httpx.TransportError:
            return False


def running(home: Path) -> Iterator[Stack]:
    stack = Stack(home)
    try:
        stack.start("dataplane")
        stack.start("aws")
        yield stack
    finally:
        stack.close()


def wait_until(true: Callable[[], Any], timeout: float = 15.0) -> Any:
    """What `true` returned when it first was true."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {timeout} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
