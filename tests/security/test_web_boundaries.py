"""What a browser and a program must not be able to do."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from django.urls import URLPattern, get_resolver

from clark.errors import NotFound, Refused
from clark.web.hub import EVERYTHING
from tests.running_clark import RunningClark, wait_for
from tests.security.visitor import Visitor

VALUES = {
    "offering": "databases",
    "region": "us-east-1",
    "name": "canary-db-dev",
    "action": "class",
    "number": "1",
    "digest": "0",
    "token": "x",
    "environment": "prod",
    "layer": "network",
    "verb": "approve",
    "branch": "feature/sizes",
    "slug": "techcorp",
    "commit": "0123456789abcdef",
    "role": "gitops",
    "limit": "databases-of-a-team",
}
KINDS = {
    "SlugConverter": "slug",
    "StringConverter": "str",
    "IntConverter": "int",
    "PathConverter": "path",
}
FOREIGN = ("/requests/1/", "/services/us-east-1/canary-db-dev/")


def patterns() -> Iterator[str]:
    """Every page of Clark, with something in the place of each variable. Not the API."""
    for each in get_resolver("clark.web.urls").url_patterns:
        if isinstance(each, URLPattern):
            words = each.pattern.converters
            path = str(each.pattern)
            for word, converter in words.items():
                kind = KINDS[type(converter).__name__]
                path = path.replace(f"<{kind}:{word}>", VALUES[word])
            yield f"/{path}"


PAGES = sorted(patterns())


@pytest.fixture
def maya_too(clark: RunningClark) -> Iterator[Visitor]:
    one = Visitor(clark.url)
    one.sign_in("maya")
    yield one
    one.close()


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(clark, visitor):
    answer = visitor.sign_in("maya")
    cookies = {each.split("=")[0]: each.lower() for each in answer.headers.get_list("set-cookie")}
    for name in ("sessionid", "csrftoken"):
        assert "httponly" in cookies[name], name
        assert "samesite=lax" in cookies[name], name
    assert "secure" not in cookies["sessionid"], "the local platform has no TLS"


def test_away_from_the_local_platform_cookies_need_tls_and_one_click_sign_in_is_gone(clark):
    program = (
        "import django, json; django.setup()\n"
        "from django.conf import settings as s\n"
        "from django.test import Client\n"
        "answer = Client().post('/sign-in/', {'username': 'maya'}, headers={'host': '127.0.0.1'})\n"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, answer.status_code]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clark.environment | {"CLARK_LOCAL": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [True, True, 404]


def test_a_sign_in_gets_a_session_of_its_own(clark, visitor):
    visitor.sign_in("maya")
    first = visitor.http.cookies["sessionid"]
    visitor.sign_in("ravi")
    assert visitor.http.cookies["sessionid"] != first


def test_a_form_from_elsewhere_changes_nothing(clark, maya):
    """Every address: what takes a form refuses a forged one, the others take no form at all."""
    clark.stop_worker()
    try:
        before = contents(clark)
        for path in PAGES:
            said = {"username": "ravi", "comment": "x", "confirm": "x"}
            assert maya.post(path, said, forged=True).status_code in {403, 404, 405}, path
            assert maya.http.get("/").status_code == 200, path
        assert contents(clark) == before
        assert maya.post("/notices/read/", {}).status_code == 302
        assert contents(clark) != before, "a form of Clark's own does change something"
    finally:
        clark.start_worker()


def test_the_forms_that_change_something_are_among_those_that_were_tried():
    for verb in ("approve", "ask", "reject", "withdraw"):
        assert f"/requests/1/{verb}/" in PAGES
    assert {"/sign-in/", "/sign-out/", "/notices/read/", "/catalog/databases/"} <= {*PAGES}


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/requests/999/", "/requests/x/"])
def test_every_answer_has_the_strict_policy(clark, maya, path):
    for method in ("GET", "POST", "DELETE"):
        if path == "/events" and method == "GET":
            with maya.http.stream(method, path) as answer:
                headers = answer.headers
        else:
            headers = maya.http.request(method, path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_host_is_refused(clark, visitor):
    answer = visitor.http.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "content-security-policy" in answer.headers


def test_a_flaw_shows_a_page_without_its_innards(clark, maya):
    clark.sql("ALTER TABLE store_notice RENAME TO store_notice_away")
    try:
        page = maya.http.get("/notices/")
        answer = httpx.get(
            f"{clark.url}/api/notices",
            headers={"Authorization": f"Bearer {clark.tokens['maya']}"},
            trust_env=False,
        )
    finally:
        clark.sql("ALTER TABLE store_notice_away RENAME TO store_notice")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for said in (page.text, answer.text):
        assert "Traceback" not in said
        assert "store_notice" not in said


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:/evil.example",
        " //evil.example",
        "/\t/evil.example",
        "http://127.0.0.1@evil.example/",
        "data:text/html,x",
    ],
)
def test_sign_in_leads_to_no_other_host(clark, visitor, target):
    assert visitor.sign_in("maya", target).headers["location"] == "/"
    answer = visitor.http.get("/sign-in/", params={"next": target})
    assert answer.headers["location"] == "/"


def test_sign_in_leads_back_to_a_page_of_clark(clark, visitor):
    assert visitor.sign_in("maya", "/requests/?state=open").headers["location"] == (
        "/requests/?state=open"
    )


@pytest.mark.parametrize("token", ["", "x", "maya", "Im1heWEi:1vNabc:" + "A" * 43])
def test_a_forged_sign_in_link_signs_nobody_in(clark, visitor, token):
    answer = visitor.http.get(f"/sign-in/link/{token}")
    assert answer.status_code in {403, 404}
    assert visitor.http.get("/").status_code == 302


def test_signing_out_takes_a_form_and_then_holds(clark, maya):
    assert maya.http.get("/sign-out/").status_code == 405
    assert maya.http.get("/").status_code == 200
    old = maya.http.cookies["sessionid"]
    assert maya.post("/sign-out/", {}).status_code == 302
    maya.http.cookies.set("sessionid", old)
    assert maya.http.get("/").status_code == 302


def test_whoever_leaves_is_out_at_once(clark, visitor):
    visitor.sign_in("jonas")
    assert visitor.http.get("/").status_code == 200
    clark.sql("UPDATE store_person SET is_active = false WHERE username = 'jonas'")
    try:
        assert visitor.http.get("/").status_code == 302
        assert visitor.http.get("/events").status_code == 401
        with pytest.raises(Refused, match="does not know this token"):
            clark.clients["jonas"].get("/requests")
        assert visitor.sign_in("jonas").status_code == 403
    finally:
        clark.sql("UPDATE store_person SET is_active = true WHERE username = 'jonas'")


def test_another_customer_s_things_are_not_there(clark, visitor):
    """Forbidden and unknown look the same."""
    omar = clark.clients["omar"]
    for known, unknown in (("/requests/1", "/requests/77"), *_services("canary-db-dev")):
        for path in (known, unknown):
            with pytest.raises(NotFound):
                omar.get(path)
    for verb, said in _verbs():
        with pytest.raises(NotFound):
            omar.post(f"/requests/1/{verb}", said)
    for what in ("draft", "changes"):
        with pytest.raises(NotFound):
            omar.post(f"/services/us-east-1/canary-db-dev/{what}", {"action": "class"})
    assert omar.get("/requests")["rows"] == []
    assert omar.get("/services", q="canary")["rows"] == []
    assert omar.get("/events") == []
    visitor.sign_in("omar")
    for path in FOREIGN:
        assert visitor.http.get(path).status_code == 404
    assert "/services/" not in visitor.http.get("/search/", params={"q": "canary-db-dev"}).text
    for verb in ("approve", "ask", "reject", "withdraw"):
        assert visitor.post(f"/requests/1/{verb}/", {"comment": "x"}).status_code == 404


def _services(name: str) -> list[tuple[str, str]]:
    return [(f"/services/us-east-1/{name}", "/services/us-east-1/nothing")]


def _verbs() -> list[tuple[str, dict[str, str]]]:
    read = {"head": "0" * 40, "diff_hash": "0" * 64}
    return [("approve", read), ("ask", {"comment": "x"}), ("reject", {"comment": "x"}),
            ("withdraw", {})]  # fmt: skip


def test_events_of_another_customer_are_not_heard(clark, visitor, maya_too):
    """Both listen at the same time; what one hears proves that there was something to hear."""
    visitor.sign_in("omar")
    heard: dict[str, list[bytes]] = {"maya": [], "omar": []}
    ears = [
        threading.Thread(target=listen, args=(who, heard[name]))
        for name, who in (("maya", maya_too), ("omar", visitor))
    ]
    for ear in ears:
        ear.start()
    wait_for(lambda: all(heard.values()), "both streams are open")
    number = clark.order("storages", "overheard")
    clark.until(number, "in review")
    for ear in ears:
        ear.join()
    assert f"request.{number}" in topics(heard["maya"])
    assert topics(heard["omar"]) <= {EVERYTHING}


def listen(who: Visitor, heard: list[bytes]) -> None:
    """Collect the event stream until it has been silent for some seconds."""
    try:
        with who.http.stream("GET", "/events", timeout=4) as answer:
            heard.extend(answer.iter_raw())
    except httpx.ReadTimeout:
        return


def topics(heard: list[bytes]) -> set[str]:
    return set(re.findall(r"^event: (.*)$", b"".join(heard).decode(), re.MULTILINE))


def test_the_api_answers_nobody_without_a_token(clark):
    spec = httpx.get(f"{clark.url}/api/openapi.json", trust_env=False).json()
    tried = 0
    for path, methods in spec["paths"].items():
        filled = path.format_map({**VALUES, "name": "canary-db-dev"})
        for method in methods:
            for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic bWF5YQ=="}):
                answer = httpx.request(
                    method, f"{clark.url}{filled}", headers=headers, trust_env=False
                )
                assert answer.status_code == 401, (method, path)
                tried += 1
    assert tried > 30


def test_a_session_is_no_token(clark, maya):
    assert maya.http.get("/api/requests").status_code == 401


def test_a_body_that_is_too_large_is_refused(clark, maya):
    said = {"Authorization": f"Bearer {clark.tokens['maya']}"}
    large = json.dumps({"offering": "storages", "reason": "x" * 3 * 2**20})
    answer = httpx.post(
        f"{clark.url}/api/requests", content=large, headers=said, timeout=30, trust_env=False
    )
    assert answer.status_code in {400, 413}
    form = {"service": "x" * 3 * 2**20}
    assert maya.post("/catalog/storages/", form).status_code in {400, 413}


def test_reading_pages_changes_nothing(clark, maya):
    clark.stop_worker()
    try:
        before = contents(clark)
        assert len(list(maya.walk())) > 15
        for path in PAGES:
            if path != "/events":
                maya.http.get(path)
        assert contents(clark) == before
    finally:
        clark.start_worker()


def contents(clark: RunningClark) -> dict[str, object]:
    """Everything Clark knows, by table; its jobs included."""
    with psycopg.connect(clark.where.database_file.read_text().strip()) as session:
        tables = session.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'store_%' "
            "OR tablename LIKE 'procrastinate_%'"
        ).fetchall()
        found: dict[str, object] = {}
        for (table,) in tables:
            query = f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"  # noqa: S608
            if table != "procrastinate_workers":  # a worker that ends signs off
                found[table] = session.execute(query).fetchone()  # type: ignore[call-overload]
        return found
