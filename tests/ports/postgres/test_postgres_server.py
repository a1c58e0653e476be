"""A PostgreSQL server from a wheel, as whoever runs the tests."""

import os
import shutil
import signal
import socket
import subprocess
import time

import psycopg
import pytest

from clark.errors import TryLater
from clark.local.postgres import FORGETFUL, Owner, Server, ensure_database
from clark.local.postgres.account import can_enter, server_account


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(tmp_path, port):
    made = Server(tmp_path / "home", port, settings=FORGETFUL)
    made.make("first")
    made.start()
    made.wait_ready()
    yield made
    made.delete()


def connect(port, user="postgres", password="first", database="postgres"):  # noqa: S107
    return psycopg.connect(
        host="127.0.0.1", port=port, user=user, password=password, dbname=database, autocommit=True
    )


def test_the_password_opens_it_and_nothing_else_does(server):
    with connect(server.port) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect(server.port, password=password)


def test_making_again_keeps_what_is_there(server):
    server.make("second")
    connect(server.port).close()


def test_an_owner_gets_a_database_and_is_no_superuser(server):
    for password in ("one'\\", "two"):
        ensure_database(server.port, "postgres", "first", Owner("clark", password))
        with connect(server.port, "clark", password, "clark") as connection:
            query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
            assert connection.execute(query).fetchone() == (False,)


def test_what_was_committed_survives_the_death_of_every_process(server):
    with connect(server.port) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    os.killpg(server.child.pid, signal.SIGKILL)
    while server.child.exit_code is None:
        time.sleep(0.01)
    server.start()
    server.wait_ready()
    with connect(server.port) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_leftover_process_file_that_names_somebody_else_does_not_block_the_start(server):
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        server.start()
        server.wait_ready()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_home_is_begun_again(tmp_path, port):
    server = Server(tmp_path / "home", port, settings=FORGETFUL)
    server.make("first")
    server.data.rename(server.data.with_name("making"))
    server.make("again")
    server.start()
    server.wait_ready()
    connect(port, password="again").close()
    server.delete()


def test_a_copy_is_a_server_of_its_own(tmp_path, server):
    with connect(server.port) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server.stop()
    copy = Server(tmp_path / "copy", server.port, settings=FORGETFUL)
    copy.copy_from(server)
    copy.start()
    copy.wait_ready()
    with connect(copy.port) as connection:
        connection.execute("DROP TABLE kept")
    copy.delete()
    server.start()
    server.wait_ready()
    with connect(server.port) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_server_that_cannot_start_says_why(tmp_path, server):
    other = Server(tmp_path / "other", server.port, settings=FORGETFUL)
    other.make("first")
    other.start()
    with pytest.raises(TryLater, match="could not bind"):
        other.wait_ready()
    other.delete()


def test_what_a_failing_statement_said_is_not_logged(server):
    with connect(server.port) as connection, pytest.raises(psycopg.Error):
        connection.execute("ALTER ROLE nobody_here PASSWORD 'canary'")
    assert "canary" not in server.log.read_text()


@pytest.mark.skipif(server_account() is None, reason="only root starts it as another user")
def test_a_home_that_the_servers_user_cannot_enter_finds_its_files_again(tmp_path, port):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    assert not can_enter(private, server_account())
    server = Server(private / "home", port, settings=FORGETFUL)
    server.make("first")
    found = server.data.resolve()
    assert private not in found.parents
    assert Server(private / "home", port).made
    server.delete()
    assert not found.parent.parent.exists()


@pytest.mark.skipif(server_account() is None, reason="only root starts it as another user")
def test_files_of_temporary_homes_that_are_gone_are_swept(tmp_path, port):
    lost, next_one = (Server(tmp_path / name, port, settings=FORGETFUL) for name in "ab")
    lost.make("first")
    found = lost.data.resolve()
    shutil.rmtree(tmp_path / "a")
    next_one.make("first")
    next_one.delete()
    assert not found.exists()
