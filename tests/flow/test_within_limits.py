"""Limits of the control repository, at the form, the review, the approval and the merge."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import Refused
from clark.flow import limits, people, request
from clark.store.models import Person, Request
from tests.flow.at_once import approve_at_once
from tests.flow.raised import ask
from tests.flow.story import CONTROL, GITOPS, Story
from tests.flow.trails import empty_trails

HEAD = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Limits
spec:
  limits:
"""
BUCKETS = "    - {name: buckets, match: {kind: Bucket}, each: [team], most: {services: %d}}\n"


def allow(story: Story, buckets: int) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": HEAD + BUCKETS % buckets})
    story.look()


def bucket(story: Story, name: str) -> dict[str, str]:
    """The files of a bucket of the team backend, as somebody might push them to main."""
    number = story.order(name)
    files = dict(story.row(number).files)
    request.withdraw(by=story.person("maya"), number=number, at=story.row(number).created_at)
    return files


def test_an_order_over_a_limit_is_refused_at_the_form_with_what_there_is(story: Story) -> None:
    allow(story, 1)
    story.done("docs")
    with pytest.raises(Refused, match="breaks the rules") as refused:
        story.order("more")
    (problem,) = refused.value.problems
    assert "There would be 2 storage buckets of team backend" in problem.reason
    assert "the limit buckets allows 1" in problem.reason


def test_what_is_approved_and_not_merged_counts_at_the_form(story: Story) -> None:
    allow(story, 1)
    number = story.in_review("docs")
    story.approve(number)
    with pytest.raises(Refused) as refused:
        story.order("more")
    assert "1 approved and not merged yet" in refused.value.problems[0].reason


def test_of_two_halves_in_review_the_second_cannot_be_approved(story: Story) -> None:
    allow(story, 1)
    first, second = story.order("one"), story.order("two")
    story.run()
    story.approve(second)
    with pytest.raises(Refused, match="over a limit") as refused:
        story.approve(first)
    assert "approved and not merged yet" in refused.value.problems[0].reason
    story.run()
    assert story.state(second) == "done"
    assert story.page(first).verdict.state == "fix"


def test_a_limit_that_is_lowered_after_the_approval_holds_at_the_merge(story: Story) -> None:
    number = story.in_review("docs")
    story.approve(number)
    story.host.push(CONTROL, "main", {"limits.yaml": HEAD + BUCKETS % 0})
    story.step(number)
    assert story.state(number) == "proposed"
    head = story.host.head(GITOPS, "main")
    assert "regions/us-east-1/dev/docs-dev/service.yaml" not in story.host.tree(GITOPS, head)


def test_a_direct_edit_over_a_limit_is_flagged_blocks_more_and_deletes_nothing(
    story: Story,
) -> None:
    allow(story, 1)
    files = bucket(story, "one") | bucket(story, "two")
    story.host.push(GITOPS, "main", files)
    story.look()
    page = limits.limits(by=story.person("maya"))
    assert (page.over, page.rows[0].measures[0].said) == (1, "2 of 1")
    with pytest.raises(Refused):
        story.order("three")
    assert set(files) <= set(story.host.tree(GITOPS, story.host.head(GITOPS, "main")))
    number = story.change("one-dev", "delete", confirm="one-dev")
    story.run()
    assert story.page(number).verdict.state != "fix"


def test_broken_limits_deny_everything_and_are_shown_by_line(story: Story) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": HEAD + "    - {name: buckets}\n"})
    story.look()
    with pytest.raises(Refused) as refused:
        story.order("docs")
    assert "The limits cannot be read" in refused.value.problems[0].reason
    (flaw,) = limits.limits(by=story.person("maya")).broken
    assert (flaw.path, flaw.line) == ("limits.yaml", 5)


def test_limits_that_are_no_text_deny_everything(story: Story) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": b"\xff\xfe"})
    story.look()
    with pytest.raises(Refused) as refused:
        story.order("docs")
    assert "UTF-8" in refused.value.problems[0].reason


