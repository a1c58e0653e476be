"""What a request's page says of its verdict fits how far the request is, and who merged it."""

import pytest

from clark.flow.cards import Verdict
from clark.flow.events import ENDED, State
from clark.flow.verdicts import standing

ALLOWED = Verdict("review", "A reviewer will look at this", "Policies allow it.", (), ())
DENIED = Verdict("fix", "2 things to fix", "Policy would reject the request as it is.", (), ())
BEFORE = (State.SUBMITTED, State.PROPOSED, State.IN_REVIEW)
UNMERGED = (State.CHANGE_ASKED, State.REJECTED, State.WITHDRAWN, State.OUTDATED)
MERGED = (State.MERGED, State.PROVISIONED, State.DELIVERED, State.DONE, State.SUPERSEDED)


def words(said: Verdict, state: State, *, by_clark: bool = False) -> str:
    shown = standing(said, state, by_clark=by_clark)
    return f"{shown.headline}. {shown.line}"


@pytest.mark.parametrize("state", BEFORE)
@pytest.mark.parametrize("said", [ALLOWED, DENIED])
def test_until_somebody_decides_the_verdict_stands_as_it_is(said: Verdict, state: State) -> None:
    assert standing(said, state, by_clark=False) == said


@pytest.mark.parametrize("state", UNMERGED)
def test_a_request_that_was_not_merged_waits_for_no_reviewer_and_was_checked_once(
    state: State,
) -> None:
    for said in (ALLOWED, DENIED):
        assert "will look" not in words(said, state)
        assert "before the merge" not in words(said, state)
        assert "never merged" in words(said, state)


def test_an_approved_request_is_checked_again_and_was_not_yet() -> None:
    assert "Checked for the review; before the merge Clark checks" in words(ALLOWED, State.APPROVED)


@pytest.mark.parametrize("state", MERGED)
def test_only_what_clark_merged_was_checked_before_the_merge(state: State) -> None:
    assert "again on the head of main before the merge" in words(ALLOWED, state, by_clark=True)
    for said in (ALLOWED, DENIED):
        assert "again" not in words(said, state)
        assert "in the repository itself" in words(said, state)


def test_what_policies_deny_stays_denied_in_every_state() -> None:
    for state in State:
        assert standing(DENIED, state, by_clark=False).state == "fix"
        assert standing(DENIED, state, by_clark=False).headline == DENIED.headline
    assert all("would reject" not in words(DENIED, state) for state in ENDED)
