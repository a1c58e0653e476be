"""The demonstration: true in one document, stopped in five seconds, and never replayed."""

import json
import re
import threading
import time
from datetime import datetime

import httpx
import pytest
from clark_process import Clark, stop

STAGES = ["request", "review", "merge", "provision", "credentials", "notify"]


def test_the_document_is_true_and_nothing_is_left(tmp_path):
    began = time.monotonic()
    said = Clark(tmp_path / "unused").run("demo", "--json", timeout=150)
    assert time.monotonic() - began < 120
    assert said.code == 0, said.out
    assert said.err == ""
    document = json.loads(said.out)
    assert (document["ok"], document["failures"]) == (True, [])
    assert not (tmp_path / "unused").exists()
    _check_requests(document["requests"])
    _check_services(document["services"])
    told = [(each["request"], each["to"]) for each in document["notifications"]]
    ids = [each["id"] for each in document["requests"]]
    assert sorted(told) == sorted(zip(ids, ["maya", "maya", "jonas"], strict=True))


@pytest.fixture
def fresh(tmp_path):
    """A home where nothing was played yet."""
    home = Clark(tmp_path / "home")
    yield home
    home.delete()


def test_ctrl_c_ends_open_streams_and_a_second_time_replays_nothing(fresh):
    first = _demo(fresh)
    assert first["seconds"] < 5
    assert first["stream"] == "ended"
    second = _demo(fresh)
    assert "nothing is replayed" in second["said"]
    assert second["requests"] == first["requests"]
    assert len(first["logins"]) == 3
    assert second["logins"] == first["logins"]


# Private functions


def _demo(clark):
    """Play, read what there is, keep a stream open, and press Ctrl-C."""
    process = clark.start("demo", "--port", "0")
    try:
        return _watched(clark, process, clark.until("Ctrl-C stops everything", process))
    finally:
        stop(process)


def _watched(clark, process, said):
    found = {"said": said, "stream": "", "logins": _logins(said)}
    with httpx.Client(follow_redirects=True, trust_env=False) as browser:
        browser.get(re.search(r"http://\S+/sign-in/link/\S+", said)[0]).raise_for_status()
        found["requests"] = _requests(clark, said)
        opened = threading.Event()
        reading = threading.Thread(target=_read, args=(browser, clark.url, opened, found))
        reading.start()
        assert opened.wait(5)
        found["seconds"] = stop(process)
        reading.join(5)
    assert process.returncode == 0
    return found


def _read(browser, url, opened, found):
    with browser.stream("GET", f"{url}/events", timeout=30) as stream:
        for _ in stream.iter_lines():
            opened.set()
    found["stream"] = "ended"


def _requests(clark, said):
    """Numbers, states and merge commits, as the API tells them."""
    token = re.search(r"clark_\S+", said)[0]
    rows = json.loads(clark.run("requests", "--json", token=token).out)["rows"]
    pages = [
        json.loads(clark.run("review", str(row["number"]), "--json", token=token).out)
        for row in rows
    ]
    return [(page["row"]["number"], page["row"]["state"], page["merge_commit"]) for page in pages]


def _logins(said):
    """Every login worked, both times: one line a service with two ticks."""
    return sorted(re.findall(r"(\S+-prod) .*✓ .*✓", said))


def _check_requests(requests):
    assert [(each["service"], each["action"]) for each in requests] == [
        ("java-service-db-prod", "create"),
        ("java-service-cache-prod", "create"),
        ("orders-db-prod", "class"),
    ]
    for each in requests:
        assert re.fullmatch("[0-9a-f]{40}", each["mergeCommit"])
        assert [stage["stage"] for stage in each["stages"]] == STAGES
        for stage in each["stages"]:
            assert datetime.fromisoformat(stage["startedAt"]).utcoffset().total_seconds() == 0
            assert stage["seconds"] >= 0


def _check_services(services):
    kinds = {each["name"]: each["kind"] for each in services}
    assert kinds == {
        "java-service-db-prod": "RDSInstance",
        "java-service-cache-prod": "ReplicationGroup",
        "orders-db-prod": "RDSInstance",
    }
    for each in services:
        assert (each["ready"], each["login"], each["region"]) == (True, True, "us-east-1")
        assert each["endpoint"].endswith(".amazonaws.com")
