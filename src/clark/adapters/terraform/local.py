"""The port's Terraform on the local platform: Clark itself runs the binary, against the local AWS.

In production the customer's own workflow runs it (docs/decisions/0010): Clark holds no credential
that creates anything there.
"""

import json
import os
import posixpath
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from clark.adapters.terraform import checkout, plan_json
from clark.adapters.terraform.first import FIRST, FirstState
from clark.adapters.terraform.inspection import configured, inspect
from clark.adapters.terraform.kept import APPLIED, APPLYING, CODE, PLAN, About, Kept, digest_of
from clark.adapters.terraform.program import Failed, Program, Progress, applied, binary, version
from clark.errors import Problem, Refused, TryLater
from clark.ports.githost import GitHost
from clark.ports.terraform import Plan, Stack, Stopped

INIT, PLANNING, APPLYING_SECONDS = 300.0, 900.0, 3600.0
PASSED_ON: Final = ("PATH", "LANG", "TMPDIR", "SSL_CERT_FILE", "http_proxy", "https_proxy")


@dataclass(frozen=True)
class Settings:
    """`home` is for plans and plugins, `plugins` a filesystem mirror of providers or "".

    Plans run with the first access key, which may only read (and lock a state), applies with the
    second; so does moving the very first state into its bucket, which runs none of the code.
    """

    home: Path
    aws_url: str
    bucket: str
    bucket_region: str
    plugins: str = ""
    keys: tuple[str, str] = ("clark-plan", "clark-apply")


