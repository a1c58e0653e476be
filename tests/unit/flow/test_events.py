"""The state machine: nothing merges without an approval, nothing is decided twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.flow.events import ENDED, MOVES, UNMERGED, Event, IllegalMove, State, advance

everything = st.lists(st.sampled_from(list(Event)), max_size=30)


def play(events: list[Event]) -> tuple[State, list[Event]]:
    """Apply the events that may happen, in order, as the database would let them."""
    state, happened = State.SUBMITTED, []
    for event in events:
        try:
            state = advance(state, event)
        except IllegalMove:
            continue
        happened.append(event)
    return state, happened


@given(everything)
def test_clark_merges_only_what_was_approved_since_the_last_new_commit(events: list[Event]) -> None:
    state = State.SUBMITTED
    for event in events:
        try:
            moved = advance(state, event)
        except IllegalMove:
            continue
        if moved == State.MERGED:
            # The others are merges that a person made in the repository, past Clark.
            assert state in {State.APPROVED, State.PROPOSED, State.IN_REVIEW} | UNMERGED
        if event == Event.HEAD_MOVED:
            assert moved == State.PROPOSED
        state = moved


@given(everything)
def test_an_ended_request_never_moves_again_unless_it_was_merged_all_the_same(
    events: list[Event],
) -> None:
    state, _ = play(events)
    if state in ENDED:
        for event in set(Event) - ({Event.MERGED} if state in UNMERGED else set()):
            with pytest.raises(IllegalMove):
                advance(state, event)


@given(everything)
def test_a_request_is_notified_at_most_once(events: list[Event]) -> None:
    _, happened = play(events)
    assert happened.count(Event.NOTIFIED) <= 1
    assert happened.count(Event.MERGED) <= 1


def test_every_state_but_the_ended_ones_can_be_left() -> None:
    left = {state for state, _ in MOVES}
    assert left == set(State) - (ENDED - UNMERGED)


def test_a_second_decision_says_what_the_request_is() -> None:
    with pytest.raises(IllegalMove, match="rejected cannot be approved"):
        advance(State.REJECTED, Event.APPROVED)
