"""Real engines: logins, data, interruptions, and nothing left behind."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from clark.errors import Refused
from clark.local.dataplane import LocalEngine

SHOP = "postgres/us-east-1/shop"
MASTER = {"username": "shop_admin", "password": "canary-pw-1", "database": "shop"}
CART = "redis/eu-west-1/cart"


def login(engine: LocalEngine, password: str = MASTER["password"]) -> "psycopg.Connection[Any]":
    where = f"host=127.0.0.1 port={engine.port} dbname=shop user=shop_admin connect_timeout=2"
    return psycopg.connect(where, password=password, autocommit=True)


def cache(engine: LocalEngine, token: str | None = None) -> redis.Redis:
    return redis.Redis(port=engine.port, password=token, retry=Retry(NoBackoff(), 0))


def wait_until(true: Callable[[], bool], timeout: float = 20) -> None:
    deadline = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_master_owns_its_database_and_is_no_superuser(process: Any) -> None:
    engine = process.plane.put(SHOP, MASTER)
    assert (engine.status, engine.version.split(".")[0]) == ("running", "18")
    assert "without TLS" in engine.note
    with login(engine) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert rights == (False, True, True)
        connection.execute("CREATE ROLE application LOGIN")
        connection.execute("CREATE SCHEMA orders")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        login(engine, "canary-pw-2")


def test_putting_again_changes_the_password_and_nothing_else(process: Any) -> None:
    first = process.plane.put(SHOP, MASTER)
    with login(first) as connection:
        connection.execute("CREATE TABLE kept (it int)")
        second = process.plane.put(SHOP, {**MASTER, "password": "canary-pw-2"})
        assert second.port == first.port
        assert connection.execute("SELECT 1").fetchone() == (1,), "nobody was cut off"
    with pytest.raises(psycopg.OperationalError):
        login(first)
    with login(second, "canary-pw-2") as connection:
        connection.execute("SELECT * FROM kept")


def test_one_database_server_does_not_see_another(process: Any) -> None:
    shop = process.plane.put(SHOP, MASTER)
    bank = process.plane.put("postgres/us-east-1/bank", {**MASTER, "password": "canary-pw-9"})
    assert shop.port != bank.port
    with pytest.raises(psycopg.OperationalError):
        login(bank, "canary-pw-1")


def test_a_cache_takes_its_tokens_only_and_keeps_its_data(process: Any) -> None:
    engine = process.plane.put(CART, {"token": "canary-token-1"})
    assert engine.version.startswith("6.2")
    with cache(engine, "canary-token-1") as connection:
        connection.set("k", "v")
        with pytest.raises(redis.exceptions.NoPermissionError):
            connection.config_get("*")
    with cache(engine) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("k")
    process.plane.put(CART, {"tokens": ["canary-token-2", "canary-token-1"]})
    process.plane.restart(CART)
    for token in ("canary-token-1", "canary-token-2"):
        with cache(engine, token) as connection:
            assert connection.get("k") == b"v"
    process.plane.put(CART, {})
    with cache(engine) as connection:
        assert connection.get("k") == b"v"


@pytest.mark.parametrize("path", [SHOP, CART])
def test_stop_and_start_are_a_real_interruption(process: Any, path: str) -> None:
    engine = process.plane.put(path, MASTER)
    process.plane.stop(path)
    assert not listens(engine.port)
    assert process.plane.list()[0].status == "stopped"
    process.plane.start(path)
    assert listens(engine.port)


def test_deleting_stops_it_removes_the_data_and_may_keep_a_copy(process: Any) -> None:
    engine = process.plane.put(SHOP, MASTER)
    process.plane.delete(SHOP, snapshot="last-words")
    process.plane.delete(SHOP)
    assert not listens(engine.port)
    assert process.plane.list() == ()
    plane = process.plane_home
    assert not (plane / "engines/postgres/us-east-1/shop").exists()
    assert (plane / "snapshots/us-east-1/last-words/files").resolve().is_dir()


def test_a_snapshot_leaves_the_engine_running(process: Any) -> None:
    engine = process.plane.put(SHOP, MASTER)
    process.plane.snapshot(SHOP, "monday")
    with login(engine) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_engines_end_with_the_process_and_come_back_as_they_were(
    own_process: Any, how: signal.Signals
) -> None:
    shop = own_process.plane.put(SHOP, {**MASTER, "hosts": ["shop.example"]})
    cart = own_process.plane.put(CART, {"token": "canary-token-1"})
    own_process.plane.put("redis/eu-west-1/asleep", {})
    own_process.plane.stop("redis/eu-west-1/asleep")
    with login(shop) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    own_process.end(how)
    wait_until(lambda: not listens(shop.port) and not listens(cart.port))
    own_process.start()
    wait_until(lambda: [one.status for one in own_process.plane.list()].count("running") == 2)
    again = {one.id: one for one in own_process.plane.list()}
    assert again["asleep"].status == "stopped"
    assert (again["shop"].port, again["shop"].hosts) == (shop.port, ("shop.example",))
    with login(again["shop"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    with cache(again["cart"], "canary-token-1") as connection:
        assert connection.ping()


def test_everything_ends_when_the_parent_is_killed(own_process: Any) -> None:
    own_process.end()
    own_process.start(sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])")
    engine = own_process.plane.put(CART, {})
    own_process.end(signal.SIGKILL)
    wait_until(lambda: not listens(own_process.port) and not listens(engine.port))


def test_an_engine_that_ends_by_itself_is_started_again(process: Any) -> None:
    engine = process.plane.put(CART, {"token": "canary-token-1"})
    lock = process.plane_home / "engines" / CART / "server.lock"
    os.kill(int(lock.read_text()), signal.SIGKILL)
    wait_until(lambda: not listens(engine.port))
    wait_until(lambda: listens(engine.port))


def test_an_engine_moves_when_its_port_was_taken_meanwhile(process: Any) -> None:
    engine = process.plane.put(CART, {"token": "canary-token-1"})
    process.plane.stop(CART)
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", engine.port))
        thief.listen()
        process.plane.start(CART)
        moved = process.plane.list()[0]
    assert moved.port != engine.port
    with cache(moved, "canary-token-1") as connection:
        assert connection.ping()


def test_nothing_is_told_without_the_token(process: Any) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert httpx.get(f"{process.url}/engines", headers=headers).status_code == 401
        put = httpx.put(f"{process.url}/engines/{SHOP}", headers=headers, json=MASTER)
        assert put.status_code == 401


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("postgres/us-east-1/..", MASTER),
        ("postgres/us-east-1/Shop", MASTER),
        ("postgres/moon/shop", MASTER),
        ("mysql/us-east-1/shop", MASTER),
        (SHOP, {"username": "shop_admin"}),
        (SHOP, {**MASTER, "username": "rdsadmin"}),
        (SHOP, {**MASTER, "password": "with\0nul"}),
        (CART, {"tokens": "not-a-list"}),
    ],
)
def test_unusable_orders_are_refused(process: Any, path: str, order: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        process.plane.put(path, order)
    assert process.plane.list() == ()


def test_passwords_are_nowhere_on_disk_and_files_are_private(process: Any) -> None:
    process.plane.put(SHOP, MASTER)
    process.plane.put(CART, {"token": "canary-token-1"})
    plane: Path = process.plane_home
    places = [plane, process.home / "log"]
    places += [link.resolve() for link in plane.rglob("files")]
    for place in places:
        for path in [place, *place.rglob("*")]:
            if path.is_file():
                content = path.read_bytes()
                assert b"canary-pw-1" not in content
                assert b"canary-token-1" not in content
    assert plane.stat().st_mode & 0o777 == 0o700
    assert (plane / "engines.json").stat().st_mode & 0o777 == 0o600
