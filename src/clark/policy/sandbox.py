"""Evaluating what could take long, in a process that is stopped in time.

The only module of `clark.policy` that starts a process; `clark.policy.sandboxed` is what runs
there. One is started when it is first needed and kept; it forks a child for each evaluation, so a
stopped one costs nothing afterwards. Threads take turns. See docs/decisions/0015.
"""

import atexit
import json
import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, Final

from clark.policy.engine import Expression, Failed
from clark.policy.sandboxed import Job, Part, part, read_message, write_message

_PROGRAM: Final = "from clark.policy.sandboxed import main; main()"
NO_VARIABLES: Final[Mapping[str, Expression]] = {}
_START_SECONDS: Final = 30
_ANSWER_SECONDS: Final = 5  # the child is stopped long before; this is for a machine in trouble


class _Sandbox:
    """A process for evaluations, started when it is first asked."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._ready = False

    def evaluate(
        self,
        expression: Expression,
        values: Mapping[str, Any],
        variables: Mapping[str, Expression] = NO_VARIABLES,
    ) -> Any:
        """The value as plain Python, or Failed; variables are evaluated there too. Never raises."""
        job = pickle.dumps(Job(part(expression), dict(values), _read(expression, variables)))
        with self._turn:
            try:
                answer = json.loads(self._asked(job))
            except (OSError, ValueError) as error:
                self._stop()
                return Failed(f"it could not be evaluated apart: {error}")
        if "failed" in answer:
            return Failed(answer["failed"], answer.get("spent", False))
        return answer["value"]

    def stop(self) -> None:
        with self._turn:
            self._stop()

    def _asked(self, job: bytes) -> bytes:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise OSError("it has no pipes")
        write_message(process.stdin, job)
        if not self._ready:
            _wait(process.stdout, _START_SECONDS)
            read_message(process.stdout)
            self._ready = True
        _wait(process.stdout, _ANSWER_SECONDS)
        return read_message(process.stdout)

    def _started(self) -> "subprocess.Popen[bytes]":
        """The process, of this one and not of the one that this was forked from."""
        if self._owner != os.getpid():
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = _spawned()
            self._ready = False
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _wait(pipe: IO[bytes], seconds: float) -> None:
    ready, _, _ = select.select([pipe], [], [], seconds)
    if not ready:
        raise OSError("no answer came")


def _read(expression: Expression, variables: Mapping[str, Expression]) -> dict[str, Part]:
    """The variables that an expression reads, and those that they read."""
    found: dict[str, Part] = {}
    missing = set(expression.variables)
    while missing:
        name = missing.pop()
        if name in variables:
            found[name] = part(variables[name])
            missing |= variables[name].variables - found.keys()
    return found


def _spawned() -> "subprocess.Popen[bytes]":
    """It gets the paths of modules and nothing else of the environment: no secret is there."""
    return subprocess.Popen(
        [sys.executable or "python3", "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        cwd="/",
        start_new_session=True,
        bufsize=0,
    )


_SANDBOX: Final = _Sandbox()
evaluate: Final = _SANDBOX.evaluate
stop: Final = _SANDBOX.stop
atexit.register(stop)
