"""A request's whole way, with an outside in memory."""

import pytest
from django.utils import timezone

from clark.errors import Refused, TryLater
from clark.flow import request, review
from clark.flow.provision.observe import observe
from clark.store.models import Decision, Entry, Notice, Person, Request
from tests.flow.outside import event
from tests.flow.story import CONTROL, GITOPS, REGION, Story

PATH = f"regions/{REGION}/dev/docs-dev/service.yaml"
ORDERS = f"regions/{REGION}/prod/orders-db-prod/service.yaml"


def told(number: int) -> list[str]:
    return list(Notice.objects.filter(request__number=number).values_list("title", flat=True))


def happened(number: int) -> list[str]:
    return list(Entry.objects.filter(request__number=number).values_list("event", flat=True))


def longer(story: Story, branch: str, days: int = 31) -> str:
    text = story.host.text(GITOPS, PATH, branch)
    return text.replace("noncurrentDays: 30", f"noncurrentDays: {days}")


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
    Entry.objects.filter(pk=merged.pk).update(at=merged.at - timezone.timedelta(seconds=9))
    story.cluster.events[-1] = event(
        "orders-db-prod", "UpdatedExternalResource", merged.at - timezone.timedelta(seconds=8)
    )
    story.run()
    assert story.state(number) == "done"


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
    from clark.worker import jobs

    jobs.advance(str(story.row(number).pk))
    assert len(story.host.calls) == calls


def test_what_a_slow_step_found_does_not_touch_a_later_state(story: Story) -> None:
    """A look that began in review ends after the approval: it must not put the merge off."""
    number = story.in_review()
    story.host.between.extend([lambda _: story.approve(number)])
    story.step(number)
    row = story.row(number)
    assert (row.state, row.waiting) == ("approved", "")


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
    from dataclasses import replace

    story.cluster.more = [
        replace(seen, api_version="s3.aws.upbound.io/v1beta1", annotations={"a": "b"}),
        replace(seen, kind="Secret", api_version="v1", name="leaked"),
        replace(seen, name="odd", status={"masterPassword": "canary", "note": "a\0b"}),
    ]
    observe(story.customer, REGION, story.cluster, timezone.now())
    from clark.store.models import LiveObject

    kept = LiveObject.objects.filter(region__name=REGION)
    assert kept.filter(kind="Bucket", name="docs-dev").count() == 2
    assert not kept.filter(kind="Secret").exists()
    assert kept.get(name="odd").status == {"note": "ab"}


def test_requests_that_are_due_are_queued_once(story: Story) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from clark.worker import watch

    number = story.order()
    ProcrastinateJob.objects.all()._raw_delete("default")
    for _ in range(3):
        watch.wake()
    row = Request.objects.get(number=number)
    assert list(ProcrastinateJob.objects.values_list("queueing_lock", flat=True)) == [
        f"request:{row.pk}"
    ]


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
