"""One PostgreSQL server with a home of its own: made, started, copied, stopped, deleted.

A home holds `files` (see placement), `server.log` and `server.lock`. Connections: TCP on 127.0.0.1
with SCRAM passwords; no unix socket.
"""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from clark.errors import Refused, TryLater
from clark.local.postgres.account import run, server_account
from clark.local.postgres.placement import LINK, place, remove
from clark.local.postgres.programs import program
from clark.local.process import Account, Child, Command, start, stop_all

# What a statement said may hold a password: neither statements nor details reach the log.
QUIET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
}
MODEST = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "jit": "off",
    "dynamic_shared_memory_type": "mmap",  # containers often have a /dev/shm of 64 MB
    "max_parallel_workers_per_gather": "0",
    **QUIET,
}

# Nothing committed is lost when processes are killed, the last seconds may be when the machine
# stops. synchronous_commit stays on: without it a commit waits in the memory of the processes.
FORGETFUL: Mapping[str, str] = MappingProxyType({"fsync": "off", "full_page_writes": "off"})
DURABLE: Mapping[str, str] = MappingProxyType({})


class Server:
    """A server in `home` on 127.0.0.1:`port`. `settings` win over the modest ones."""

    def __init__(
        self,
        home: Path,
        port: int,
        *,
        superuser: str = "postgres",
        settings: Mapping[str, str] = DURABLE,
        log: Path | None = None,
    ) -> None:
        self.home = home.absolute()
        self.port = port
        self.superuser = superuser
        self.settings = {**MODEST, **settings}
        self.log = log or self.home / "server.log"
        self.child: Child | None = None

    @property
    def data(self) -> Path:
        """The data directory. Only there once the server was made."""
        return self.home / LINK / "data"

    @property
    def made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self, password: str) -> None:
        """Create the data directory, with this password for the superuser, unless there is one.

        A half-made one, left by a crash, is begun again. Raises `Refused` when initdb fails.
        """
        if self.made:
            return
        files = place(self.home)
        making = _emptied(files / "making")
        secret = files / "password"
        _write_for(server_account(), secret, password)
        try:
            self._initdb(making, secret)
        finally:
            secret.unlink()
        making.rename(files / "data")

    def copy_from(self, template: "Server") -> None:
        """Become a copy of a stopped server, passwords included. Does nothing if already made."""
        if self.made:
            return
        files = place(self.home)
        making = _emptied(files / "making")
        source = template.data.resolve()
        copied = run(["cp", "-a", "--reflink=auto", f"{source}/.", str(making)], server_account())
        if copied.returncode:
            raise Refused(f"Cannot copy {source}: {copied.stderr.strip()}")
        making.rename(files / "data")

    def start(self) -> Child:
        """Start the server that was made; returns before it accepts connections.

        Raises `TryLater` when a predecessor does not end.
        """
        if self.child is not None and self.child.exit_code is None:
            return self.child
        self.close()
        settings = [f"--{key}={value}" for key, value in self.settings.items()]
        argv = [
            program("postgres"),
            "-D",
            str(self.data.resolve()),
            "-p",
            str(self.port),
            *settings,
        ]
        self.child = start(self._command(argv))
        return self.child

    def wait_ready(self, timeout: float = 10.0) -> None:
        """Wait until it accepts connections. Raises `TryLater` with the end of its log."""
        deadline = time.monotonic() + timeout
        while not self.ready():
            gone = self.child is None or self.child.exit_code is not None
            if gone or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")[-500:] if self.log.exists() else ""
                what = "ended" if gone else "is not ready"
                raise TryLater(f"PostgreSQL on port {self.port} {what}. {said}".strip())
            time.sleep(0.02)

    def ready(self) -> bool:
        """Whether this server accepts connections now. Reads its status file, as pg_ctl does."""
        if self.child is None or self.child.exit_code is not None:
            return False
        try:
            status = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        # https://www.postgresql.org/docs/18/storage-file-layout.html
        # Line 1 is the process, line 8 the status.
        return len(status) > 7 and status[0] == str(self.child.pid) and status[7].strip() == "ready"

    def stop(self, timeout: float = 4.0) -> None:
        """Stop now: sessions are cut, what was committed is kept. Harmless when stopped."""
        if self.child is not None:
            stop_all([self.child], timeout)
            self.child = None

    def close(self) -> None:
        """Forget a server that ended by itself."""
        if self.child is not None:
            self.child.close()
            self.child = None

    def delete(self) -> None:
        """Stop, and delete the home with everything in it."""
        self.stop(timeout=1.0)
        remove(self.home)

    def _command(self, argv: list[str]) -> Command:
        return Command(
            argv=argv,
            log=self.log,
            lock=self.home / "server.lock",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            account=server_account(),
            first=signal.SIGINT,  # fast shutdown
            last=signal.SIGQUIT,  # immediate shutdown, recovers at the next start
            before=self._forget_killed_server,
        )

    def _forget_killed_server(self) -> None:
        # No process holds the lock, so the number in a leftover file is somebody else's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initdb(self, making: Path, secret: Path) -> None:
        options = {
            "pgdata": str(making),
            "username": self.superuser,
            "pwfile": str(secret),
            "auth": "scram-sha-256",
            "encoding": "UTF8",
            "locale-provider": "builtin",  # sorts alike on every machine
            "builtin-locale": "C.UTF-8",
            "locale": "C",
        }
        argv = [program("initdb"), *(f"--{key}={value}" for key, value in options.items())]
        if self.settings.get("fsync") == "off":
            argv.append("--no-sync")
        said = run(argv, server_account())
        if said.returncode:
            raise Refused(f"initdb failed: {said.stderr.strip()[-500:]}")


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    _give(folder, server_account())
    return folder


def _write_for(account: Account | None, path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    _give(path, account)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)
