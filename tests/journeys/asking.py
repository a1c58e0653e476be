"""Requests on the command line: Maya asks, Ana approves, and they are followed to their end."""

import json
import time
from collections.abc import Mapping
from typing import Any

from clark_process import PATIENCE, Clark

Tokens = Mapping[str, str]
Told = dict[str, Any]


def told(clark: Clark, token: str, *words: str) -> Told:
    """What a command answers to programs."""
    said = clark.run(*words, "--json", token=token)
    assert said.code == 0, said.err
    return dict(json.loads(said.out))


def carried_out(clark: Clark, tokens: Tokens, *words: str) -> Told:
    """A request that goes the whole way."""
    sent = told(clark, tokens["maya"], "request", *words)
    return approved(clark, tokens, str(sent["row"]["number"]))


def approved(clark: Clark, tokens: Tokens, number: str) -> Told:
    """Approved by somebody else once it is checked, and followed to its end."""
    head = once(clark, tokens, number, "in review")["head"]
    told(clark, tokens["ana"], "approve", number, "--head", head)
    return once(clark, tokens, number, "done")


def once(clark: Clark, tokens: Tokens, number: str, state: str) -> Told:
    """The request's page as soon as it is in this state; it may end in no other."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page = told(clark, tokens["ravi"], "review", number)
        if page["row"]["state"] == state:
            return page
        assert not page["row"]["ended"], page["row"]
        time.sleep(0.3)
    raise AssertionError(f"request {number} is {page['row']['state']}: {page['row']['waiting']}")


def gone(clark: Clark, tokens: Tokens, service: str) -> None:
    """Both merges of a deletion, and then nobody knows the service."""
    carried_out(clark, tokens, service, "--action", "delete", f"confirm={service}")
    removal = told(clark, tokens["maya"], "requests")["rows"][0]
    assert removal["title"] == f"Delete {service}"
    approved(clark, tokens, str(removal["number"]))
    assert "There is no service" in clark.run("service", service, token=tokens["maya"]).err
