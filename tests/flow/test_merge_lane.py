"""Who merged, in which lane, and what the record says of it."""

import pytest
from django.db import connection

from clark.errors import TryLater
from clark.flow.cards import LogLine
from clark.flow.locks import Lock
from clark.store.models import Entry
from tests.flow.looking import PATH, longer
from tests.flow.story import GITOPS, Story


def said_of_merge(number: int) -> str:
    return Entry.objects.get(request__number=number, event="merged").said


def line(story: Story, number: int, word: str) -> LogLine:
    return next(each for each in reversed(story.page(number).log) if word in each.what)


def test_an_approved_merge_that_somebody_else_made_is_not_recorded_as_clarks(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    assert said_of_merge(number) == "Merged in the repository itself, as it was approved."
    assert line(story, number, "pull request merged").what == "found the pull request merged"


def test_a_merge_of_clarks_own_whose_answer_was_lost_needs_no_explanation(story: Story) -> None:
    number = story.in_review()
    story.approve(number)
    story.host.refuses["merge after"] = TryLater("The answer was lost.")
    story.run()
    assert (story.state(number), said_of_merge(number)) == ("done", "")
    assert line(story, number, "merged").what == "merged the pull request"


def test_a_merge_that_clark_tried_in_vain_and_somebody_else_made_is_theirs(story: Story) -> None:
    number = story.in_review()
    story.approve(number)

    def moved(name: str) -> None:
        if name == "merge":
            story.host.push(GITOPS, "main", {"README.md": "Moved.\n"})
        else:
            story.host.between.append(moved)

    story.host.between.append(moved)
    story.step(number)
    assert story.state(number) == "approved"
    story.host.merge_by_hand(GITOPS, 1)
    story.run()
    assert said_of_merge(number) == "Merged in the repository itself, as it was approved."


def test_a_repository_has_one_lane_for_merges(story: Story) -> None:
    """Two workers never ask the host to merge for the same customer at once."""
    number = story.in_review()
    story.approve(number)
    held: list[int] = []

    def look(name: str) -> None:
        if name == "merge":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                    "AND classid = %s AND objid = %s",
                    [Lock.LANES.value, story.customer.pk],
                )
                held.append(cursor.fetchone()[0])
        story.host.between.append(look)

    story.host.between.append(look)
    story.step(number)
    assert held == [1]


@pytest.mark.parametrize("approved", [True, False])
def test_the_log_speaks_of_an_approval_only_where_one_was_taken_back(
    story: Story, approved: bool
) -> None:
    number = story.in_review()
    branch = story.row(number).branch
    if approved:
        story.approve(number)
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)})
    story.run()
    entry = line(story, number, "review anew")
    assert entry.what == "began the review anew"
    assert entry.said.startswith("New commits were pushed")
    assert ("approval no longer counts" in entry.said) is approved
