"""What runs in the process in which dear expressions are evaluated.

It reads jobs from its input and forks a child for each. The child has a limit of time on the
processor and of memory, which the kernel enforces, and answers as JSON. Ends with its input.
"""

import json
import os
import pickle
import resource
import select
import signal
import struct
import sys
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from clark.policy.engine import Expression, Failed, activation, outcome, program

CPU_SECONDS: Final = 0.05
WALL_SECONDS: Final = 2.0
MEMORY: Final = 256 * 1024 * 1024
_LONGEST_ANSWER: Final = 4 * 1024 * 1024
_SIZE: Final = struct.Struct("!Q")
_TOO_LONG: Final = f"it would take longer than {CPU_SECONDS * 1000:.0f} ms"
_TOO_LARGE: Final = f"it would need more than {MEMORY // 2**20} MiB of memory"


class Part(NamedTuple):
    """One expression as the engine is told it, and the variables that it reads."""

    told: str
    reads: tuple[str, ...]


class Job(NamedTuple):
    """What is to be evaluated, what it sees, and the variables by name."""

    asked: Part
    values: dict[str, Any]
    variables: dict[str, Part]


def part(expression: Expression) -> Part:
    return Part(expression.told, tuple(expression.variables))


def write_message(stream: IO[bytes], data: bytes) -> None:
    whole = memoryview(_SIZE.pack(len(data)) + data)
    while whole:
        written = stream.write(whole)
        whole = whole[written or 0 :]
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes:
    """Raises EOFError where the stream ends."""
    (size,) = _SIZE.unpack(_read(stream, _SIZE.size))
    return _read(stream, size)


def main() -> None:
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    write_message(outgoing, b"ready")
    while True:
        try:
            job = read_message(incoming)
        except (EOFError, OSError):
            return
        write_message(outgoing, _answered(job))


# Private functions


def _read(stream: IO[bytes], size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = stream.read(missing)
        if not part:
            raise EOFError("the stream has ended")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


@lru_cache(maxsize=512)
def _program(told: str) -> Any:
    return program(told)


def _answered(data: bytes) -> bytes:
    asked: Job = pickle.loads(data)  # noqa: S301 - written by the process that started this one
    for each in (asked.asked, *asked.variables.values()):
        _program(each.told)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _evaluate(asked, writing)
    os.close(writing)
    said = _heard(reading, child)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 and said:
        return said
    in_time = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGKILL)
    reason = _TOO_LONG if in_time else _TOO_LARGE
    return json.dumps({"failed": reason, "spent": True}).encode()


def _heard(reading: int, child: int) -> bytes:
    """What the child says until it ends. One that says too much or never ends is stopped."""
    said = b""
    while len(said) <= _LONGEST_ANSWER:
        ready, _, _ = select.select([reading], [], [], WALL_SECONDS)
        part = os.read(reading, 1 << 20) if ready else b""
        if not ready:
            break
        if not part:
            return said
        said += part
    os.kill(child, signal.SIGKILL)
    return b""


def _evaluate(job: Job, writing: int) -> None:
    """In the child: never returns."""
    code = 1
    try:
        _limit()
        found = _Evaluation(job).value(job.asked)
        answer = (
            {"failed": found.reason, "spent": found.spent}
            if isinstance(found, Failed)
            else _carried(found)
        )
        data = memoryview(json.dumps(answer).encode())
        signal.setitimer(signal.ITIMER_PROF, 0)
        while data:
            data = data[os.write(writing, data) :]
        code = 0
    finally:
        os._exit(code)


class _Evaluation:
    """One job: each variable is evaluated once, when it is read."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.known: dict[str, Any] = {}

    def value(self, asked: Part) -> Any:
        seen = {}
        for name in asked.reads:
            found = self._variable(name)
            if not isinstance(found, Failed):
                seen[name] = found
        return outcome(_program(asked.told), activation({**self.job.values, "variables": seen}))

    def _variable(self, name: str) -> Any:
        if name not in self.known:
            self.known[name] = Failed("a variable reads itself")
            written = self.job.variables.get(name)
            if written is not None:
                self.known[name] = self.value(written)
        return self.known[name]


def _carried(value: Any) -> dict[str, Any]:
    answer = {"value": value}
    try:
        same = json.loads(json.dumps(answer)) == answer
    except (TypeError, ValueError):
        same = False
    return answer if same else {"failed": "its value is dear and not of JSON's types"}


def _limit() -> None:
    size = _pages() * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)


def _pages() -> int:
    """What is mapped already, on Linux; elsewhere a usual process."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 2**30 // resource.getpagesize()
