"""What happened while nobody looked: a merge written down late, a main that was rewritten."""

from datetime import timedelta

from clark.store.models import Entry, Request
from tests.flow.clusters import event
from tests.flow.story import GITOPS, Story


def test_a_resize_is_done_though_its_merge_was_written_down_after_aws_was_through(
    story: Story,
) -> None:
    number = story.change("orders-db-prod", "class", size="large", when="now", accept="on")
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    merged = Entry.objects.get(request__number=number, event="merged")
    checked = Entry.objects.filter(request__number=number, event="checked")
    checked.update(at=merged.at - timedelta(seconds=90))
    called = merged.at - timedelta(seconds=60)
    story.cluster.events.append(event("orders-db-prod", "UpdatedExternalResource", called))
    story.run()
    assert story.state(number) == "done"


def test_a_request_that_was_filled_in_on_a_lost_main_begins_on_the_one_there_is(
    story: Story,
) -> None:
    number = story.order()
    kept = story.host.branches[GITOPS, "main"]
    filled_on = Request.objects.get(number=number).base_commit
    Request.objects.filter(number=number).update(base_commit="0" * 40)
    story.step(number)
    assert filled_on == kept
    assert story.state(number) == "proposed"
    assert Request.objects.get(number=number).base_commit == kept


def test_a_request_whose_file_main_has_meanwhile_is_outdated_before_it_is_proposed(
    story: Story,
) -> None:
    number = story.order()
    path = next(iter(Request.objects.get(number=number).files))
    story.host.push(GITOPS, "main", {path: "kind: Other\n"})
    story.step(number)
    assert story.state(number) == "outdated"
