"""An interruption of production is accepted by the author, for exactly what is merged."""

import pytest

from clark.errors import Refused
from clark.store.models import Request
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, Story

CLASS = ("dbInstanceClass: db.t3.medium", "dbInstanceClass: db.t3.large")


def resized(story: Story, branch: str) -> str:
    text = story.host.text(GITOPS, ORDERS, branch)
    made = text.replace(*CLASS)
    assert made != text
    return made


def grown(story: Story) -> int:
    """A request for more storage, which interrupts nothing, in review."""
    number = story.change("orders-db-prod", "storage", storage="200", when="now")
    story.run()
    assert not story.page(number).accepted
    assert "approve" in story.page(number).may
    return number


def test_an_interruption_that_somebody_pushed_later_cannot_be_approved(story: Story) -> None:
    number = grown(story)
    branch = story.row(number).branch
    story.host.push(GITOPS, branch, {ORDERS: resized(story, branch)})
    story.run()
    page = story.page(number)
    assert page.verdict.state == "review"
    assert "approve" not in page.may
    assert page.may_not == (
        "This interrupts production, and its author has not accepted that. "
        "Ask for a change, so that the author asks again and accepts it."
    )
    with pytest.raises(Refused, match="has not accepted"):
        story.approve(number)


def test_an_acceptance_is_not_shown_for_a_head_that_interrupts_at_another_time(
    story: Story,
) -> None:
    asked = {"size": "large", "when": "window", "accept": "on"}
    number = story.change("orders-db-prod", "class", **asked)
    story.run()
    assert story.page(number).accepted
    branch = story.row(number).branch
    text = story.host.text(GITOPS, ORDERS, branch)
    now = text.replace("    dbInst", "    applyModificationsImmediately: true\n    dbInst")
    story.host.push(GITOPS, branch, {ORDERS: now})
    story.run()
    assert story.page(number).accepted == ()
    with pytest.raises(Refused, match="has not accepted"):
        story.approve(number)


def test_an_interruption_that_nobody_accepted_is_not_merged(story: Story) -> None:
    asked = {"size": "large", "when": "now", "accept": "on"}
    number = story.change("orders-db-prod", "class", **asked)
    story.run()
    story.approve(number)
    Request.objects.filter(number=number).update(accepted=[])
    story.run()
    assert story.state(number) == "in review"
    assert [each.void_because for each in story.page(number).decisions] == [
        "It interrupts production, and its author has not accepted that."
    ]
    assert not story.host.merges
