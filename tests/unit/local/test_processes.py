"""Children end with their parent, and there is one of a kind at a time."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clark.errors import TryLater
from clark.local.process import Command, start, stop_all

SLEEP = ["sleep", "60"]
PARENT = """
import sys, time
from pathlib import Path
from clark.local.process import Command, start
child = start(Command(sys.argv[2:], Path(sys.argv[1], "log"), Path(sys.argv[1], "lock")))
print(child.pid, flush=True)
time.sleep(60)
"""


def command(folder: Path, *argv: str) -> Command:
    return Command(argv or SLEEP, folder / "log", folder / "lock")


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def gone(pid: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def session(leader: int) -> set[int]:
    """The processes of a child's session: itself, what it forked, and its watcher."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[3] == str(leader):
                found.add(int(stat.parent.name))
    return found


def orphan(folder: Path, *argv: str) -> tuple["subprocess.Popen[str]", int]:
    """A parent that was started, and its child's id."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder), *argv], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        return parent, int(parent.stdout.readline())


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    parent, child = orphan(tmp_path, *SLEEP)
    assert alive(child)
    parent.kill()
    parent.wait()
    assert gone(child, within=2)


def test_a_child_that_ignores_the_request_is_killed(tmp_path):
    child = start(command(tmp_path, "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"))
    time.sleep(0.2)
    began = time.monotonic()
    stop_all([child], timeout=0.5)
    assert child.exit_code == -signal.SIGKILL
    assert time.monotonic() - began < 2


def test_stopping_takes_as_long_as_the_slowest_and_not_the_sum(tmp_path):
    slow = ["sh", "-c", "trap 'sleep 0.4; exit' TERM; while :; do sleep 0.05; done"]
    folders = [tmp_path / str(n) for n in range(5)]
    for folder in folders:
        folder.mkdir()
    children = [start(command(folder, *slow)) for folder in folders]
    time.sleep(0.3)
    began = time.monotonic()
    stop_all(children)
    assert time.monotonic() - began < 1.5


def test_a_second_child_waits_until_the_first_and_all_it_forked_are_gone(tmp_path):
    first = start(command(tmp_path, "sh", "-c", "sleep 0.6 & exit 0"))
    began = time.monotonic()
    first.end(began + 5)
    second = start(command(tmp_path))
    assert time.monotonic() - began > 0.3
    stop_all([second])


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="an orphan is identified by /proc")
def test_an_orphan_whose_watcher_was_killed_too_is_stopped(tmp_path):
    parent, child = orphan(tmp_path, *SLEEP)
    while Path(f"/proc/{child}/comm").read_text() != "sleep\n":
        time.sleep(0.01)
    (watcher,) = session(child) - {child}
    os.kill(watcher, signal.SIGKILL)
    parent.kill()
    parent.wait()
    time.sleep(0.2)
    assert alive(child)
    heir = start(command(tmp_path), patience=0.3)
    assert not alive(child)
    stop_all([heir])


def test_a_predecessor_that_cannot_be_identified_is_named_and_left_alone(tmp_path):
    first = start(command(tmp_path))
    (tmp_path / "lock").write_text("not a number")
    with pytest.raises(TryLater, match="lock names it"):
        start(command(tmp_path), patience=0.1)
    assert first.exit_code is None
    stop_all([first])


def test_logs_are_private_and_a_long_one_is_set_aside(tmp_path):
    (tmp_path / "log").write_bytes(b"x" * 9_000_000)
    child = start(command(tmp_path, "sh", "-c", "echo said"))
    child.end(time.monotonic() + 5)
    assert (tmp_path / "log").read_text() == "said\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "log.1").exists()
