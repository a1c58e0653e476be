"""The check that protects main is green for Clark's own merge, and for nothing else."""

from collections.abc import Callable, Sequence

import pytest
from django.utils import timezone

from clark.customers import repositories
from clark.errors import Refused, TryLater
from clark.flow import request, review
from clark.flow.spots import spots
from clark.ports import Change, Check, PullRequest
from clark.store.models import Followed, LineComment
from tests.flow.story import GITOPS, Story
from tests.flow.test_pulls_by_people import checks, look, opened
from tests.flow.test_pushes import ORDERS


@pytest.fixture(autouse=True)
def followed(story: Story) -> None:
    story.look()


def at_the_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]
) -> None:
    """Somebody acts once, right after the check turned green."""
    real, done = story.host.report, list[object]()

    def report(repository: str, head: str, said: Sequence[Check]) -> None:
        real(repository, head, said)
        green = any((each.name, each.conclusion) == ("clark/approval", "success") for each in said)
        if green and not done:
            done.append(happens())

    monkeypatch.setattr(story.host, "report", report)


def approved(story: Story) -> int:
    number = story.in_review("docs")
    story.approve(number)
    return number


def check_of(story: Story, number: int) -> str:
    return checks(story, GITOPS, story.row(number).pull_number or 0)["clark/approval"]


def test_it_is_red_again_where_the_author_withdraws_at_the_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(story)
    maya = story.person("maya")
    at_the_merge(
        story,
        monkeypatch,
        lambda: request.withdraw(by=maya, number=number, at=timezone.now()),
    )
    story.step(number)
    assert (story.state(number), check_of(story, number)) == ("withdrawn", "failure")


def test_it_is_red_again_where_main_moves_at_the_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(story)
    row = story.row(number)
    path = row.service_file
    other = {path: f"{row.files[path]}# another\n"}
    at_the_merge(story, monkeypatch, lambda: story.host.push(GITOPS, "main", other))
    story.step(number)
    assert check_of(story, number) == "failure"
    story.run()
    assert (story.state(number), check_of(story, number)) == ("outdated", "failure")


def test_it_is_red_for_a_request_that_was_withdrawn_while_nobody_worked(story: Story) -> None:
    number = approved(story)
    row = story.row(number)
    story.host.report(GITOPS, row.head, [Check("clark/approval", "success", "Approved in Clark")])
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    story.run()
    assert check_of(story, number) == "failure"


def test_a_second_pull_request_at_a_head_gets_nothing_before_the_request_knows_its_head(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = story.order("docs")
    look(story)
    real = story.host.propose

    def propose(change: Change) -> PullRequest:
        pull = real(change)
        story.host.branches[GITOPS, "copy"] = pull.head
        story.host.offer(GITOPS, "copy")
        Followed.objects.update(pulls_at=None)
        repositories.review(story.customer, GITOPS, story.host, timezone.now())
        raise TryLater("The answer is lost.")

    monkeypatch.setattr(story.host, "propose", propose)
    story.step(number)
    assert "clark/approval" not in checks(story, GITOPS, 2)


def test_a_request_s_branch_that_is_used_again_is_reviewed(story: Story) -> None:
    number = story.in_review("docs")
    branch = story.row(number).branch
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    story.run()
    story.host.push(GITOPS, branch, {ORDERS: opened(story)}, onto=story.host.head(GITOPS, "main"))
    again = story.host.offer(GITOPS, branch)
    look(story)
    assert checks(story, GITOPS, again)["clark/policies"] == "failure"


def test_a_locked_conversation_holds_up_no_merge(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = story.in_review("docs")
    spot, _ = next(iter(spots(story.page(number).files)))
    said = review.Said(spot, "Why?", story.row(number).head)
    review.comment_on_line(by=story.person("ravi"), number=number, said=said, at=timezone.now())
    story.approve(number)
    real = story.host.comment

    def comment(repository: str, number: int, key: str, body: str) -> None:
        if key.startswith("clark-line"):
            raise Refused("This conversation is locked.")
        real(repository, number, key, body)

    monkeypatch.setattr(story.host, "comment", comment)
    story.run()
    assert story.state(number) == "done"
    assert not LineComment.objects.filter(posted=False).exists()
