"""What people and the Git host do past Clark, and who may decide then."""

import pytest
from django.utils import timezone

from clark.errors import Refused, TryLater
from clark.flow import request, review
from clark.store.models import Decision, Entry, Person
from tests.flow.looking import PATH, longer, told
from tests.flow.story import GITOPS, Story


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_closed_outside_ends_the_request_in_every_state(story: Story, steps: int) -> None:
    number = story.order()
    for _ in range(steps):
        story.step(number)
    if steps == 3:
        story.approve(number)
    story.host.close_by_hand(GITOPS, 1)
    story.run()
    assert story.state(number) == "withdrawn"
    assert len(told(number)) == 1
    assert story.row(number).due_at is None


@pytest.mark.parametrize("verb", ["withdraw", "reject", "nothing"])
def test_merged_outside_is_what_happened_whatever_was_decided(story: Story, verb: str) -> None:
    number = story.in_review()
    story.host.merge_by_hand(GITOPS, 1)
    if verb == "withdraw":
        request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    if verb == "reject":
        ravi = story.person("ravi")
        review.reject(by=ravi, number=number, comment="No.", at=timezone.now())
    story.run()
    assert story.state(number) == "done"
    assert not story.host.merges
    said = Entry.objects.get(request__number=number, event="merged").said
    assert said == "Merged in the repository itself, without an approval in Clark."


def test_another_head_merged_outside_after_an_approval_is_said(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)})
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    said = Entry.objects.get(request__number=number, event="merged").said
    assert "without an approval" in said


def test_a_merge_whose_answer_was_lost_is_found_and_not_repeated(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    story.host.refuses["merge after"] = TryLater("The answer was lost.")
    story.step(number)
    assert story.state(number) == "approved"
    assert len(story.host.merges) == 1
    story.run()
    assert story.state(number) == "done"
    assert len(story.host.merges) == 1


def test_withdrawn_after_a_merge_whose_answer_was_lost_goes_on_as_merged(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    story.host.refuses["merge after"] = TryLater("The answer was lost.")
    story.step(number)
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    story.run()
    assert story.state(number) == "done"
    said = Entry.objects.get(request__number=number, event="merged").said
    assert said == "Merged as it was approved, before it could be stopped."


def test_a_pull_request_whose_answer_was_lost_is_closed_with_its_withdrawn_request(
    story: Story,
) -> None:
    number = story.order()
    story.host.refuses["propose after"] = TryLater("The answer was lost.")
    story.step(number)
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    story.run()
    assert story.host.pulls[GITOPS, 1].state == "closed"


def test_a_request_withdrawn_before_anything_was_proposed_leaves_no_pull_request(
    story: Story,
) -> None:
    number = story.order()
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    story.run()
    assert not story.host.pulls


def test_an_approver_who_may_no_longer_review_does_not_count(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    Person.objects.filter(username="ravi").update(role="developer")
    story.run()
    assert story.state(number) == "in review"
    assert [each.void_because for each in Decision.objects.all()] == ["No approval stands."]
    assert not story.host.merges


def test_an_author_who_becomes_a_reviewer_still_needs_somebody_else(story: Story) -> None:
    number = story.in_review()
    Person.objects.filter(username="maya").update(role="owner")
    with pytest.raises(Refused, match="You asked for this"):
        story.approve(number, "maya")


@pytest.mark.parametrize("spelt", ["RAVI@techcorp.example", " ravi@TechCorp.example"])
def test_an_author_of_a_commit_is_known_however_the_address_is_spelt(
    story: Story, spelt: str
) -> None:
    number = story.in_review()
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)}, author=spelt)
    story.run()
    with pytest.raises(Refused, match="You wrote a commit"):
        story.approve(number)


@pytest.mark.parametrize(("call", "who"), [("changed", "ana"), ("authors", "ravi")])
def test_a_branch_that_moved_to_and_fro_while_it_was_read_is_seen_through_at_the_merge(
    story: Story, call: str, who: str
) -> None:
    """What was shown was another commit's, or the name of who wrote it was hidden for a moment."""
    number = story.in_review()
    branch = story.row(number).branch
    shown = story.host.branches[GITOPS, branch]
    hidden = story.host.push(GITOPS, branch, {PATH: longer(story, branch)}, "ravi@techcorp.example")
    story.step(number)

    def to_and_fro(name: str) -> None:
        wanted = shown if name == call else hidden
        story.host.branches[GITOPS, branch] = wanted
        story.host.between.append(to_and_fro)

    story.host.between.append(to_and_fro)
    story.step(number)
    story.host.between.clear()
    assert story.row(number).head == hidden
    story.approve(number, who)
    story.run()
    assert story.state(number) == "in review"
    assert not story.host.merges
