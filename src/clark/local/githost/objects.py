"""Reads objects and references through one lasting `git cat-file`: no process per question."""

import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from clark.local.githost.git import GitFailed, environment


@dataclass(frozen=True)
class Object:
    id: str
    type: str
    content: bytes


class Objects:
    """Thread-safe. `name` is a reference, an id, or either with `^{commit}`, on one line."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def resolve(self, name: str) -> str | None:
        """The id that a name stands for now, None when it stands for nothing."""
        with self._lock:
            header = self._ask("info", name)
        return None if header is None else header[0]

    def read(self, name: str) -> Object | None:
        """The object with its content, None when there is none."""
        with self._lock:
            header = self._ask("contents", name)
            if header is None:
                return None
            found, kind, size = header
            content = self._receive(int(size) + 1)[:-1]
        return Object(found, kind, content)

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._end(self._process)

    def _ask(self, verb: str, name: str) -> tuple[str, str, str] | None:
        if "\n" in name:
            raise GitFailed("A name holds a line break.")
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        try:
            process.stdin.write(f"{verb} {name}\n".encode())
            process.stdin.flush()
            answer = process.stdout.readline().decode().split()
        except OSError:
            answer = []
        if not answer:
            self._end(process)
            raise GitFailed("git cat-file ended.")
        return (answer[0], answer[1], answer[2]) if len(answer) == 3 else None

    def _receive(self, size: int) -> bytes:
        process = self._running()
        assert process.stdout is not None  # noqa: S101
        content = process.stdout.read(size)
        if len(content) < size:
            self._end(process)
            raise GitFailed("git cat-file ended.")
        return content

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(
                ["git", f"--git-dir={self._repository}", "cat-file", "--batch-command"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment(),
            )
        return self._process

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.wait()
        self._process = None
