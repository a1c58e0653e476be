"""No password that was generated is anywhere but where it belongs.

The canaries are the real ones: what the local cloud generated for a database and a cache, as it
was delivered to their application.
"""

import base64
import secrets
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.running_clark import RunningClark
from tests.security.conftest import SERVICES
from tests.security.search import at_rest, excepted, found
from tests.security.visitor import Visitor

API = ("/requests", "/requests/queue", "/requests/1", "/requests/2", "/services", "/events")
API += ("/catalog", "/catalog/databases", "/notices", "/audit", "/nothing", "/requests/999")
PEOPLE = ("maya", "jonas", "ravi", "ana", "omar")


@pytest.fixture(scope="module")
def canaries(clark: RunningClark) -> list[str]:
    passwords = [clark.delivered("shop", name)["password"] for name in SERVICES]
    passwords.append(clark.delivered("order-service", "orders-db-prod")["password"])
    assert all(len(each) >= 16 for each in passwords)
    assert len(set(passwords)) == 3
    return passwords


def test_no_password_in_git_database_queue_logs_files_or_processes(clark, canaries):
    assert found(canaries, at_rest(clark)) == []


def test_the_search_finds_a_password_wherever_it_is_planted(clark):
    """Otherwise finding nothing would prove nothing."""
    secret = secrets.token_hex(16)
    log = clark.home / "logs" / "planted.log"
    log.write_text(f"login failed for {secret}\n")
    repository = next((clark.home / "githost").rglob("gitops.git"))
    blob = subprocess.run(
        ["git", "-C", str(repository), "hash-object", "-w", "--stdin"],
        input=b"password: " + base64.b64encode(secret.encode()),
        capture_output=True,
        check=True,
    ).stdout.decode()
    clark.sql("UPDATE store_request SET reason = %s WHERE number = 1", f"say {secret}")
    try:
        places = found([secret], at_rest(clark))
    finally:
        log.unlink()
        (repository / "objects" / blob[:2] / blob[2:].strip()).unlink()
        clark.sql("UPDATE store_request SET reason = '' WHERE number = 1")
    assert any(each.endswith("planted.log") for each in places)
    assert any(each.startswith("objects of") for each in places)
    assert "table public.store_request" in places


def test_no_password_on_any_page_for_anybody(clark, canaries):
    for who in PEOPLE:
        with visiting(clark, who) as visitor:
            pages = {str(each.url): each.content + str(each.headers).encode()
                     for each in visitor.walk()}  # fmt: skip
            for path in ("/nothing", f"/services/us-east-1/{quote(canaries[0])}"):
                pages[path] = visitor.http.get(path, follow_redirects=True).content
            wrong = visitor.post("/requests/1/approve/", {}, forged=True)
            pages["a forged form"] = wrong.content
        assert len(pages) > (10 if who != "omar" else 5)
        del pages[f"/services/us-east-1/{quote(canaries[0])}"]
        assert found(canaries, pages) == []


def test_no_password_in_any_answer_of_the_api(clark, canaries):
    services = tuple(f"/services/us-east-1/{name}" for name in (*SERVICES, "orders-db-prod"))
    for who in PEOPLE:
        said = {"Authorization": f"Bearer {clark.tokens[who]}"}
        answers = {
            path: httpx.get(f"{clark.url}/api{path}", headers=said, trust_env=False).content
            for path in (*API, *services, "/openapi.json")
        }
        assert found(canaries, answers) == []


def test_no_password_in_the_event_stream_or_a_live_log_while_a_service_is_made(clark):
    heard: list[bytes] = []
    with visiting(clark, "maya") as visitor, listening(visitor, heard):
        number = clark.order("caches", "canary-live")
        clark.approve(number)
        clark.until(number, "done")
        typed = clark.cli("maya", "service", "canary-live-dev", "--json")
    assert typed.returncode == 0, typed.stderr
    password = clark.delivered("shop", "canary-live-dev")["password"]
    stream = b"".join(heard)
    assert f"event: request.{number}\n".encode() in stream
    assert found([password], {"stream": stream, "cli": typed.stdout.encode()}) == []
    assert found([password], at_rest(clark)) == []


def test_the_cloud_s_own_files_are_for_their_owner_only(clark):
    parts = excepted(clark.home)
    assert len(parts) == 8, "of two customers: four control planes, two accounts, two data planes"
    assert stat.S_IMODE(clark.home.stat().st_mode) == 0o700
    for part in parts:
        assert stat.S_IMODE(part.stat().st_mode) == 0o700, part
    open_ = [str(each) for part in parts for each in part.rglob("*") if _open(each)]
    assert open_ == []


def _open(path: Path) -> bool:
    """Whether others may read, write or enter it. A link or a socket shows its own rights only."""
    mode = path.lstat().st_mode
    return (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and bool(stat.S_IMODE(mode) & 0o077)


@contextmanager
def visiting(clark: RunningClark, who: str) -> Iterator[Visitor]:
    visitor = Visitor(clark.url)
    assert visitor.sign_in(who).status_code == 302
    try:
        yield visitor
    finally:
        visitor.close()


@contextmanager
def listening(visitor: Visitor, heard: list[bytes]) -> Iterator[None]:
    """Collect the event stream meanwhile."""
    stop = threading.Event()

    def listen() -> None:
        with visitor.http.stream("GET", "/events") as answer:
            for part in answer.iter_raw():
                heard.append(part)
                if stop.is_set():
                    return

    ear = threading.Thread(target=listen, daemon=True)
    ear.start()
    yield
    stop.set()
    ear.join(20)
