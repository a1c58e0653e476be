"""The whole platform on one machine: every system a process of its own, all of them kept together.

    with Platform(home) as platform:          # starts everything
        platform.wait_ready(names=["postgres"])
        platform.add(ProcessSpec("web", argv, env, health_url))
        platform.wait_ready(progress)

When this process ends, in whatever way, all of them end; see clark.local.process.
"""

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from clark.errors import Refused
from clark.local import atomic
from clark.local.installation import (
    HOST,
    REGIONS,
    Addresses,
    addresses,
    choose_ports,
    occupy,
)
from clark.local.postgres import Owner, Server, ensure_database, remove_below
from clark.local.process import Child
from clark.local.supervisor import ProcessSpec, Program, Progress, Supervisor, unheard
from clark.local.tokens import token

CONTROL_PLANES = tuple(f"controlplane-{region}" for region in REGIONS)
SYSTEMS = ("postgres", "githost", "dataplane", "aws", *CONTROL_PLANES)
DATABASE = "clark"
SUPERUSER = "postgres"


class Platform:
    """`ports` fixes some by process name; the others are chosen once and remembered.

    `pace` is how fast the local AWS is, `fast` or `real`; `poll` is in seconds; `gitops` is the
    repository on the local Git host that the control planes follow.
    """

    def __init__(
        self,
        home: Path,
        pace: str = "fast",
        ports: Mapping[str, int] | None = None,
        poll: float = 1.0,
        gitops: str = "techcorp/gitops",
    ) -> None:
        self.home = home.absolute()
        self._pace = pace
        self._poll = poll
        self._gitops = gitops
        self._wanted = dict(ports or {})
        self._lock: int | None = None
        self._ports: Mapping[str, int] = {}
        self._added: list[str] = []
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
        where = self.describe()
        for file in (
            where.githost_token_file,
            where.aws_token_file,
            where.dataplane_token_file,
            where.controlplane_token_file,
            where.secret_file,
        ):
            token(file)
        self._supervisor.add(_Database(where))
        for spec in self._systems(where):
            self._supervisor.add(self._program(spec))

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
        if name not in self._ports:
            chosen = choose_ports(self.home, [name], {})
            self._ports = {**self._ports, **chosen}
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
        plane = {
            "--dataplane": where.dataplane_url,
            "--dataplane-token-file": where.dataplane_token_file,
        }
        cluster = {
            "--git": f"{where.githost_url}/{self._gitops}.git",
            "--git-token-file": where.githost_token_file,
            "--aws": where.aws_url,
            "--aws-token-file": where.aws_token_file,
            "--token-file": where.controlplane_token_file,
            "--poll": self._poll,
            **plane,
        }
        return [
            self._system("githost", {"--token-file": where.githost_token_file}),
            self._system("dataplane", {"--token-file": where.dataplane_token_file}),
            self._system(
                "aws", {"--token-file": where.aws_token_file, "--pace": self._pace, **plane}
            ),
            *(self._system(f"controlplane-{r}", {"--region": r, **cluster}) for r in REGIONS),
        ]

    def _system(self, name: str, options: Mapping[str, object]) -> ProcessSpec:
        port = self._ports[name]
        module = f"clark.local.{name.partition('-')[0]}"
        always = {"--home": self.home / name, "--port": port}
        words = [str(word) for option in {**always, **options}.items() for word in option]
        return ProcessSpec(
            name=name,
            argv=[sys.executable, "-m", module, *words],
            env=_environment(),
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
