"""The whole platform on one machine: every system a process of its own, all of them kept together.

    with Platform(home) as platform:          # starts everything
        platform.wait_ready(names=["postgres"])
        platform.add(ProcessSpec("web", argv, env, health_url))
        platform.wait_ready(progress)

When this process ends, in whatever way, all of them end; see clark.local.process.
"""

import os
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from clark.errors import ClarkError, Refused
from clark.local import atomic
from clark.local.installation import (
    ACCOUNT,
    CONTROL_PLANE,
    HOST,
    Addresses,
    addresses,
    aws_name,
    choose_ports,
    control_plane_name,
    dataplane_name,
    occupy,
)
from clark.local.postgres import Owner, Server, ensure_database, remove_below, sweep
from clark.local.process import Child
from clark.local.supervisor import ProcessSpec, Program, Progress, Supervisor, unheard
from clark.local.tenancy import Tenant, changed_at, tenants
from clark.local.tokens import narrowed, token

SYSTEMS = ("postgres", "githost", "dataplane", "aws")
LOOK = 0.1  # seconds between two looks for new customers
DATABASE = "clark"
SUPERUSER = "postgres"


class Platform:
    """`ports` fixes some by process name; the others are chosen once and remembered.

    `pace` is how fast the local AWS is, `fast` or `real`; `poll` is how often control planes look
    at Git and AWS, in seconds. Customers come while it runs: see clark.local.tenancy. Each has
    control planes, an AWS and a data plane of its own, so that one never sees another's.
    """

    def __init__(
        self,
        home: Path,
        pace: str = "fast",
        ports: Mapping[str, int] | None = None,
        poll: float = 1.0,
    ) -> None:
        self.home = home.absolute()
        self._pace = pace
        self._poll = poll
        self._wanted = dict(ports or {})
        self._lock: int | None = None
        self._ports: Mapping[str, int] = {}
        self._added: list[str] = []
        self._choosing = threading.Lock()
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="customers", daemon=True)
        self._supervisor = Supervisor(self.home / "logs" / "platform.log")

    def start(self) -> None:
        """Start every system, side by side. Returns at once; see `wait_ready`.

        Raises `Refused` when another platform runs in the home or a wanted port is taken.
        """
        for folder in (self.home, *(self.home / name for name in ("logs", "locks", "tokens"))):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = occupy(self.home)
        try:
            self._ports = choose_ports(self.home, SYSTEMS, self._wanted)
        except BaseException:
            self._let_go()
            raise
        sweep()
        where = self.describe()
        for file in (
            where.githost_token_file,
            where.aws_token_file,
            where.dataplane_token_file,
            where.secret_file,
        ):
            token(file)
        self._supervisor.add(_Database(where))
        for spec in self._systems(where):
            self._supervisor.add(self._program(spec))
        self._admit()
        self._watcher.start()

    def add(self, spec: ProcessSpec) -> None:
        """Run a process of the caller's with the others. It is stopped before them."""
        self._added.append(spec.name)
        self._supervisor.add(self._program(spec))

    def wait_ready(
        self,
        progress: Progress = unheard,
        *,
        names: Collection[str] | None = None,
        timeout: float = 60.0,
    ) -> None:
        """Wait for these processes, or all. Raises `StartFailed` with the end of a log."""
        self._supervisor.wait_ready(names, timeout, progress)

    def describe(self) -> Addresses:
        """Where everything is. Raises `Refused` before `start`."""
        if not self._ports:
            raise Refused("The platform has not been started.")
        return addresses(self.home, self._ports)

    def port(self, name: str) -> int:
        """The port for a process of the caller's: the wanted, the remembered or a free one."""
        self._choose([name])
        return self._ports[name]

    def environment(self) -> dict[str, str]:
        """For processes of the platform: nothing of the user's own AWS, and no proxy in between."""
        return _environment()

    def restarts(self) -> Mapping[str, int]:
        """How often each process had to be started again."""
        return self._supervisor.restarts()

    def pids(self) -> Mapping[str, int]:
        """The processes that run now."""
        return self._supervisor.pids()

    def stop(self) -> None:
        """End everything within 5 s."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join(1.0)
        self._supervisor.stop(first=self._added)
        self._let_go()

    def delete(self) -> None:
        """Stop, and delete the home with everything in it."""
        self.stop()
        remove_below(self.home)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _program(self, spec: ProcessSpec) -> Program:
        logs, locks = self.home / "logs", self.home / "locks"
        return Program(spec, logs / f"{spec.name}.log", locks / f"{spec.name}.lock")

    def _systems(self, where: Addresses) -> list[ProcessSpec]:
        return [
            self._system("githost", {"--token-file": where.githost_token_file}),
            *self._account(where, ACCOUNT),
        ]

    def _account(self, where: Addresses, account: str) -> Iterator[ProcessSpec]:
        """What plays an AWS account: its API, and the databases and caches behind it."""
        aws, plane = aws_name(account), dataplane_name(account)
        yield self._system(plane, {"--token-file": where.token_file(plane)})
        options = {
            "--token-file": where.token_file(aws),
            "--pace": self._pace,
            "--dataplane": where.url(plane),
            "--dataplane-token-file": where.token_file(plane),
        }
        yield self._system(aws, options, {"MOTO_ACCOUNT_ID": account})

    def _control_plane(self, where: Addresses, tenant: Tenant, region: str) -> ProcessSpec:
        aws, plane = aws_name(tenant.account), dataplane_name(tenant.account)
        options = {
            "--region": region,
            "--git": f"{where.githost_url}/{tenant.gitops}.git",
            "--git-token-file": where.git_token_file(tenant.organization),
            "--aws": where.url(aws),
            "--aws-token-file": where.token_file(aws),
            "--token-file": where.token_file(f"{CONTROL_PLANE}.{tenant.slug}"),
            "--poll": self._poll,
            "--dataplane": where.url(plane),
            "--dataplane-token-file": where.token_file(plane),
        }
        return self._system(control_plane_name(tenant.slug, region), options)

    def _watch(self) -> None:
        """Start what new customers need. A file that cannot be read is looked at again."""
        seen = 0
        while not self._stopping.wait(LOOK):
            now = changed_at(self.home)
            if now == seen:
                continue
            try:
                self._admit()
                seen = now
            except (ClarkError, OSError, ValueError) as error:
                self._supervisor.say(f"a customer cannot be admitted: {error}")
                self._stopping.wait(1.0)

    def _admit(self) -> None:
        """Start what the admitted customers need and does not run yet."""
        for tenant in tenants(self.home):
            planes = {control_plane_name(tenant.slug, each): each for each in tenant.regions}
            own = (aws_name(tenant.account), dataplane_name(tenant.account))
            self._tokens(self.describe(), tenant)  # first: who knows a port asks for its token
            self._choose([*own, *planes])
            where = self.describe()
            running = self._supervisor.names()
            specs = [] if own[0] in running else [*self._account(where, tenant.account)]
            specs += [
                self._control_plane(where, tenant, region)
                for name, region in planes.items()
                if name not in running
            ]
            for spec in specs:
                self._supervisor.add(self._program(spec))

    def _tokens(self, where: Addresses, tenant: Tenant) -> None:
        """Made here; what opens one organization only is made from the Git host's own."""
        names = (aws_name(tenant.account), dataplane_name(tenant.account))
        for name in (*names, f"{CONTROL_PLANE}.{tenant.slug}"):
            token(where.token_file(name))
        own = narrowed(token(where.githost_token_file), tenant.organization)
        atomic.write(where.git_token_file(tenant.organization), f"{own}\n".encode())

    def _choose(self, names: Collection[str]) -> None:
        """Choose ports for those that have none."""
        with self._choosing:
            new = [name for name in names if name not in self._ports]
            if new:
                self._ports = {**self._ports, **choose_ports(self.home, new, {})}

    def _system(
        self, name: str, options: Mapping[str, object], more: Mapping[str, str] | None = None
    ) -> ProcessSpec:
        port = self._ports[name]
        module = f"clark.local.{name.partition('.')[0]}"
        always = {"--home": self.home / name, "--port": port}
        words = [str(word) for option in {**always, **options}.items() for word in option]
        return ProcessSpec(
            name=name,
            argv=[sys.executable, "-m", module, *words],
            env=_environment() | dict(more or {}),
            health_url=f"http://{HOST}:{port}/health",
        )


class _Database:
    """Clark's own PostgreSQL as a unit: ready once Clark's login owns a database there."""

    name = "postgres"

    def __init__(self, where: Addresses) -> None:
        self.log = where.logs / "postgres.log"
        self._where = where
        self._tokens = where.database_file.parent
        self._server = Server(where.home / "postgres", where.database_port, log=self.log)
        self._owned = False

    def start(self) -> Child:
        self._server.make(token(self._tokens / "database-superuser"))
        return self._server.start()

    def ready(self) -> bool:
        if not self._server.ready():
            return False
        if not self._owned:
            self._own()
        return True

    def _own(self) -> None:
        password = token(self._tokens / "database")
        port = self._where.database_port
        superuser = token(self._tokens / "database-superuser")
        ensure_database(port, SUPERUSER, superuser, Owner(DATABASE, password))
        url = f"postgresql://{DATABASE}:{password}@{HOST}:{port}/{DATABASE}\n"
        atomic.write(self._where.database_file, url.encode())
        self._owned = True


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "GIT_")) and not name.lower().endswith("_proxy")
    }
    return kept | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
