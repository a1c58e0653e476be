"""A request's whole way, with an outside in memory."""

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import review
from clark.store.models import Entry
from tests.flow.clusters import event
from tests.flow.looking import PATH, happened, longer, told
from tests.flow.story import GITOPS, Story


def test_from_request_to_ready_with_one_merge_and_one_notice(story: Story) -> None:
    number = story.done()
    assert happened(number) == [
        "submitted",
        "proposed",
        "checked",
        "approved",
        "merged",
        "provisioned",
        "delivered",
        "notified",
    ]
    assert len(story.host.merges) == 1
    assert told(number) == ["docs-dev is ready"]
    assert [step.state for step in story.page(number).steps] == ["done"] * 6


def test_a_new_head_voids_the_approval_and_the_timeline_goes_back(story: Story) -> None:
    number = story.in_review()
    branch = story.row(number).branch
    story.approve(number)
    story.host.push(GITOPS, branch, {PATH: longer(story, branch)})
    story.run()
    page = story.page(number)
    assert page.row.state == "in review"
    assert [each.void_because for each in page.decisions] == [
        "New commits were pushed after the approval."
    ]
    assert [step.state for step in page.steps[:3]] == ["done", "now", "next"]
    assert page.steps[1].seconds is None
    assert not story.host.merges
    story.approve(number)
    story.run()
    assert story.state(number) == "done"
    assert "noncurrentDays: 31" in story.host.text(GITOPS, PATH)


def test_a_head_from_before_main_changed_the_same_file_is_never_merged(story: Story) -> None:
    """Git would merge it line by line, into something that nobody has read."""
    story.done()
    old_main = story.host.branches[GITOPS, "main"]
    story.host.push(GITOPS, "main", {PATH: longer(story, "main")})
    story.look()
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    branch = story.row(number).branch
    text = story.host.text(GITOPS, PATH, branch).replace("31", "30")
    story.host.push(GITOPS, branch, {PATH: text}, onto=old_main)
    story.host.push(GITOPS, "main", {PATH: longer(story, "main") + "# theirs\n"})
    story.run()
    assert story.state(number) == "outdated"
    assert len(story.host.merges) == 1


def test_a_file_that_main_changed_makes_a_request_outdated_and_the_author_is_told(
    story: Story,
) -> None:
    story.done()
    number = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    story.host.push(GITOPS, "main", {PATH: longer(story, "main")})
    story.run()
    assert story.state(number) == "outdated"
    assert len(told(number)) == 1
    pull = story.host.pulls[GITOPS, story.row(number).pull_number or 0]
    assert pull.state == "closed"
    assert story.row(number).due_at is None


def test_deletion_is_two_merges_and_two_approvals(story: Story) -> None:
    story.done()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    with pytest.raises(Refused, match="still open"):
        story.change("docs-dev", "delete", confirm="docs-dev")
    story.approve(first)
    story.run()
    assert story.state(first) == "done"
    second = story.row(first).next.get().number
    assert story.state(second) == "in review"
    story.approve(second)
    story.run()
    assert story.state(second) == "done"
    assert PATH not in story.host.commits[story.host.branches[GITOPS, "main"]].tree


def test_a_released_service_whose_removal_was_turned_down_can_be_deleted_later(
    story: Story,
) -> None:
    story.done()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    story.approve(first)
    story.run()
    second = story.row(first).next.get().number
    ravi = story.person("ravi")
    review.reject(by=ravi, number=second, comment="Not today.", at=timezone.now())
    story.run()
    third = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    assert (story.row(third).action, story.state(third)) == ("delete", "in review")


def test_files_taken_away_meanwhile_need_no_removal(story: Story) -> None:
    story.done()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    story.run()
    story.approve(first)
    while story.state(first) != "delivered":
        story.step(first)
        story.look()
    gone = dict.fromkeys([PATH, PATH.replace("service", "credentials")])
    story.host.push(GITOPS, "main", gone)
    story.run()
    assert story.state(first) == "done"
    assert not story.row(first).next.exists()


def test_what_main_loses_after_the_merge_is_superseded_and_not_waited_for(story: Story) -> None:
    story.cluster.slow.add("docs-dev")
    number = story.in_review()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    gone = dict.fromkeys([PATH, PATH.replace("service", "credentials")])
    story.host.push(GITOPS, "main", gone)
    story.run()
    assert story.state(number) == "superseded"
    assert story.row(number).due_at is None
    assert len(told(number)) == 1


def test_a_release_waits_for_the_cluster_and_not_for_an_old_copy_of_main(story: Story) -> None:
    """The copy holds the merge before anybody compares the cluster with it."""
    number = story.change("orders-db-prod", "delete", confirm="orders-db-prod")
    for _ in range(2):
        story.step(number)
    story.approve(number)
    story.step(number)
    assert story.state(number) == "merged"
    story.step(number)  # the cluster was not looked at since: protection is still on there
    assert story.state(number) == "merged"
    story.run()
    assert story.state(number) == "done"


def test_a_resize_is_done_once_the_cloud_was_seen_or_stayed_quiet(story: Story) -> None:
    asked = {"size": "large", "when": "now", "accept": "on"}
    number = story.change("orders-db-prod", "class", **asked)
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    merged = Entry.objects.get(request__number=number, event="merged")
    story.cluster.events.append(event("orders-db-prod", "UpdatedExternalResource", merged.at))
    checked = Entry.objects.filter(request__number=number, event="checked")
    checked.update(at=merged.at - timezone.timedelta(seconds=9))
    story.cluster.events[-1] = event(
        "orders-db-prod", "UpdatedExternalResource", merged.at - timezone.timedelta(seconds=8)
    )
    story.run()
    assert story.state(number) == "done"