class LocalTerraform:
    """Of one customer's infrastructure repository. `progress` hears what Terraform is doing."""

    def __init__(
        self,
        host: GitHost,
        repository: str,
        settings: Settings,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._host = host
        self._repository = repository
        self._settings = settings
        self._progress: Progress = progress
        self._kept = Kept(settings.home)
        self._first = FirstState(settings.home)

    def plan(self, stack: Stack, commit: str) -> Plan:
        with self._made(stack, commit) as (program, made):
            where = str(made / PLAN)
            program.run(
                "plan", "-json", "-input=false", f"-out={where}",
                seconds=PLANNING, progress=self._progress,
            )  # fmt: skip
            shown = json.loads(program.ask("show", "-json", where))
            configured(shown)
            state = _state(program)
            about = About(
                stack.environment, stack.region, stack.layer, commit,
                state["lineage"], state["serial"],
            )  # fmt: skip
            digest = self._kept.keep(made, about)
            return plan_json.plan(shown, stack, commit, digest)

    def drift(self, stack: Stack, commit: str) -> Plan:
        with self._made(stack, commit) as (program, made):
            where = str(made / PLAN)
            program.run(
                "plan", "-json", "-input=false", "-refresh-only", f"-out={where}",
                seconds=PLANNING, progress=self._progress,
            )  # fmt: skip
            shown = json.loads(program.ask("show", "-json", where))
            return plan_json.plan(shown, stack, commit, digest_of(made / PLAN))

    def apply(self, stack: Stack, digest: str) -> Mapping[str, Any]:
        binary()
        with self._kept.alone(stack) as lock:
            folder, about = self._kept.find(digest, stack)
            if (folder / APPLIED).exists():
                found: dict[str, Any] = json.loads((folder / APPLIED).read_text())
                return found
            if not (folder / PLAN).exists() or digest_of(folder / PLAN) != digest:
                raise Refused("The plan file is not the one that was read. Make a new plan.")
            program = self._program(folder / CODE / stack.path, folder, lock, key=1)
            begun = (folder / APPLYING).exists()
            with self._following(stack, program):
                if begun and applied(folder):  # Clark died, and Terraform went on to the end
                    outputs = _public(_state(program))
                    self._kept.note_applied(folder, outputs)
                    return outputs
                _unmoved(_state(program), about, begun=begun)
                self._kept.note_applying(folder)
                program.run(
                    "apply", "-json", "-input=false", str(folder / PLAN),
                    seconds=APPLYING_SECONDS, progress=self._progress,
                )  # fmt: skip
                outputs = _public(_state(program))
                if self._first.waits(stack):
                    self._init(program, stack)
            self._kept.note_applied(folder, outputs)
            return outputs

    def outputs(self, stack: Stack) -> Mapping[str, Any]:
        binary()
        with self._kept.alone(stack) as lock:
            made = self._kept.making(stack)
            try:
                program = self._program(checkout.write_empty(made), made, lock)
                with self._following(stack, program):
                    self._init(program, stack)  # there is no lock file to hold it to
                    return _public(_state(program))
            finally:
                shutil.rmtree(made, ignore_errors=True)

    def discard(self, stack: Stack, digest: str) -> None:
        with self._kept.alone(stack):
            self._kept.discard(digest)

    # Private

    @contextmanager
    def _made(self, stack: Stack, commit: str) -> Iterator[tuple[Program, Path]]:
        """Inspected code of a commit, initialised, in a folder that is gone in the end unless the
        plan in it was kept."""
        binary()
        with self._kept.alone(stack) as lock:
            tree = checkout.fetch(self._host, self._repository, commit, stack)
            inspect(tree, stack)
            made = self._kept.making(stack)
            try:
                folder = checkout.write(tree, stack, made / CODE)
                program = self._program(folder, made, lock)
                version(binary(), program.environment)
                with self._following(stack, program):
                    self._init(program, stack, "-lockfile=readonly")
                    yield program, made
            finally:
                shutil.rmtree(made, ignore_errors=True)

    def _init(self, program: Program, stack: Stack, *more: str) -> None:
        self._progress("Terraform prepares: backend, provider, modules")
        backend = {
            "bucket": self._settings.bucket,
            "key": stack.key,
            "region": self._settings.bucket_region,
            "use_lockfile": "true",
        }
        words = tuple(f"-backend-config={name}={value}" for name, value in backend.items())
        if stack == FIRST:  # its state may have to be moved, which writes
            program = self._program(program.folder, program.logs, program.lock, key=1)
        init = partial(
            program.run, "init", "-json", "-input=false", seconds=INIT, progress=lambda _: None
        )
        if stack == FIRST:
            self._first.init(program, init, words, more)
        else:
            init(*more, *words)

    @contextmanager
    def _following(self, stack: Stack, program: Program) -> Iterator[None]:
        """Turn Terraform's errors into ours, and free a lock that a killed run of ours left."""
        before = self._kept.begun(stack)
        self._kept.note_begun(stack)
        try:
            yield
        except Failed as failed:
            self._kept.note_ended(stack)
            if failed.locked:
                raise self._locked(failed, program, before) from None
            raise _error(failed, stack) from None
        except (Refused, TryLater):
            self._kept.note_ended(stack)
            raise
        self._kept.note_ended(stack)

    def _locked(self, failed: Failed, program: Program, before: float | None) -> TryLater:
        lock = _lock_info("\n".join(each.detail for each in failed.diagnostics))
        ours = before is not None and _seconds(lock.get("Created", "")) >= before - 1
        if ours and lock.get("ID"):
            program.ask("force-unlock", "-force", lock["ID"])
            return TryLater("The lock of a run that was killed is freed now.", 0.5)
        who = f"{lock.get('Who', 'somebody')} since {lock.get('Created', 'some time')}"
        return TryLater(f"The state is locked by {who}.", 15.0)

    def _program(self, folder: Path, made: Path, lock: int, key: int = 0) -> Program:
        settings = self._settings
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment = kept | {
            "HOME": str(made),  # a folder of this run alone: nothing of Clark's is below it
            "AWS_ENDPOINT_URL": settings.aws_url,
            "AWS_ACCESS_KEY_ID": settings.keys[key],
            "AWS_SECRET_ACCESS_KEY": settings.keys[key],
            "AWS_REGION": settings.bucket_region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "TF_CLI_CONFIG_FILE": str(
                checkout.command_line_settings(settings.home, settings.plugins)
            ),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
        }
        return Program(folder, environment, lock, made)


# Private functions


def _state(program: Program) -> dict[str, Any]:
    """The state as it is now, with its secrets: never kept, never logged."""
    found: dict[str, Any] = json.loads(program.ask("state", "pull") or b"{}")
    return {"lineage": "", "serial": 0, "outputs": {}} | found


def _public(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: each["value"] for name, each in state["outputs"].items() if not each.get("sensitive")
    }


def _unmoved(state: Mapping[str, Any], about: About, *, begun: bool) -> None:
    if (state["lineage"], state["serial"]) == (about.lineage, about.serial):
        return
    if begun:
        raise Refused(
            "The apply of this plan was interrupted. What it made is in the state; a new plan says "
            "what is left to do."
        )
    raise Refused("The state has moved since this plan was made. Make a new plan.")


def _error(failed: Failed, stack: Stack) -> Refused | TryLater:
    if failed.away:
        return TryLater("AWS does not answer.", 5.0)
    problems = [
        Problem(
            f"{posixpath.normpath(f'{stack.path}/{each.file}')}:{each.line}"
            if each.file
            else "terraform",
            each.summary.removeprefix("Error: "),
            each.detail[:1000],
        )
        for each in failed.diagnostics
    ]
    first = problems[0].reason if problems else "it does not say why"
    return Stopped(f"Terraform stopped: {first}", problems)


def _lock_info(detail: str) -> dict[str, str]:
    parts = (line.strip().partition(":") for line in detail.splitlines())
    return {name: value.strip() for name, _, value in parts if value}


def _seconds(created: str) -> float:
    """`2026-11-23 09:43:26.869611123 +0000 UTC`, as seconds since 1970; 0 where it is not that."""
    try:
        return datetime.fromisoformat(f"{created[:19].replace(' ', 'T')}+00:00").timestamp()
    except ValueError:
        return 0.0
