"""What dies comes back; what cannot start says why."""

import os
import signal
import time

import pytest

from clark.local import supervisor as supervision
from clark.local.supervisor import ProcessSpec, Program, StartFailed, Supervisor


@pytest.fixture
def supervisor(tmp_path):
    made = Supervisor(tmp_path / "platform.log")
    yield made
    made.stop()


def program(tmp_path, name, script):
    spec = ProcessSpec(name, ["sh", "-c", script], {"PATH": os.environ["PATH"]})
    return Program(spec, tmp_path / f"{name}.log", tmp_path / f"{name}.lock")


def test_progress_hears_of_every_process_once(tmp_path, supervisor):
    heard = []
    for name in ("one", "two"):
        supervisor.add(program(tmp_path, name, "exec sleep 60"))
    supervisor.wait_ready(progress=lambda name, seconds: heard.append(name))
    assert sorted(heard) == ["one", "two"]


def test_a_process_that_is_killed_is_started_again_and_the_journal_says_so(tmp_path, supervisor):
    supervisor.add(program(tmp_path, "one", "exec sleep 60"))
    supervisor.wait_ready()
    first = supervisor.pids()["one"]
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while supervisor.pids().get("one", first) == first and time.monotonic() < deadline:
        time.sleep(0.02)
    assert supervisor.pids()["one"] != first
    assert supervisor.restarts() == {"one": 1}
    assert "one ended with -9; starts again" in (tmp_path / "platform.log").read_text()


def test_a_process_that_keeps_ending_fails_the_start_with_the_end_of_its_log(tmp_path, supervisor):
    supervisor.add(program(tmp_path, "bad", "echo the reason; exit 3"))
    spec = ProcessSpec("slow", ["sleep", "60"], dict(os.environ), "http://127.0.0.1:9/health")
    supervisor.add(Program(spec, tmp_path / "slow.log", tmp_path / "slow.lock"))
    with pytest.raises(StartFailed, match=r"bad does not start.\n  the reason"):
        supervisor.wait_ready(names=["bad"], timeout=10)


def test_a_program_that_is_not_there_fails_the_start(tmp_path, supervisor):
    supervisor.add(program(tmp_path, "gone", "exec /nowhere/at/all"))
    with pytest.raises(StartFailed, match="/nowhere/at/all"):
        supervisor.wait_ready(timeout=10)


def test_a_process_that_is_never_healthy_fails_the_start_at_the_deadline(tmp_path, supervisor):
    spec = ProcessSpec("mute", ["sleep", "60"], dict(os.environ), "http://127.0.0.1:9/health")
    supervisor.add(Program(spec, tmp_path / "mute.log", tmp_path / "mute.lock"))
    with pytest.raises(StartFailed, match="Not ready after 0 s: mute"):
        supervisor.wait_ready(timeout=0.3)


def test_nothing_comes_back_after_the_stop(tmp_path, supervisor):
    supervisor.add(program(tmp_path, "one", "exec sleep 60"))
    supervisor.wait_ready()
    supervisor.stop(first=["one"])
    time.sleep(0.3)
    assert supervisor.pids() == {}


def test_a_process_that_ran_for_long_starts_again_at_once_however_often_it_ended(
    tmp_path, supervisor, monkeypatch
):
    monkeypatch.setattr(supervision, "SETTLED", 0.2)
    supervisor.add(program(tmp_path, "one", "sleep 0.4"))
    deadline = time.monotonic() + 10
    while supervisor.restarts()["one"] < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert supervisor.restarts()["one"] >= 3
    said = (tmp_path / "platform.log").read_text()
    assert said.count("starts again in 0.2 s") == said.count("starts again")
