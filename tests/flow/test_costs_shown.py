"""What a change costs: on the form, the request and the pull request, by the customer's prices."""

import pytest

from clark.flow import request
from clark.flow.cards import Draft
from tests.flow.story import CONTROL, GITOPS, REGION, Story

PRICES = "region,sku,unit,usd,source,as_of\n"
OWN = f"{REGION},s3/standard/storage,GB-month,1,https://aws.example/prices,2026-11-01\n"
FORM = {
    "service": "docs",
    "application": "shop",
    "team": "backend",
    "environment": "dev",
    "region": REGION,
}


def draft(story: Story, offering: str = "storages", **more: str) -> Draft:
    return request.draft_new(by=story.person("maya"), offering=offering, raw=FORM | more)


def test_the_form_tells_the_month_with_its_lines_and_what_is_not_counted(story: Story) -> None:
    cost = draft(story, "databases", standby="off").cost
    assert cost is not None
    assert cost.difference is not None
    assert float(cost.difference) > 0
    assert {line.sign for line in cost.lines} == {"+"}
    assert all(line.source and line.as_of and line.assumption for line in cost.lines)
    assert "data transfer" in cost.left_out


def test_a_part_without_a_price_is_named_and_the_change_has_no_difference(story: Story) -> None:
    cost = draft(story, "databases", environment="prod", region="us-west-2").cost
    assert cost is not None
    assert cost.difference is None
    assert cost.not_priced
    assert "not priced" in cost.sentence


def test_usage_is_told_apart_with_its_assumption(story: Story) -> None:
    cost = draft(story).cost
    assert cost is not None
    assert all(line.usage for line in cost.lines)
    assert "Usage, as assumed" in cost.sentence


def test_the_request_and_its_pull_request_tell_the_same(story: Story) -> None:
    number = story.in_review()
    cost = story.page(number).cost
    assert cost is not None
    pull = story.host.pulls[GITOPS, story.row(number).pull_number]
    said = pull.comments["clark-review"]
    assert cost.sentence in said
    (check,) = [each for each in pull.checks[pull.head] if each.name == "clark/cost"]
    assert (check.conclusion, check.summary) == ("neutral", cost.sentence)


def test_a_customer_s_own_prices_come_first(story: Story) -> None:
    before = draft(story).cost
    story.host.push(CONTROL, "main", {"prices.csv": PRICES + OWN})
    story.look()
    after = draft(story).cost
    assert before is not None
    assert after is not None
    assert [line.as_of.isoformat() for line in after.lines if line.what] == ["2026-11-01"]
    assert before.sentence != after.sentence


@pytest.mark.parametrize("text", [f"{PRICES}{REGION},x,hour,free,y,2026-01-01\n", b"\xff"])
def test_prices_that_cannot_be_read_are_shown_and_those_of_clark_stay(
    story: Story, text: object
) -> None:
    before = draft(story).cost
    story.host.push(CONTROL, "main", {"prices.csv": text})
    story.look()
    assert draft(story).cost == before
    (flaw,) = request.catalog(by=story.person("maya")).broken
    assert flaw.path == "prices.csv"
