"""A change at the time its author chose: in that hour, never before, never by surprise."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clark.errors import Refused, TryLater
from clark.flow import request, timing
from clark.flow.events import Wait
from clark.flow.merge.reconcile import merge
from clark.ports import Change
from clark.store import clock
from clark.store.models import AuditRow, Notice, Person
from tests.flow.looking import ORDERS
from tests.flow.ruled import TWO, override, rule
from tests.flow.story import CONTROL, GITOPS, REGION, Story
from tests.flow.timed import HOUR, RESIZE, asked, passes, size

# Asked


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "The time is missing"),
        ("soon", "is not a date with a time"),
        ("2026-12-01", "is not a date with a time"),
        ("2020-12-01T02:00Z", "1 December 2020 at 02:00 UTC has passed"),
        ("2099-12-01T02:00Z", "is more than 30 days away"),
        ("9999-12-31T23:59-14:00", "is not a date with a time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(story: Story, said: str, why: str) -> None:
    raw = RESIZE | {"not_before": said}
    with pytest.raises(Refused) as refused:
        story.change("orders-db-prod", "class", **raw)
    (problem,) = refused.value.problems
    assert problem.field == "not_before"
    assert why in problem.reason
    assert problem.fix


def test_everything_that_is_wrong_is_said_at_once(story: Story) -> None:
    with pytest.raises(Refused) as refused:
        story.change("orders-db-prod", "class", size="large", when="at", not_before="soon")
    assert {each.field for each in refused.value.problems} == {"accept", "not_before"}
    with pytest.raises(Refused) as refused:
        story.change("orders-db-prod", "class", size="huge", when="at", not_before="soon")
    assert {each.field for each in refused.value.problems} == {"size", "not_before"}


def test_a_draft_shows_what_it_does_beside_what_is_wrong_with_its_time(story: Story) -> None:
    draft = request.draft_change(
        by=story.person("maya"),
        service=(REGION, "orders-db-prod"),
        action="class",
        raw=RESIZE | {"not_before": ""},
        at=timezone.now(),
    )
    assert draft.verdict.state == "fix"
    assert draft.impacts
    (moment,) = [each for each in draft.sections[0].fields if each.field.name == "not_before"]
    assert moment.problem.startswith("The time is missing.")


def test_a_deletion_has_no_time(story: Story) -> None:
    with pytest.raises(Refused, match="as soon as it is approved"):
        story.change(
            "orders-db-prod",
            "delete",
            confirm="orders-db-prod",
            when="at",
            not_before=(timezone.now() + HOUR).isoformat(),
        )


def test_a_time_of_another_zone_is_kept_and_shown_in_utc(story: Story) -> None:
    summer = (timezone.now() + 48 * HOUR).replace(hour=1, minute=30, second=0, microsecond=0)
    number = story.change(
        "orders-db-prod", "class", **RESIZE, not_before=f"{summer:%Y-%m-%dT%H:%M}+02:00"
    )
    kept = story.row(number).not_before
    assert kept == summer - timedelta(hours=2)
    assert timing.spoken(kept).endswith("at 23:30 UTC")


# Kept to


def test_it_is_merged_at_its_time_and_aws_is_asked_to_begin_then(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    assert (story.state(number), size(story)) == ("approved", "db.t3.medium")
    passes(number)
    story.run()
    assert story.state(number) == "merged"
    assert size(story) == "db.t3.large"
    assert "applyModificationsImmediately: true" in story.host.text(GITOPS, ORDERS)


def test_meanwhile_it_says_when_and_who_chose_that(story: Story) -> None:
    number = asked(story)
    when = timing.spoken(story.row(number).not_before)
    assert story.page(number).row.waiting == f"A reviewer has to decide until {when}."
    story.approve(number)
    story.run()
    row = story.page(number).row
    assert row.waiting == f"It is merged on {when}, the time that Maya Chen chose."
    assert row.who == "Clark"
    assert row.not_before == story.row(number).not_before


def test_it_is_looked_at_within_a_minute_of_its_time_whenever_that_is(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    row = story.row(number)
    chosen = row.not_before
    for left in (0.5, 10, 299, 301, 86_400):
        found = merge(row, story.ports, chosen - timedelta(seconds=left))
        assert isinstance(found, Wait)
        assert found.seconds == min(left, timing.OFTEN)
    assert story.state(number) == "approved"
    assert merge(row, story.ports, chosen) is None
    assert story.state(number) == "merged"


def test_the_pull_request_says_when_it_is_merged(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[Change] = []
    propose = story.host.propose
    monkeypatch.setattr(story.host, "propose", lambda each: offered.append(each) or propose(each))
    number = asked(story)
    when = timing.spoken(story.row(number).not_before)
    assert f"Clark merges it on {when}, not before." in offered[0].body


def test_the_audit_trail_holds_the_time_of_each_decision(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    kept = story.row(number).not_before.isoformat()
    rows = AuditRow.objects.filter(about=f"request {number}", act="request approved")
    assert [each.details["not before"] for each in rows] == [kept]


def test_policies_are_asked_again_at_the_time(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    limits = "apiVersion: platform.clark.dev/v1alpha1\nkind: Limits\nspec:\n  limits:\n"
    limits += "    - {name: small, sizes: [db.t3.micro]}\n"
    story.host.push(CONTROL, "main", {"limits.yaml": limits})
    passes(number)
    story.step(number)
    assert story.state(number) != "merged"
    assert size(story) == "db.t3.medium"


def test_what_stands_in_the_way_is_found_before_the_time_comes(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    text = story.host.text(GITOPS, ORDERS)
    story.host.push(GITOPS, "main", {ORDERS: text + "# Something else.\n"})
    story.step(number)
    assert story.state(number) == "outdated"


def test_it_can_be_taken_back_until_then(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    request.withdraw(by=story.person("maya"), number=number, at=timezone.now())
    passes(number)
    story.run()
    assert (story.state(number), size(story)) == ("withdrawn", "db.t3.medium")


def test_all_workers_go_by_the_database_s_clock_which_goes_on_in_a_transaction(
    db: None,
) -> None:
    first, second = clock.now(), clock.now()
    assert first < second
    assert first.utcoffset() == timedelta(0)


# Missed


def test_what_nobody_approved_in_time_is_not_merged_and_its_author_is_told(story: Story) -> None:
    number = asked(story)
    passes(number)
    story.run()
    assert story.state(number) == "outdated"
    told = Notice.objects.get(request__number=number, person__username="maya")
    assert "nobody approved it" in told.body
    assert "Ask again, with another time." in told.body
    page = story.page(number, "maya")
    assert "resubmit" in page.may
    assert "found that the chosen time had gone by" in [line.what for line in page.log]


def test_an_approval_that_comes_late_is_refused_with_what_to_do(story: Story) -> None:
    number = asked(story)
    page = story.page(number)
    passes(number)
    with pytest.raises(Refused, match=r"nobody approved it.*Ask again"):
        story.approve(number, page=page)
    with pytest.raises(Refused, match="Ask again"):
        override(story, number)


def test_a_page_s_own_clock_that_is_slow_lets_no_approval_through(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = asked(story)
    page = story.page(number)
    passes(number)
    slow = timezone.now() - HOUR
    monkeypatch.setattr(timezone, "now", lambda: slow)
    browser = Client()
    browser.force_login(Person.objects.get(username="ravi"))
    read = {"head": page.head, "diff_hash": page.diff_hash}
    browser.post(reverse("requests-approve", args=[number]), read)
    assert story.state(number) == "in review"


def test_an_outage_at_the_time_delays_the_merge_by_an_hour_at_most(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    passes(number, timedelta(minutes=40))
    story.host.refuses["merge"] = TryLater("The Git host does not answer.")
    story.step(number)
    assert story.state(number) == "approved"
    passes(number, timedelta(minutes=61))
    story.run()
    assert (story.state(number), size(story)) == ("outdated", "db.t3.medium")
    assert "could not merge it in the hour after" in Notice.objects.latest("pk").body


def test_a_push_after_the_time_is_not_read_for_a_merge_by_surprise(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.run()
    row = story.row(number)
    text = story.host.text(GITOPS, ORDERS, row.branch)
    story.host.push(GITOPS, row.branch, {ORDERS: text + "# More.\n"})
    passes(number)
    story.run()
    assert story.state(number) == "outdated"


# Approved in other ways


def test_an_emergency_leads_past_people_and_not_past_the_time(story: Story) -> None:
    number = asked(story)
    override(story, number)
    story.run()
    assert (story.state(number), size(story)) == ("approved", "db.t3.medium")
    alarm = Notice.objects.get(person__username="ravi", title__startswith="Emergency")
    assert alarm.title.endswith(timing.spoken(story.row(number).not_before))
    passes(number)
    story.run()
    assert size(story) == "db.t3.large"


def test_a_rule_approves_at_once_and_the_merge_waits_all_the_same(story: Story) -> None:
    free = "    - {name: free, match: {environment: prod, risk: low}, automatic: true}\n"
    rule(story, free)
    when = (timezone.now() + HOUR).isoformat()
    number = story.change("orders-db-prod", "storage", storage="200", when="at", not_before=when)
    story.run()
    assert story.state(number) == "approved"
    assert not story.host.merges
    passes(number)
    story.run()
    assert len(story.host.merges) == 1


def test_two_approvals_have_to_be_there_in_time(story: Story) -> None:
    rule(story, TWO.replace("dev", "prod"))
    number = asked(story)
    story.approve(number, "ravi")
    story.run()
    assert "until" in story.page(number).row.waiting
    passes(number)
    story.run()
    assert story.state(number) == "outdated"


def test_a_merge_by_hand_before_the_time_is_said_to_be_early(story: Story) -> None:
    number = asked(story)
    story.approve(number)
    story.host.merge_by_hand(GITOPS, story.row(number).pull_number)
    story.run()
    said = [line.said for line in story.page(number).log]
    assert (
        "Merged in the repository itself, as it was approved, but before the time that its "
        "author chose." in said
    )
