"""A node group through the whole of Clark: ordered, scaled, looked at and deleted."""

import json
import time

from clark_process import PATIENCE, Clark

WORDS = ["service=batch", "application=batch", "team=data", "environment=dev", "nodes=2"]
NAME = "batch-dev"


def test_a_node_group_is_ordered_scaled_and_deleted(clark: Clark, tokens):
    _through(clark, tokens, "request", "nodegroups", *WORDS)
    page = _shown(clark, tokens)
    assert page["row"]["summary"] == "m7i.large, m6i.large, m5.large · 2 nodes, 2 to 4"
    assert _endpoints(page)["Nodes"] == "2"
    assert "starts no machine for it" in page["local"]["note"]
    assert page["deliveries"] == []

    _through(clark, tokens, "request", NAME, "--action", "nodes", "nodes=5", "maxNodes=6")
    page = _shown(clark, tokens)
    assert _endpoints(page)["Nodes"] == "5"
    assert page["row"]["health"] == "Healthy"

    refused = clark.run("request", NAME, "--action", "class", "size=large", token=tokens["maya"])
    assert "Order a second node group" in refused.err

    _through(clark, tokens, "request", NAME, "--action", "delete", f"confirm={NAME}")
    removal = json.loads(clark.run("requests", "--json", token=tokens["maya"]).out)["rows"][0]
    _approved(clark, tokens, str(removal["number"]))
    assert "There is no service" in clark.run("service", NAME, token=tokens["maya"]).err


def _endpoints(page: dict) -> dict[str, str]:
    return {each["label"]: each["value"] for each in page["endpoints"]}


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
        time.sleep(0.5)
    raise AssertionError(f"request {number} is {page['row']['state']}: {page['row']['waiting']}")


def _shown(clark: Clark, tokens) -> dict:
    told = clark.run("service", NAME, "--json", token=tokens["maya"])
    return json.loads(told.out)
