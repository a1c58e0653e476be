"""Asking for services as they were before a push: what is asked, what is left out, and why."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clark.customers import repositories
from clark.customers.repositories import Reverted, service
from clark.errors import Refused
from clark.flow import pushes
from clark.flow.copies import refresh
from clark.flow.request import Asked
from clark.store.models import Person
from tests.flow.story import GITOPS, Story
from tests.flow.test_pushes import ORDERS, PLACE, flagged, many, open_to_all, push

PUBLIC, PRIVATE = "publiclyAccessible: true", "publiclyAccessible: false"
ACCEPTED = Asked({"accept": "on"})


@pytest.fixture(autouse=True)
def followed(story: Story) -> None:
    story.look()


def take_back(story: Story, commit: str, place: str = "", asked: Asked = ACCEPTED) -> Reverted:
    return repositories.revert(
        by=story.person("maya"), commit=commit, place=place, asked=asked, at=timezone.now()
    )


def test_a_file_beside_the_service_goes_back_alone(story: Story) -> None:
    number = story.done("docs")
    beside = next(path for path in story.row(number).files if not path.endswith("service.yaml"))
    commit = push(story, {beside: "kind: ["})
    (number,) = take_back(story, commit).numbers
    story.run()
    row = story.row(number)
    assert row.verdict["allowed"], row.verdict["findings"]
    assert list(row.files) == [beside]
    story.host.push(GITOPS, row.branch, {beside: "kind: [", row.service_file: "# more\n"})
    story.run()
    assert not story.row(number).verdict["allowed"]


def test_what_clark_has_not_kept_is_never_written_empty(story: Story) -> None:
    key = f"{PLACE}/ca.pem"
    story.host.push(GITOPS, "main", {key: b"\xff\xfe"})
    refresh(story.customer, GITOPS, story.host, timezone.now())
    pushes.look(story.customer, GITOPS, story.host, timezone.now())
    opened = story.host.text(GITOPS, ORDERS).replace(PRIVATE, PUBLIC)
    commit = push(story, {ORDERS: opened, key: None})
    (number,) = take_back(story, commit, PLACE).numbers
    row = story.row(number)
    assert list(row.files) == [ORDERS]
    assert f"git checkout {flagged(story)[-1].before[:12]} -- {key}" in row.reason


def test_a_name_in_two_regions_is_no_name(story: Story) -> None:
    text, west = story.host.text(GITOPS, ORDERS), ORDERS.replace("us-east-1", "us-west-2")
    there = text.replace("us-east-1", "us-west-2")
    push(story, {west: there})
    commit = push(story, {each: told.replace(PRIVATE, PUBLIC) for each, told in
                          ((ORDERS, text), (west, there))})  # fmt: skip
    with pytest.raises(Refused, match="by its directory") as refused:
        take_back(story, commit, "orders-db-prod")
    assert [each.reason for each in refused.value.problems] == [
        PLACE,
        PLACE.replace("us-east-1", "us-west-2"),
    ]
    assert len(take_back(story, commit, PLACE).numbers) == 1


def test_what_came_since_is_named_before_it_goes_too(story: Story) -> None:
    commit = open_to_all(story)
    later = story.host.text(GITOPS, ORDERS).replace("dbName: orders", "dbName: orders2")
    since = push(story, {ORDERS: later}, "otto@techcorp.example")
    with pytest.raises(Refused, match="changed since") as refused:
        take_back(story, commit, PLACE, Asked({}))
    assert any(since[:7] in each.reason for each in refused.value.problems)
    (number,) = take_back(story, commit, PLACE).numbers
    assert since[:7] in story.row(number).reason


def test_of_all_those_that_are_asked_for_already_are_left_out(story: Story) -> None:
    commit = push(story, dict.fromkeys(many(story, 6)))
    place = flagged(story)[0].removed[2]
    (first,) = take_back(story, commit, place).numbers
    made = take_back(story, commit)
    assert len(made.numbers) == 5
    name = place.rpartition("/")[2]
    assert made.skipped == (f"{name} in us-east-1: request {first} for it is still open.",)


def test_of_many_some_are_asked_for_at_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    commit = push(story, dict.fromkeys(many(story, 5)))
    first, second = take_back(story, commit), take_back(story, commit)
    assert (len(first.numbers), len(second.numbers)) == (2, 2)
    assert not {*first.numbers} & {*second.numbers}
    assert "Ask again" in first.skipped[-1]


def test_all_can_be_asked_for_where_one_interrupts(story: Story) -> None:
    text, bills = story.host.text(GITOPS, ORDERS), ORDERS.replace("orders-db", "bills-db")
    push(story, {bills: text.replace("orders-db", "bills-db")})
    larger = {
        path: story.host.text(GITOPS, path).replace("db.t3.medium", "db.t3.large").replace(
            PRIVATE, PUBLIC
        )
        for path in (ORDERS, bills)
    }  # fmt: skip
    commit = push(story, larger)
    browser = Client()
    browser.force_login(Person.objects.get(username="maya"))
    address = reverse("repositories-push-revert", args=[commit])
    refused = browser.post(address, {"reason": "Back."})
    assert refused.status_code == 422
    assert refused.content.decode().count('name="accept"') == 1
    assert browser.post(address, {"reason": "Back.", "accept": "on"}).status_code == 302
