"""Who may decide, and about exactly what."""

from dataclasses import replace

import pytest

from clark.errors import Refused
from clark.flow.deciding import Facts, NotWhatWasRead, OwnRequest, Read, may_approve, may_decide
from clark.flow.events import Actor, State

RAVI = Actor(2, 1, "Ravi Patel", "ravi@techcorp.example", "reviewer", "platform")
FACTS = Facts(State.IN_REVIEW, 1, frozenset({"maya@techcorp.example"}), "head", "hash", True, True)


def test_a_reviewer_may_decide_about_somebody_elses_request() -> None:
    may_decide(RAVI, FACTS)
    may_approve(FACTS, Read("head", "hash"))


@pytest.mark.parametrize("role", ["developer", "viewer", ""])
def test_only_reviewers_and_owners_decide(role: str) -> None:
    with pytest.raises(Refused, match="Reviewers and owners decide"):
        may_decide(replace(RAVI, role=role), FACTS)


@pytest.mark.parametrize("role", ["reviewer", "owner"])
def test_nobody_decides_about_their_own_request(role: str) -> None:
    with pytest.raises(OwnRequest):
        may_decide(replace(RAVI, role=role, id=1), FACTS)


def test_nobody_decides_about_a_pull_request_they_pushed_to() -> None:
    pushed = replace(FACTS, commit_authors=FACTS.commit_authors | {RAVI.email})
    with pytest.raises(OwnRequest, match="You wrote a commit"):
        may_decide(RAVI, pushed)


@pytest.mark.parametrize("state", [each for each in State if each != State.IN_REVIEW])
def test_only_a_request_in_review_is_decided(state: State) -> None:
    with pytest.raises(Refused, match="nothing to decide"):
        may_decide(RAVI, replace(FACTS, state=state))


@pytest.mark.parametrize(
    "read", [Read("older", "hash"), Read("head", "older"), Read("", "")], ids=str
)
def test_an_approval_of_something_else_than_the_head_is_refused(read: Read) -> None:
    with pytest.raises(NotWhatWasRead):
        may_approve(FACTS, read)


def test_what_policies_deny_cannot_be_approved() -> None:
    with pytest.raises(Refused, match="Policies deny"):
        may_approve(replace(FACTS, allowed=False), Read("head", "hash"))


def test_what_interrupts_production_is_approved_only_once_its_author_accepted_it() -> None:
    with pytest.raises(Refused, match="author asks again and accepts it"):
        may_approve(replace(FACTS, accepted=False), Read("head", "hash"))
