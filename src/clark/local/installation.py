"""What the local platform remembers in its home: ports, tokens, addresses. One platform a home."""

import fcntl
import json
import os
import random
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clark.errors import Refused
from clark.local import atomic

REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
HOST = "127.0.0.1"
CONTROL_PLANE = "controlplane"
ACCOUNT = "111122223333"  # the AWS account that is always there
# Below the range that systems hand out to outgoing connections, so that a port stays ours.
PORTS = range(20000, 32000)
PATIENCE = 3.0  # seconds that the end of an earlier platform may take


@dataclass(frozen=True)
class Addresses:
    """Where everything is. Token files and the database file hold one line each, mode 0600."""

    home: Path
    ports: Mapping[str, int]
    database_file: Path
    database_port: int
    secret_file: Path
    githost_url: str
    githost_token_file: Path
    aws_url: str
    aws_token_file: Path
    dataplane_url: str
    dataplane_token_file: Path
    control_planes: Mapping[str, Mapping[str, str]]  # customer → region → URL
    logs: Path

    def token_file(self, of: str) -> Path:
        """Of a process, or of the control planes of one customer: `controlplane.SLUG`."""
        return self.home / "tokens" / of

    def git_token_file(self, organization: str) -> Path:
        """Opens the repositories of this organization, and no others."""
        return self.token_file(f"githost.{organization}")

    def url(self, name: str) -> str:
        return f"http://{HOST}:{self.ports[name]}"


def aws_name(account: str) -> str:
    """The process that plays an AWS account. One is always there, others once a customer comes."""
    return "aws" if account == ACCOUNT else f"aws.{account}"


def dataplane_name(account: str) -> str:
    """The process with the databases and caches of an account."""
    return "dataplane" if account == ACCOUNT else f"dataplane.{account}"


def control_plane_name(slug: str, region: str) -> str:
    return f"{CONTROL_PLANE}.{slug}.{region}"


def addresses(home: Path, ports: Mapping[str, int]) -> Addresses:
    """Of the platform in this home, on these ports (by process name)."""
    urls = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
    return Addresses(
        home=home,
        ports=dict(ports),
        database_file=home / "tokens" / "database-url",
        database_port=ports["postgres"],
        secret_file=home / "tokens" / "sessions",
        githost_url=urls["githost"],
        githost_token_file=home / "tokens" / "githost",
        aws_url=urls["aws"],
        aws_token_file=home / "tokens" / "aws",
        dataplane_url=urls["dataplane"],
        dataplane_token_file=home / "tokens" / "dataplane",
        control_planes=_control_planes(urls),
        logs=home / "logs",
    )


def occupy(home: Path) -> int:
    """Take the home for this process. Returns a descriptor: closing it lets go.

    Raises `Refused` when another platform runs in it.
    """
    lock = os.open(home / "platform.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(lock, 20, 0).decode() or "unknown"
        os.close(lock)
        raise Refused(
            f"Clark already runs in {home} (process {pid}). Stop it, or set CLARK_HOME to "
            "another folder."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def choose_ports(home: Path, names: Iterable[str], wanted: Mapping[str, int]) -> Mapping[str, int]:
    """A port for each name: the wanted one, else the remembered one, else a free one.

    A remembered port that a stranger has taken is replaced; a wanted one is not.
    Raises `Refused` when a wanted port is taken.
    """
    file = home / "platform.json"
    known: dict[str, int] = json.loads(file.read_text())["ports"] if file.exists() else {}
    deadline = time.monotonic() + PATIENCE
    chosen: dict[str, int] = {}
    for name in dict.fromkeys([*names, *wanted]):
        port = wanted.get(name, known.get(name))
        while port is not None and not _free(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        if port is None or not _free(port):
            if name in wanted:
                raise Refused(f"Port {port} for {name} is in use by another program.")
            port = _some_port({*known.values(), *chosen.values(), *wanted.values()})
        chosen[name] = port
    atomic.write(file, json.dumps({"ports": {**known, **chosen}}, indent=1).encode())
    return chosen


def _control_planes(urls: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, url in urls.items():
        if name.startswith(f"{CONTROL_PLANE}."):
            _, slug, region = name.split(".")
            found.setdefault(slug, {})[region] = url
    return found


def _some_port(taken: set[int]) -> int:
    for port in random.sample(PORTS, len(PORTS)):
        if port not in taken and _free(port):
            return port
    raise Refused(f"No port between {PORTS.start} and {PORTS.stop} is free.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
