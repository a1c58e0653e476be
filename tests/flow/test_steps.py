"""One step of a request: what delays it, and what it finds of other requests and clusters."""

from dataclasses import replace

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from clark.errors import Refused, TryLater
from clark.flow import request
from clark.flow.provision.observe import observe
from clark.store.models import LiveObject, Request
from clark.worker import jobs, watch
from tests.flow.story import CONTROL, GITOPS, REGION, Story


def test_a_refusal_of_the_host_is_shown_and_tried_again(story: Story) -> None:
    number = story.order()
    story.host.refuses["propose"] = Refused("The branch exists with other commits.")
    story.step(number)
    row = story.row(number)
    assert (row.state, row.waiting) == ("submitted", "The branch exists with other commits.")
    assert row.due_at
    assert row.due_at > timezone.now()
    story.run()
    assert story.state(number) == "in review"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TryLater("Busy.", after=7), "Busy."),
        (RuntimeError("a password=hunter2"), "Clark met a flaw of its own: RuntimeError."),
    ],
)
def test_whatever_a_step_meets_delays_the_request(
    story: Story, error: Exception, said: str
) -> None:
    number = story.order()
    story.host.refuses["propose"] = error
    story.step(number)
    row = story.row(number)
    assert (row.state, row.waiting, row.attempts) == ("submitted", said, 1)
    story.run()
    assert (story.state(number), story.row(number).attempts) == ("in review", 0)


def test_a_long_review_does_not_make_the_next_hiccup_slow(story: Story) -> None:
    number = story.in_review()
    for _ in range(10):
        story.step(number)
    story.host.refuses["pull_request"] = TryLater("Busy.")
    story.step(number)
    due = story.row(number).due_at
    assert due
    assert (due - timezone.now()).total_seconds() < 2


def test_an_early_job_is_dropped(story: Story) -> None:
    number = story.in_review()
    story.step(number)
    calls = len(story.host.calls)
    jobs.advance(str(story.row(number).pk))
    assert len(story.host.calls) == calls


def test_what_a_slow_step_found_does_not_touch_a_later_state(story: Story) -> None:
    """A look that began in review ends after the approval: it must not put the merge off."""
    number = story.in_review()
    story.host.between.extend([lambda _: story.approve(number)])
    story.step(number)
    row = story.row(number)
    assert (row.state, row.waiting) == ("approved", "")


def two_that_may_clash(story: Story) -> tuple[int, int]:
    """Two requests of a customer who lets people choose the names of buckets."""
    story.host.push(CONTROL, "main", {"policies/service-external-name.yaml": None})
    numbers = story.order("one"), story.order("two")
    story.run()
    return numbers


def test_of_two_approved_requests_for_one_name_the_first_is_merged(story: Story) -> None:
    first, second = two_that_may_clash(story)
    bucket = "regions/us-east-1/dev/{}-dev/service.yaml"
    branch = story.row(second).branch
    text = story.host.text(GITOPS, bucket.format("two"), branch)
    same = text.replace("techcorp-two-dev", "techcorp-one-dev")
    assert same != text
    story.host.push(GITOPS, branch, {bucket.format("two"): same})
    story.step(second)
    story.step(second)
    story.approve(first)
    story.approve(second)
    story.run()
    assert story.state(first) == "done"
    assert story.state(second) == "in review"
    assert story.page(second).verdict.state == "fix"


def test_a_verdict_is_asked_again_when_a_promise_is_taken_back(story: Story) -> None:
    first, second = two_that_may_clash(story)
    bucket = "regions/us-east-1/dev/two-dev/service.yaml"
    branch = story.row(second).branch
    same = story.host.text(GITOPS, bucket, branch).replace("techcorp-two-dev", "techcorp-one-dev")
    story.approve(first)
    story.host.push(GITOPS, branch, {bucket: same})
    for _ in range(2):
        story.step(second)
    assert story.page(second).verdict.state == "fix"
    request.withdraw(by=story.person("maya"), number=first, at=timezone.now())
    story.run()
    assert story.page(second).verdict.state == "review"


def test_a_cluster_that_holds_two_kinds_of_one_name_is_copied(story: Story) -> None:
    story.done()
    seen = next(each for each in story.cluster.observe(REGION).objects if each.kind == "Bucket")
    story.cluster.more = [
        replace(seen, api_version="s3.aws.upbound.io/v1beta1", annotations={"a": "b"}),
        replace(seen, kind="Secret", api_version="v1", name="leaked"),
        replace(seen, name="odd", status={"masterPassword": "canary", "note": "a\0b"}),
    ]
    observe(story.customer, REGION, story.cluster, timezone.now())
    kept = LiveObject.objects.filter(region__name=REGION)
    assert kept.filter(kind="Bucket", name="docs-dev").count() == 2
    assert not kept.filter(kind="Secret").exists()
    assert kept.get(name="odd").status == {"note": "ab"}


def test_requests_that_are_due_are_queued_once(story: Story) -> None:
    number = story.order()
    ProcrastinateJob.objects.all()._raw_delete("default")
    for _ in range(3):
        watch.wake()
    row = Request.objects.get(number=number)
    assert list(ProcrastinateJob.objects.values_list("queueing_lock", flat=True)) == [
        f"request:{row.pk}"
    ]
