"""Somebody who works for two customers has two of everything: nothing of one shows at the other."""

import pytest
from django.test import Client
from django.utils import timezone

from clark.customers import sample
from clark.flow import notify, people, request
from clark.flow.copies import refresh
from clark.flow.events import Actor
from clark.flow.offerings.reconcile import follow
from clark.flow.request import Asked
from clark.store.models import Customer, Membership, Notice, Person, Request
from tests.flow.looking import told
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


def test_what_one_was_told_is_read_where_it_happened(story: Story, other: Customer) -> None:
    """Its link is a number of that customer: at another one it leads to somebody else's request."""
    number = story.done("docs")
    assert told(number)
    here = story.person("maya")
    there = people.seat(by=here, slug=other.slug)
    assert notify.notices(by=there) == ((), 0)
    assert people.frame(by=there).unread == 0
    assert people.home(by=there, now=timezone.now()).notices == ()
    notify.mark_read(by=there, id=None, at=timezone.now())
    notify.mark_read(by=there, id=Notice.objects.get().pk, at=timezone.now())
    assert people.frame(by=here).unread == 1
    assert [each.request for each in notify.notices(by=here)[0]] == [number]
    notify.mark_read(by=here, id=None, at=timezone.now())
    assert people.frame(by=here).unread == 0


def test_who_loses_a_seat_sends_no_form_of_it_for_another_customer(
    story: Story, other: Customer
) -> None:
    """Its numbers would mean another customer's requests."""
    number = story.done("docs")
    maya, client = Person.objects.get(username="maya"), Client()
    client.force_login(maya)
    client.post("/customers/switch/", {"customer": other.slug})
    assert client.get("/notices/").status_code == 200
    Membership.objects.filter(person=maya).delete()
    refused = client.post("/notices/read/")
    assert refused.status_code == 400
    assert "You no longer work for the customer" in refused.content.decode()
    assert Notice.objects.get(request__number=number).read_at is None
    assert client.post("/notices/read/").status_code == 302
    assert Notice.objects.get(request__number=number).read_at is not None
