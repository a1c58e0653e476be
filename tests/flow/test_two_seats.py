"""Somebody who works for two customers has two of everything: nothing of one shows at the other."""

import pytest
from django.utils import timezone

from clark.customers import sample
from clark.flow import people, request
from clark.flow.copies import refresh
from clark.flow.events import Actor
from clark.flow.offerings.reconcile import follow
from clark.flow.request import Asked
from clark.store.models import Customer, Membership, Person, Request
from tests.flow.story import CONTROL, GITOPS, REGION, Story


@pytest.fixture
def other(story: Story) -> Customer:
    """A second customer with the same content, for whom Maya works, too."""
    made = sample.settle(sample.NORTHWIND)
    for mine, theirs in ((GITOPS, made.gitops), (CONTROL, made.control)):
        story.host.branches[theirs, "main"] = story.host.branches[mine, "main"]
        refresh(made, theirs, story.host, timezone.now())
    follow(made, story.host)
    maya = Person.objects.get(username="maya")
    Membership.objects.create(person=maya, customer=made, role="developer", team="sales")
    return made


def ask(by: Actor, key: str, region: str) -> int:
    raw = {"service": "docs", "application": "shop", "team": "backend", "environment": "dev"}
    asked = Asked(raw | {"region": region}, submission=key)
    return request.submit_new(by=by, offering="storages", asked=asked, at=timezone.now())


def test_a_key_submits_once_for_each_customer(story: Story, other: Customer) -> None:
    here = story.person("maya")
    there = people.seat(by=here, slug=other.slug)
    for by, region in ((here, REGION), (there, other.regions[0])):
        number = ask(by, "docs", region)
        assert ask(by, "docs", region) == number
    rows = Request.objects.filter(submission="docs").order_by("customer")
    assert [each.customer_id for each in rows] == [here.customer_id, there.customer_id]
