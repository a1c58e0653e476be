"""A draft says everything that a submission would refuse, before anybody presses the button."""

import pytest
from django.utils import timezone

from clark.errors import Refused
from clark.flow import people, provision, request
from clark.flow.cards import Draft, FileDiff
from clark.store.models import CopiedFile, Copy, Customer
from tests.flow.story import REGION, Story

SERVICE = {
    "service": "docs",
    "application": "shop",
    "team": "backend",
    "environment": "dev",
    "region": REGION,
}


def order(story: Story, **raw: str) -> Draft:
    maya = story.person("maya")
    with people.serving(maya):
        return request.draft_new(by=maya, offering="storages", raw=SERVICE | raw)


def change(story: Story, service: str, action: str, **raw: str) -> Draft:
    return request.draft_change(
        by=story.person("maya"),
        service=(REGION, service),
        action=action,
        raw=raw,
        at=timezone.now(),
    )


def test_an_order_says_that_another_request_for_the_service_is_open(story: Story) -> None:
    number = story.order()
    draft = order(story)
    assert draft.verdict.state == "fix"
    assert draft.verdict.problems[0][1].startswith(f"Request {number} for docs-dev is still open.")
    assert draft.files  # what it would do is shown all the same
    assert order(story, service="papers").verdict.state == "review"


def test_a_change_says_so_before_anything_was_typed(story: Story) -> None:
    number = story.change("orders-db-prod", "storage", storage="200", when="window")
    for draft in (
        change(story, "orders-db-prod", "class"),
        change(story, "orders-db-prod", "class", size="large", when="window", accept="on"),
    ):
        assert draft.verdict.state == "fix"
        assert f"Request {number} for orders-db-prod" in draft.verdict.problems[0][1]


def test_an_interruption_that_is_not_accepted_is_a_thing_to_fix(story: Story) -> None:
    asked = {"size": "large", "when": "now"}
    draft = change(story, "orders-db-prod", "class", **asked)
    assert (draft.verdict.state, draft.verdict.headline) == ("fix", "1 thing to fix")
    with pytest.raises(Refused) as refused:
        story.change("orders-db-prod", "class", **asked)
    said = refused.value.problems[0]
    assert draft.verdict.problems == (("accept", f"{said.reason} {said.fix}"),)
    assert "accept=on" not in str(said)
    assert change(story, "orders-db-prod", "class", **asked, accept="on").verdict.state == "review"


def test_a_size_that_nobody_named_is_missing(story: Story) -> None:
    with pytest.raises(Refused, match=r"^The size is missing\.$"):
        story.change("orders-db-prod", "class", when="now")


def test_while_a_deletion_is_in_review_its_service_offers_no_change(story: Story) -> None:
    def offered() -> tuple[object, ...]:
        return provision.service(by=story.person("maya"), region=REGION, name="docs-dev").actions

    story.done()
    assert offered()
    first = story.change("docs-dev", "delete", confirm="docs-dev")
    assert offered() == ()
    story.run()
    assert offered() == ()
    story.approve(first)
    story.run()
    assert story.row(first).next.get().state == "in review"
    assert offered() == ()


def test_a_deletion_does_not_tick_the_protection_that_it_turns_off(story: Story) -> None:
    title = "Deletion protection"
    grown = change(story, "orders-db-prod", "storage", storage="200", when="window")
    gone = change(story, "orders-db-prod", "delete", confirm="orders-db-prod")
    assert title in grown.verdict.passed
    assert gone.verdict.state == "review"
    assert title not in gone.verdict.passed


def test_a_name_with_its_environment_gets_a_hint_and_not_a_refusal(story: Story) -> None:
    (hint,) = order(story, service="papers-dev").verdict.findings
    assert "becomes papers-dev-dev" in hint.finding.reason
    assert hint.fix is not None
    assert (hint.fix.field, hint.fix.value) == ("service", "papers")
    assert order(story, service="papers-dev").verdict.state == "review"
    assert not order(story, service="papers").verdict.findings


def test_an_empty_form_has_the_team_of_who_opens_it(story: Story) -> None:
    maya = story.person("maya")
    blank = request.blank(by=maya, offering="storages")
    assert (blank["team"], blank["environment"]) == (maya.team, "prod")
    assert blank["service"] == ""


def test_a_bucket_that_another_customer_has_is_taken_and_nobody_is_told_whose(
    story: Story,
) -> None:
    _globex_has_it_too(order(story).files[0])
    (card,) = order(story).verdict.findings
    assert "already exists elsewhere" in card.finding.reason
    assert "globex" not in str(order(story)).lower()


def test_a_request_in_review_says_that_its_bucket_was_taken_meanwhile(story: Story) -> None:
    number = story.in_review()
    assert not story.page(number).verdict.findings
    _globex_has_it_too(order(story).files[0])
    story.run()
    (card,) = story.page(number).verdict.findings
    assert "already exists elsewhere" in card.finding.reason


def _globex_has_it_too(file: FileDiff) -> None:
    other = Customer.objects.create(
        slug="globex", name="Globex", account="999988887777", gitops="globex/gitops"
    )
    copy = Copy.objects.create(
        customer=other,
        repository=other.gitops,
        branch=other.branch,
        commit="a" * 40,
        checked_at=timezone.now(),
    )
    text = "\n".join(row.text for row in file.rows)
    CopiedFile.objects.create(copy=copy, path=file.path, blob="b" * 40, text=text)
