"""What is said of single lines of a change: by whom, of what, and where it is read."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import NotFound, Refused
from clark.flow import people, review
from clark.flow.request.cards import LineCommentCard
from clark.flow.spots import Spot, spots
from clark.store.models import AuditRow, Decision, LineComment, Notice, Person
from tests.flow.story import GITOPS, Story

WHY = "Why a new one?"


def line_of(story: Story, number: int, words: str) -> Spot:
    return next(spot for spot, text in spots(story.page(number).files) if words in text)


def say(story: Story, number: int, spot: Spot, said: str = WHY, who: str = "ravi") -> None:
    head = story.row(number).head
    told = review.Said(spot, said, head)
    review.comment_on_line(by=story.person(who), number=number, said=told, at=timezone.now())


def said_of(story: Story, number: int) -> list[LineCommentCard]:
    return list(story.page(number).comments)


def test_a_comment_stands_at_its_line_for_everybody(story: Story) -> None:
    number = story.in_review()
    spot = line_of(story, number, "kind: Bucket")
    say(story, number, spot)
    (found,) = story.page(number, "maya").comments
    assert (found.person, found.spot, found.said, found.stands) == (
        story.person("ravi").name, spot, WHY, True,
    )  # fmt: skip
    shown = _client("maya").get(f"/requests/{number}/").content.decode()
    after = shown.index("kind")
    assert WHY in shown[after:]


def test_it_decides_nothing(story: Story) -> None:
    number = story.in_review()
    rows = AuditRow.objects.count()
    say(story, number, line_of(story, number, "kind: Bucket"))
    story.run()
    assert story.state(number) == "in review"
    assert not Decision.objects.exists()
    assert AuditRow.objects.count() == rows


def test_those_whom_it_concerns_are_told_and_nobody_twice(story: Story) -> None:
    number = story.in_review()
    spot = line_of(story, number, "kind: Bucket")
    say(story, number, spot)
    say(story, number, spot, "It holds the invoices.", "maya")
    told = [(each.person.username, each.body) for each in Notice.objects.order_by("pk")]
    where = f"{spot.path}:{spot.line}"
    assert told == [("maya", f"{where}: {WHY}"), ("ravi", f"{where}: It holds the invoices.")]


def test_the_pull_request_has_it_once(story: Story) -> None:
    number = story.in_review()
    say(story, number, line_of(story, number, "kind: Bucket"), f"{WHY}\n# Not a heading")
    story.run()
    story.run()
    comments = story.host.pulls[GITOPS, story.row(number).pull_number or 0].comments
    (told,) = [body for key, body in comments.items() if key.startswith("clark-line")]
    assert story.person("ravi").name in told
    assert f"> {WHY}\n> \\# Not a heading" in told
    assert "    kind: Bucket" in told


def test_what_is_said_right_before_the_approval_is_in_the_pull_request(story: Story) -> None:
    number = story.in_review()
    say(story, number, line_of(story, number, "kind: Bucket"))
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    assert not LineComment.objects.filter(posted=False).exists()


def test_a_push_that_changes_the_line_keeps_what_was_said_of_it(story: Story) -> None:
    number = story.in_review()
    row, spot = story.row(number), line_of(story, number, "locationConstraint")
    say(story, number, spot)
    text = story.host.text(GITOPS, row.service_file, row.branch)
    moved = text.replace("locationConstraint: us-east-1", "locationConstraint: us-east-1 # here")
    assert moved != text
    story.host.push(GITOPS, row.branch, {row.service_file: moved}, "jonas@techcorp.example")
    story.run()
    (found,) = said_of(story, number)
    assert not found.stands
    shown = _client("maya").get(f"/requests/{number}/").content.decode()
    assert "of a line that is not shown any more" in shown


def test_what_was_not_read_is_not_commented_on(story: Story) -> None:
    number = story.in_review()
    spot = line_of(story, number, "kind: Bucket")
    told = review.Said(spot, WHY, "0" * 40)
    with pytest.raises(Refused, match="moved while you read it"):
        review.comment_on_line(by=story.person("ravi"), number=number, said=told, at=timezone.now())


def test_a_line_that_is_not_there_and_an_empty_comment_are_refused_together(story: Story) -> None:
    number = story.in_review()
    with pytest.raises(Refused) as refused:
        say(story, number, Spot("elsewhere.yaml", "new", 1), " ")
    assert [each.field for each in refused.value.problems] == ["comment", "line"]
    assert not LineComment.objects.exists()


def test_nothing_is_said_of_a_request_that_has_ended(story: Story) -> None:
    number = story.done()
    with pytest.raises(Refused, match="is done"):
        say(story, number, line_of(story, number, "kind: Bucket"))
    assert "comment" not in story.page(number).may


def test_a_stranger_finds_no_request_to_comment_on(story: Story) -> None:
    number = story.in_review()
    told = review.Said(line_of(story, number, "kind: Bucket"), WHY, story.row(number).head)
    stranger = replace(story.person("ravi"), customer_id=0)
    with pytest.raises(NotFound):
        review.comment_on_line(by=stranger, number=number, said=told, at=timezone.now())


def test_a_comment_is_made_on_the_page_and_a_refused_one_keeps_its_words(story: Story) -> None:
    number = story.in_review()
    spot, ravi = line_of(story, number, "kind: Bucket"), _client("ravi")
    form = ravi.get(f"/requests/{number}/", {"on": spot.key}).content.decode()
    assert f"Comment on line {spot.line}" in form
    address, sent = f"/requests/{number}/comment/", {"on": spot.key, "comment": WHY}
    refused = ravi.post(address, {**sent, "head": "0" * 40})
    assert refused.status_code == 422
    assert f">{WHY}</textarea>" in refused.content.decode()
    assert "moved while you read it" in refused.content.decode()
    done = ravi.post(address, {**sent, "head": story.row(number).head}, follow=True)
    assert WHY in done.content.decode()


def test_the_api_takes_the_same(story: Story) -> None:
    number = story.in_review()
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    maya = Client(headers={"authorization": f"Bearer {token}"})
    spot = line_of(story, number, "kind: Bucket")
    body = {"path": spot.path, "line": spot.line, "comment": WHY, "head": story.row(number).head}
    address = f"/api/requests/{number}/comments"
    assert maya.post(address, body, content_type="application/json").status_code == 204
    odd = maya.post(address, body | {"side": "left"}, content_type="application/json")
    assert odd.status_code == 422
    assert maya.get(f"/api/requests/{number}").json()["comments"][0]["said"] == WHY


def _client(name: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=name))
    return client
