"""A whole Clark for tests: the local platform, pages, API and a worker that a test may replace.

Everything is reached from outside, as people and programs do: HTTP, Git, SQL, the AWS API.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import boto3
import httpx
import psycopg

from clark import wiring
from clark.cli.client import Client
from clark.local.githost import LocalGitHost

T = TypeVar("T")
PATIENCE = 90.0  # seconds that anything may take on a busy machine
ENROL = Path(__file__).with_name("enrol.py")
GITOPS = "techcorp/gitops"
WORKER = [sys.executable, "-m", "clark.worker"]


def wait_for(look: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """The first truthy answer."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {patience:.0f} s: {what}")


class RunningClark:
    """`clients` are the HTTP API as each person, by user name. The home must not exist yet."""

    def __init__(self, home: Path, *, foreign: bool = False) -> None:
        self.home = home
        self.platform = wiring.platform(home, "fast", {})
        self.platform.start()
        self._worker: subprocess.Popen[bytes] | None = None
        try:
            self._begin(foreign)
        except BaseException:
            self.platform.stop()
            raise

    def _begin(self, foreign: bool) -> None:
        self.platform.wait_ready(names=["postgres", "githost"])
        self.where = self.platform.describe()
        self.git = LocalGitHost(self.where.githost_url, self.git_token)
        self.environment = self.platform.environment() | wiring.environment(self.where)
        self.platform.add(wiring.web(self.platform))
        self.tokens: Mapping[str, str] = json.loads(
            self.run(ENROL, *(["--foreign"] if foreign else []))
        )
        self.platform.wait_ready()
        self.where = self.platform.describe()  # with what the customers brought
        self.url = f"http://127.0.0.1:{self.platform.port('web')}"
        self.clients = {name: Client(self.url, token) for name, token in self.tokens.items()}

    def stop(self) -> None:
        """End everything, and delete the home. Its logs stay beside it: a failure may need them."""
        self.stop_worker()
        for client in self.clients.values():
            client.close()
        self.git.disconnect()
        shutil.copytree(self.where.logs, self.home.with_name("logs"))
        self.platform.delete()

    # Processes

    def run(self, *argv: str | Path) -> str:
        """The output of a Python program that has Clark's settings."""
        done = subprocess.run(
            [sys.executable, *argv], env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_worker(
        self, argv: Sequence[str] = WORKER, more: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a worker, one at a time. Its log is home/logs/worker.log."""
        self.stop_worker()
        with (self.home / "logs" / "worker.log").open("ab") as log:
            os.fchmod(log.fileno(), 0o600)
            self._worker = subprocess.Popen(
                argv, env=self.environment | dict(more or {}), stdout=log, stderr=log
            )
        return self._worker

    def ensure_worker(self) -> None:
        if self._worker is None or self._worker.poll() is not None:
            self.start_worker()

    def stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.terminate()
            try:
                self._worker.wait(6)
            except subprocess.TimeoutExpired:
                self._worker.kill()
                self._worker.wait()
            self._worker = None

    def cli(self, who: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command of `clark` as this person types it."""
        as_person = {"CLARK_URL": self.url, "CLARK_TOKEN": self.tokens[who]}
        program = "from clark.cli.main import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program, *words],
            env=self.platform.environment() | as_person,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    # People

    def wait_for_catalog(self) -> None:
        """Until the worker has copied the repositories, and the sample database runs."""
        wait_for(lambda: self.quietly("ravi", "/catalog").get("offerings"), "the catalog")

    def quietly(self, who: str, path: str) -> dict[str, Any]:
        """What a person sees there, or nothing while it is not there."""
        from clark.errors import NotFound, TryLater

        try:
            found: dict[str, Any] = self.clients[who].get(path)
        except (NotFound, TryLater):
            return {}
        return found

    def order(self, offering: str, service: str, **fields: str) -> int:
        """Maya orders from the catalog. Returns the request's number."""
        raw = {
            "service": service,
            "application": "shop",
            "team": "backend",
            "environment": "dev",
            "region": "us-east-1",
            **fields,
        }
        said = {"offering": offering, "parameters": raw, "submission": f"new-{service}"}
        number: int = self.clients["maya"].post("/requests", said)["number"]
        return number

    def change(self, service: str, action: str, region: str = "us-east-1", **fields: str) -> int:
        """Jonas asks for a change of a running service, now and whatever it interrupts."""
        raw = {"when": "now", "accept": "on", **fields}
        said = {"action": action, "fields": raw, "submission": f"{time.time_ns()}"}
        path = f"/services/{region}/{service}/changes"
        number: int = self.clients["jonas"].post(path, said)["number"]
        return number

    def page(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.clients["ravi"].get(f"/requests/{number}")
        return found

    def state(self, number: int) -> str:
        return str(self.page(number)["row"]["state"])

    def approve(self, number: int, who: str = "ravi") -> None:
        """Read the request once it is in review, and approve what was read."""
        page = self.until(number, "in review")
        read = {"head": page["head"], "diff_hash": page["diff_hash"]}
        self.clients[who].post(f"/requests/{number}/approve", read)

    def until(self, number: int, *states: str) -> dict[str, Any]:
        """The request's page once it is in one of these states."""

        def look() -> dict[str, Any] | None:
            page = self.page(number)
            return page if page["row"]["state"] in states else None

        try:
            return wait_for(look, f"request {number} is {' or '.join(states)}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.page(number)['row']}") from None

    def get_service(self, name: str, region: str = "us-east-1") -> dict[str, Any]:
        return self.quietly("ravi", f"/services/{region}/{name}")

    def until_healthy(self, name: str, region: str = "us-east-1") -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            page = self.get_service(name, region)
            return page if page and page["row"]["health"] == "Healthy" else None

        return wait_for(look, f"{name} is healthy")

    # Outside systems

    @property
    def git_token(self) -> str:
        return self.where.githost_token_file.read_text().strip()

    def clone(self, to: Path, repository: str = GITOPS, *options: str) -> "WorkingCopy":
        return WorkingCopy(self, to, repository, options)

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        address = self.where.database_file.read_text().strip()
        with psycopg.connect(address) as connection:
            answer = connection.execute(query, values)  # type: ignore[call-overload]
            return answer.fetchall() if answer.description else []

    def aws(self, service: str, region: str = "us-east-1") -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name=region,
            endpoint_url=self.where.aws_url,
            aws_access_key_id=self.where.aws_token_file.read_text().strip(),
            aws_secret_access_key="test",
        )

    def delivered(self, namespace: str, name: str, region: str = "us-east-1") -> dict[str, str]:
        """A Secret in an application's namespace, as the application reads it."""
        return dict(wiring.delivered_secret(self.where, ("techcorp", region), namespace, name))

    def observation(self, region: str = "us-east-1", customer: str = "techcorp") -> dict[str, Any]:
        """What the region's control plane says of itself."""
        where = self.platform.describe()
        token = where.token_file(f"controlplane.{customer}").read_text().strip()
        answer = httpx.get(
            f"{where.control_planes[customer][region]}/observation",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


class WorkingCopy:
    """A clone that a customer works in with plain git."""

    def __init__(
        self, clark: RunningClark, to: Path, repository: str, options: Sequence[str]
    ) -> None:
        self.path = to
        self._environment = {
            **os.environ,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Bearer {clark.git_token}",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Gina",
            "GIT_AUTHOR_EMAIL": "gina@techcorp.example",
            "GIT_COMMITTER_NAME": "Gina",
            "GIT_COMMITTER_EMAIL": "gina@techcorp.example",
            "no_proxy": "127.0.0.1",
        }
        url = f"{clark.where.githost_url}/{repository}.git"
        self._git("clone", "--quiet", *options, url, str(to), cwd=to.parent)

    def git(self, *words: str, **more: str) -> str:
        """Run git in it; `more` are further variables of the environment."""
        return self._git(*words, cwd=self.path, **more)

    def try_git(self, *words: str) -> bool:
        """Whether git did it."""
        try:
            self.git(*words)
        except AssertionError:
            return False
        return True

    def save(self, files: Mapping[str, str | bytes | None], message: str, **more: str) -> str:
        """Write or remove files and commit. Returns the commit."""
        for name, content in files.items():
            file = self.path / name
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message, **more)
        return self.git("rev-parse", "HEAD").strip()

    def push(self, files: Mapping[str, str | bytes | None], message: str, **more: str) -> str:
        """On top of what the branch is now at the host."""
        self.git("pull", "--quiet", "--rebase")
        commit = self.save(files, message, **more)
        self.git("push", "--quiet")
        return commit

    def _git(self, *words: str, cwd: Path, **more: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=cwd, env={**self._environment, **more}, capture_output=True
        )
        assert done.returncode == 0, f"git {words}: {done.stderr.decode()}"
        return done.stdout.decode(errors="replace")
