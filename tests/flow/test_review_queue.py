"""The queue: who has waited for most of the time that the customer wants a decision to take."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clark.flow import review
from clark.flow.cards import QueueRow
from clark.store.models import Person, Request
from tests.flow.ruled import FREE, override, rule
from tests.flow.story import GITOPS, Story

HURRY = "    - {name: hurry, match: {kind: Bucket}, within: 30m}\n"
SLOW = "    - {name: slow, match: {kind: Bucket, environment: dev}, within: 2d}\n"


def waiting(story: Story) -> list[QueueRow]:
    return list(review.queue(by=story.person("ravi"), now=timezone.now()))


def ago(story: Story, number: int, **by: float) -> None:
    asked = timezone.now() - timedelta(**by)
    Request.objects.filter(number=number).update(created_at=asked)


def test_what_has_used_up_most_of_its_time_comes_first(story: Story) -> None:
    rule(story, "    - {name: dev, match: {environment: dev}, within: 2d}\n")
    relaxed, urgent = story.in_review("docs"), story.order("pics", environment="staging")
    story.run()
    ago(story, relaxed, hours=9)
    ago(story, urgent, hours=4)
    rows = waiting(story)
    assert [row.number for row in rows] == [urgent, relaxed]
    assert [row.target for row in rows] == [8 * 3600, 48 * 3600]
    assert not any(row.late for row in rows)


def test_the_shortest_time_of_the_rules_that_match_holds_and_what_is_over_is_late(
    story: Story,
) -> None:
    rule(story, SLOW, HURRY)
    number = story.in_review()
    assert [row.late for row in waiting(story)] == [False]
    ago(story, number, minutes=31)
    (row,) = waiting(story)
    assert (row.target, row.late) == (1800, True)
    client = Client()
    client.force_login(Person.objects.get(username="ravi"))
    shown = client.get("/review/").content.decode()
    assert "Late" in shown
    assert "of 30 min" in shown


def test_a_time_to_decide_neither_approves_nor_asks_for_more(story: Story) -> None:
    rule(story, HURRY)
    number = story.in_review()
    assert [need.rule for need in story.page(number).needs] == [""]
    story.approve(number)
    story.run()
    assert story.state(number) == "done"


def test_a_time_to_decide_does_not_stand_in_the_way_of_a_rule_that_approves(story: Story) -> None:
    rule(story, HURRY, FREE)
    number = story.order()
    story.run()
    assert story.state(number) == "done"


@pytest.mark.parametrize("odd", ["soon", "0h", "-1d", "1w", "99999h", "8"])
def test_a_time_that_is_none_stops_every_approval_and_names_its_line(
    story: Story, odd: str
) -> None:
    number = story.in_review()
    rule(story, f"    - {{name: odd, match: {{kind: Bucket}}, within: {odd}}}\n")
    story.step(number)
    (found,) = story.page(number).verdict.findings
    assert (found.finding.file, found.finding.level) == ("approvals.yaml", "deny")


def test_an_emergency_that_nobody_looked_at_stays_in_the_queue(story: Story) -> None:
    number = story.in_review()
    override(story, number)
    story.run()
    (row,) = waiting(story)
    assert (row.number, row.tone) == (number, "bad")


def test_the_pull_request_fails_a_check_until_it_is_approved(story: Story) -> None:
    number = story.in_review()
    pull = story.host.pulls[GITOPS, story.row(number).pull_number or 0]

    def said() -> tuple[str, str]:
        (found,) = [each for each in pull.checks[pull.head] if each.name == "clark/approval"]
        return found.conclusion, found.summary

    assert said() == ("failure", "Waits in Clark: not approved yet, or not its time yet")
    story.approve(number)
    story.run()
    assert said() == ("success", f"Approved in Clark by {story.person('ravi').name}")


def test_the_check_fails_again_once_the_approval_is_void(story: Story) -> None:
    number = story.in_review()
    row = story.row(number)
    story.approve(number)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    pushed = {row.service_file: f"{text}# More.\n"}
    story.host.push(GITOPS, row.branch, pushed, "jonas@techcorp.example")
    story.run()
    pull = story.host.pulls[GITOPS, row.pull_number or 0]
    said = {each.name: each.conclusion for each in pull.checks[pull.head]}
    assert said["clark/approval"] == "failure"
