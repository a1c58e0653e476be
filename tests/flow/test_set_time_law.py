"""The law of the set time, searched by machine: whoever approves and whenever Clark looks, it is
merged in the hour that begins at the time, after an approval from before it, or not at all."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clark.errors import Refused
from clark.flow import request, review
from clark.flow.events import State
from clark.flow.story import STORY
from clark.worker import jobs
from tests.flow.story import GITOPS, Story, begin
from tests.flow.timed import asked

SECONDS = st.one_of(st.integers(-3 * 3600, 2 * 3600), st.sampled_from([-1, 0, 1, 3599, 3600, 3601]))
ACTS = st.tuples(SECONDS, st.sampled_from(["look", "look", "look", "ravi", "ana", "hurry", "push"]))


@pytest.fixture
def live(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[tuple[int, str]]], None]:
    """A request whose time is chosen, and what people and Clark do around it, seconds apart."""

    def one(acts: list[tuple[int, str]]) -> None:
        with transaction.atomic():
            story = begin()
            monkeypatch.setattr(jobs, "ports_of", lambda _: story.ports)
            _life(story, sorted(acts, key=lambda each: each[0]))
            transaction.set_rollback(True)

    return one


def _life(story: Story, acts: list[tuple[int, str]]) -> None:
    number, given_at = asked(story), None
    chosen = story.row(number).not_before
    for seconds, act in acts:
        at, before = chosen + timedelta(seconds=seconds), len(story.host.merges)
        if act == "look":
            _look(story, number, at)
        elif act == "push":
            _push(story, number)
        elif _approve(story, number, act, at):
            given_at = seconds
        if len(story.host.merges) > before:
            assert given_at is not None, "merged without an approval"
            assert given_at < 0, "approved when the time had come"
            assert 0 <= seconds <= 3600, f"merged {seconds} seconds after its time"


def _look(story: Story, number: int, at: datetime) -> None:
    row = story.row(number)
    step = STORY.get(State(row.state))
    if step is not None and row.state in {"proposed", "in review", "approved"}:
        step(row, story.ports, at)


def _push(story: Story, number: int) -> None:
    row = story.row(number)
    if row.state in {"in review", "approved"}:
        text = story.host.text(GITOPS, row.service_file, row.branch)
        story.host.push(GITOPS, row.branch, {row.service_file: f"{text}# More.\n"})


def _approve(story: Story, number: int, who: str, at: object) -> bool:
    verb = review.override if who == "hurry" else review.approve
    by = story.person("ana" if who == "hurry" else who)
    page = request.request(by=by, number=number, at=at)
    read = review.Read(page.head, page.diff_hash)
    with suppress(Refused), transaction.atomic():
        verb(by=by, number=number, read=read, comment="Yes.", at=at)  # type: ignore[operator]
        return True
    return False


def test_nothing_is_merged_before_its_time_nor_long_after_it(
    live: Callable[[list[tuple[int, str]]], None],
) -> None:
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, min_size=4, max_size=12))
    @example([(-60, "ravi"), (-1, "look"), (0, "look")])
    @example([(-60, "ravi"), (-1, "look"), (3601, "look")])
    @example([(-60, "look"), (0, "ravi"), (1, "look")])
    @example([(-60, "hurry"), (-30, "look"), (3600, "look")])
    def law(acts: list[tuple[int, str]]) -> None:
        live(acts)

    law()
