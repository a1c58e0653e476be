"""The whole local platform, started for real."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from clark.errors import Refused
from clark.local.installation import choose_ports
from clark.local.platform import SYSTEMS, Platform
from clark.local.supervisor import ProcessSpec

KILLED = """
import sys, time
from pathlib import Path
from clark.local.platform import Platform
platform = Platform(Path(sys.argv[1]))
platform.start()
platform.wait_ready()
print(*platform.pids().values(), flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("platform") / "home"


@pytest.fixture(scope="module")
def platform(home):
    made = Platform(home)
    began = time.monotonic()
    made.start()
    made.wait_ready()
    assert time.monotonic() - began < 15
    yield made
    began = time.monotonic()
    made.stop()
    assert time.monotonic() - began < 5
    made.delete()


def test_every_system_runs_and_none_had_to_be_restarted(platform):
    assert set(platform.pids()) == set(SYSTEMS)
    assert set(platform.restarts().values()) == {0}


def test_the_database_address_opens_a_database(platform):
    with psycopg.connect(platform.describe().database_file.read_text().strip()) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (
            "clark",
            "clark",
        )


def test_everything_it_keeps_is_private(platform, home):
    assert home.stat().st_mode & 0o777 == 0o700
    for file in [*(home / "tokens").iterdir(), *(home / "logs").iterdir()]:
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_no_secret_stands_in_a_command_line(platform, home):
    secrets = [file.read_text().strip() for file in (home / "tokens").iterdir()]
    lines = "".join(Path(f"/proc/{p}/cmdline").read_text() for p in platform.pids().values())
    assert not [secret for secret in secrets if secret in lines]


def test_one_platform_per_home(platform, home):
    with pytest.raises(Refused, match=f"already runs in .*process {os.getpid()}"):
        Platform(home).start()


def test_a_system_that_is_killed_comes_back(platform):
    for name in ("githost", "postgres"):
        first = platform.pids()[name]
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while platform.pids().get(name, first) == first and time.monotonic() < deadline:
            time.sleep(0.05)
        assert platform.pids()[name] != first


def test_a_process_of_the_callers_joins_the_group(platform):
    platform.add(ProcessSpec("worker", ["sleep", "60"], platform.environment()))
    platform.wait_ready(names=["worker"])
    assert "worker" in platform.pids()


def test_a_killed_platform_leaves_nothing_behind_and_starts_again(tmp_path):
    home = tmp_path / "home"
    killed = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout is not None
    with killed.stdout:
        pids = [int(pid) for pid in killed.stdout.readline().split()]
    killed.kill()
    killed.wait()
    again = Platform(home)
    ports = again.start() or again.describe().ports
    again.wait_ready()
    assert not set(pids) & set(again.pids().values())
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    again.stop()
    assert again.describe().ports == ports
    again.delete()
    assert not home.exists()


def test_a_remembered_port_that_a_stranger_took_is_replaced_and_a_wanted_one_refused(tmp_path):
    first = choose_ports(tmp_path, ["githost"], {})
    assert choose_ports(tmp_path, ["githost"], {}) == first
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", first["githost"]))
        stranger.listen()
        with pytest.raises(Refused, match="in use by another program"):
            choose_ports(tmp_path, [], {"githost": first["githost"]})
        assert choose_ports(tmp_path, ["githost"], {}) != first
