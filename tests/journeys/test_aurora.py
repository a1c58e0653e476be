"""An Aurora cluster through the whole of Clark: ordered, grown, looked at and deleted."""

import json
import time

from clark_process import PATIENCE, Clark

WORDS = ["service=ledger", "application=ledger", "team=finance", "environment=dev"]
NAME = "ledger-dev"


def test_a_cluster_is_ordered_grown_and_deleted(clark: Clark, tokens, sit):
    _through(clark, tokens, "request", "auroras", *WORDS)
    page = _shown(clark, tokens)
    assert page["row"]["summary"] == "Aurora PostgreSQL 16.3 · 2 × db.serverless"
    assert [part["name"] for part in page["parts"]] == [f"{NAME}-1", f"{NAME}-2"]
    assert sorted(part["role"] for part in page["parts"]) == ["reader now", "writer now"]
    assert "For reading only" in [each["label"] for each in page["endpoints"]]

    _through(clark, tokens, "request", NAME, "--action", "instances", "instances=3")
    roles = [part["role"] for part in _shown(clark, tokens)["parts"]]
    assert sorted(roles) == ["reader now", "reader now", "writer now"]

    told = clark.run("service", NAME, token=tokens["maya"]).out
    assert told.count("writer now") == 1

    seat = sit("maya")
    seat.open(f"/services/us-east-1/{NAME}/")
    parts = seat.page.locator("section:has(> h2:text-is('Parts')) li")
    assert parts.count() == 3
    assert seat.violations() == []
    seat.page.goto("about:blank")

    _through(clark, tokens, "request", NAME, "--action", "delete", f"confirm={NAME}")
    removal = json.loads(clark.run("requests", "--json", token=tokens["maya"]).out)["rows"][0]
    assert removal["title"] == f"Delete {NAME}"
    _approved(clark, tokens, str(removal["number"]))
    gone = clark.run("service", NAME, token=tokens["maya"])
    assert "There is no service" in gone.err


def _through(clark: Clark, tokens, *words: str) -> None:
    asked = clark.run(*words, "--json", token=tokens["maya"])
    assert asked.code == 0, asked.err
    _approved(clark, tokens, str(json.loads(asked.out)["row"]["number"]))


def _approved(clark: Clark, tokens, number: str) -> None:
    """Approved by somebody else once it is checked, and followed to its end."""
    head = _once(clark, tokens, number, "in review")["head"]
    done = clark.run("approve", number, "--json", "--head", head, token=tokens["ana"])
    assert done.code == 0, done.err
    _once(clark, tokens, number, "done")


def _once(clark: Clark, tokens, number: str, state: str) -> dict:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page = json.loads(clark.run("review", number, "--json", token=tokens["ravi"]).out)
        if page["row"]["state"] == state:
            return page
    raise AssertionError(f"request {number} is {page['row']['state']}: {page['row']['waiting']}")


def _shown(clark: Clark, tokens) -> dict:
    said = clark.run("service", NAME, "--json", token=tokens["maya"])
    assert said.code == 0, said.err
    return json.loads(said.out)