def test_the_page_finds_filters_and_says_what_is_used(story: Story) -> None:
    allow(story, 3)
    story.done("docs")
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    for query, said in (
        ({}, "1 of 3"),
        ({"q": "backend"}, "1 of 3"),
        ({"q": "nowhere"}, "No limit matches"),
        ({"standing": "over"}, "No limit matches"),
        ({"standing": "odd", "q": "\0"}, "limits.yaml"),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            answer = maya.get("/limits/", query, headers=headers)
            assert answer.status_code == 200
            assert said in answer.content.decode()


def test_the_api_says_the_same(story: Story) -> None:
    allow(story, 3)
    story.done("docs")
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    answer = Client(headers={"authorization": f"Bearer {token}"}).get("/api/limits")
    page = json.loads(answer.content)
    assert [each["said"] for each in page["rows"][0]["measures"]] == ["1 of 3"]


@pytest.fixture
def apart(transactional_db: None, story: Story) -> Iterator[Story]:
    """A story in which each thread has transactions of its own."""
    yield story
    empty_trails()


@pytest.mark.parametrize("seed", range(3))
def test_two_halves_approved_at_one_moment_never_exceed_the_limit(apart: Story, seed: int) -> None:
    """Negative test 17 of limits.md: each reviewer would be right alone."""
    story = apart
    allow(story, 1)
    numbers = [story.order(f"half{index}") for index in range(2)]
    story.run()
    refused = approve_at_once(story, dict.fromkeys(numbers[:: 1 - 2 * (seed % 2)], "ravi"))
    assert len(refused) == 1
    story.run()
    merged = Request.objects.filter(state="done").count()
    assert merged == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_raise_that_is_approved_at_the_same_moment_lets_in_nothing_before_it_holds(
    apart: Story, seed: int
) -> None:
    story = apart
    allow(story, 1)
    halves = [story.order(f"half{index}") for index in range(2)]
    raised = ask(story)
    story.run()
    who = {raised: "ana", **dict.fromkeys(halves, "ravi")}
    order = [*who][seed:] + [*who][:seed]
    (refused,) = approve_at_once(story, {number: who[number] for number in order})
    assert refused in halves
    story.run()
    assert Request.objects.filter(state="done").count() == 2
    story.approve(refused)
    story.run()
    assert Request.objects.filter(state="done").count() == 3


def test_what_is_to_be_deleted_frees_nothing_before_it_is_gone_from_main(story: Story) -> None:
    """The deletion may still be withdrawn, and what was let in for it would be over the limit."""
    allow(story, 2)
    for name in ("one", "two"):
        story.done(name)
    number = story.change("one-dev", "delete", confirm="one-dev")
    story.run()
    for _ in range(3):
        latest = Request.objects.order_by("-number").first()
        if latest is not None and latest.state == "in review":
            story.approve(latest.number)
            with pytest.raises(Refused):
                story.order("three")
        story.run()
    assert story.state(number) == "done"
    story.order("three")


MONEY = "    - {name: money, match: {team: backend}, most: {monthlyUSD: %d}}\n"


def spend(story: Story, dollars: int) -> None:
    story.host.push(CONTROL, "main", {"limits.yaml": HEAD + MONEY % dollars})
    story.look()


def test_a_budget_counts_what_the_services_of_a_team_cost(story: Story) -> None:
    spend(story, 1)
    with pytest.raises(Refused) as refused:
        story.order("docs")
    assert "a month for services of team backend" in refused.value.problems[0].reason
    assert "the limit money allows $1.00" in refused.value.problems[0].reason
    spend(story, 100)
    story.done("docs")
    (measure,) = limits.limits(by=story.person("maya")).rows[0].measures
    assert 0 < measure.used < 100
    assert measure.said.startswith("$")


def test_prices_that_cannot_be_read_are_no_permission_to_spend(story: Story) -> None:
    spend(story, 10_000)
    story.order("docs")
    story.host.push(CONTROL, "main", {"prices.csv": b"\xff"})
    story.look()
    with pytest.raises(Refused) as refused:
        story.order("more")
    assert "the prices cannot be read" in refused.value.problems[0].reason


def test_what_is_not_priced_is_said_where_a_budget_would_count_it(story: Story) -> None:
    spend(story, 10_000)
    number = story.order("orders", offering="databases", environment="prod")
    story.run()
    found = [each.finding for each in story.page(number).verdict.findings]
    (told,) = [each for each in found if each.policy == "limit"]
    assert (told.level, "not priced" in told.reason) == ("warn", True)
    story.approve(number)  # a warning is no refusal
    story.run()
    assert story.row(number).merge_commit
