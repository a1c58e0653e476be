"""A load balancer through the whole of Clark: ordered, looked at and deleted."""

import json
import time

from clark_process import PATIENCE, Clark

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
WORDS = ["service=web", "application=web", "team=web", "environment=dev"]
NAME = "web-dev"


def test_a_load_balancer_is_ordered_and_deleted(clark: Clark, tokens, sit):
    asked = [*WORDS, f"certificate={CERTIFICATE}"]
    _through(clark, tokens, "request", "publicloadbalancers", *asked)
    page = json.loads(clark.run("service", NAME, "--json", token=tokens["maya"]).out)
    said = "application · internet-facing · to HTTP 8080 · HTTPS 443"
    assert (page["row"]["summary"], page["row"]["health"]) == (said, "Healthy")
    assert [part["name"] for part in page["parts"]] == [f"{NAME}-targets", f"{NAME}-https"]
    name, port = page["endpoints"]
    assert (name["label"], port["value"]) == ("DNS name", "443")
    assert name["value"].endswith(".us-east-1.elb.amazonaws.com")
    assert name["note"].startswith("Nothing listens there")
    (snippet,) = page["snippets"]
    assert f"targetgroup/{NAME}/" in snippet["text"]

    seat = sit("maya")
    seat.open(f"/services/us-east-1/{NAME}/")
    assert seat.page.get_by_text("Nothing listens there").count() == 1
    assert seat.violations() == []
    seat.page.goto("about:blank")

    _through(clark, tokens, "request", NAME, "--action", "delete", f"confirm={NAME}")
    removal = json.loads(clark.run("requests", "--json", token=tokens["maya"]).out)["rows"][0]
    assert removal["title"] == f"Delete {NAME}"
    _approved(clark, tokens, str(removal["number"]))
    assert "There is no service" in clark.run("service", NAME, token=tokens["maya"]).err


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
        time.sleep(0.3)
    raise AssertionError(f"{number} is not {state}: {page['row']}")
