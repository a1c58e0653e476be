"""A child process that never outlives its parent, and of which there is one at a time.

Two kernel objects do the work, both of which survive `kill -9` of anybody:

- **the lifeline**: a pipe whose writing end only the parent holds. A watcher (a few lines of
  `sh`, started with the child) reads it; end of file without a farewell means that the parent
  died, and the watcher stops the child. PR_SET_PDEATHSIG would fire when the *thread* that
  started the child ends, and a change of user clears it.
- **the lock**: a locked file whose descriptor the child inherits. It is free exactly when the
  child and all it forked are gone, so a new child never meets an old one on the same files.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clark.errors import TryLater

# The watcher is forked twice so that the guarded program never sees it as its own child.
# It ends as soon as the program has, and with a farewell at once.
GUARD = """
exec 3<&0 </dev/null
first=$1; last=$2; shift 2
( ( read -r _ <&3 && exit
    kill -s "$first" $$ || exit
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
    do sleep 0.2; kill -0 $$ || exit; done
    kill -s "$last" $$ ) >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
"""

LOG_LIMIT = 8 * 1024 * 1024  # bytes; a longer log is set aside as <name>.1 at the next start


@dataclass(frozen=True)
class Account:
    """The user a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to run, and how it is asked to stop."""

    argv: Sequence[str]
    log: Path
    lock: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    account: Account | None = None
    first: signal.Signals = signal.SIGTERM
    last: signal.Signals = signal.SIGKILL
    before: Callable[[], None] = lambda: None  # called once no predecessor is left


class Child:
    """One running command."""

    def __init__(self, command: Command, process: "subprocess.Popen[bytes]", lifeline: int) -> None:
        self.command = command
        self.pid = process.pid
        self._process = process
        self._lifeline: int | None = lifeline

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the first signal. Harmless when it has ended."""
        self._process.send_signal(self.command.first)

    def end(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds), then send the last signal, and clean up."""
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.send_signal(self.command.last)
            try:
                self._process.wait(1)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.close()

    def close(self) -> None:
        """Send the watcher home."""
        if self._lifeline is not None:
            try:
                os.write(self._lifeline, b"\n")
            except BrokenPipeError:
                pass  # the watcher is gone already
            finally:
                os.close(self._lifeline)
                self._lifeline = None


def start(command: Command, patience: float = 5.0) -> Child:
    """Start the command once its predecessor is gone.

    `patience` is in seconds, for each of: waiting, asking the predecessor to stop, killing it.
    Raises `TryLater` when the predecessor is still there after that.
    """
    lock = _hold(command, patience)
    try:
        command.before()
        child = _spawn(command, lock)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(child.pid).encode(), 0)
        return child
    finally:
        os.close(lock)  # the child's copy holds it from here on


def stop_all(children: Iterable[Child], timeout: float = 4.0) -> None:
    """Stop all of them at the same time, within `timeout` seconds and one more for those killed."""
    asked = list(children)
    for child in asked:
        child.ask_to_stop()
    deadline = time.monotonic() + timeout
    for child in asked:
        child.end(deadline)


def open_log(path: Path) -> int:
    """A descriptor that appends to a log only its owner can read."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _spawn(command: Command, lock: int) -> Child:
    reading, writing = os.pipe()
    log = open_log(command.log)
    guard = ["sh", "-c", GUARD, "clark-guard", command.first.name[3:], command.last.name[3:]]
    account = command.account
    try:
        process = subprocess.Popen(
            [*guard, *command.argv],
            stdin=reading,
            stdout=log,
            stderr=log,
            cwd="/",
            env=dict(command.env),
            pass_fds=(lock,),
            start_new_session=True,  # Ctrl-C in a terminal reaches the supervisor only
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except BaseException:
        os.close(writing)
        raise
    finally:
        os.close(reading)
        os.close(log)
    return Child(command, process, writing)


def _hold(command: Command, patience: float) -> int:
    """The locked descriptor, after the predecessor, if there is one, has been got rid of."""
    opened = os.open(command.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    # The child inherits it under the same number, and the guard uses 3 for itself.
    lock = fcntl.fcntl(opened, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(opened)
    try:
        for reminder in (command.first, command.last, signal.SIGKILL, None):
            if _locked(lock, time.monotonic() + patience):
                return lock
            if reminder is not None:
                _remind(command.lock, reminder)
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    raise TryLater(f"Another process still uses {command.lock.parent}; {command.lock} names it.")


def _locked(lock: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def _remind(lock: Path, reminder: signal.Signals) -> None:
    """Signal the process that the lock names, if it is that process and not a later one."""
    try:
        pid = int(lock.read_text())
        held = any(entry.readlink() == lock for entry in Path(f"/proc/{pid}/fd").iterdir())
        if held:
            os.kill(pid, reminder)
    except (ValueError, OSError):
        return  # it ended meanwhile, or this system has no /proc to be sure with
