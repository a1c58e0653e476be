"""Negative test 15: a customer pushes straight to main what breaks policy.

It is flagged with its author, and neither taken over in silence nor deleted.
"""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from clark.customers import sample
from clark.flow import people
from clark.store.models import AuditRow, Notice, Person, Push, Request
from tests.flow.story import GITOPS, Story, begin

ORDERS = "regions/us-east-1/prod/orders-db-prod/service.yaml"
WRITES = {"propose", "merge", "begin", "close", "found", "remove"}
BAD: dict[str, tuple[Callable[[str], object], str]] = {
    "reached from the internet": (
        lambda text: text.replace("publiclyAccessible: false", "publiclyAccessible: true"),
        "internet",
    ),
    "without encryption": (
        lambda text: text.replace("storageEncrypted: true", "storageEncrypted: false"),
        "storageEncrypted",
    ),
    "with a password": (
        lambda text: text.replace("forProvider:\n", "forProvider:\n    masterPassword: x\n", 1),
        "masterPassword",
    ),
    "a second document": (
        lambda text: (
            text + "---\nkind: ClusterRoleBinding\napiVersion: v1\nmetadata:\n  name: root\n"
        ),
        "ClusterRoleBinding",
    ),
    "no YAML": (lambda text: text + "\n}{\n", "line"),
    "a duplicate key": (lambda text: text + "kind: Bucket\n", "set"),
}


@pytest.fixture
def story(db: None) -> Story:
    made = begin()
    made.run()
    return made


@pytest.mark.parametrize("name", BAD)
def test_15_a_direct_push_that_breaks_policy_is_flagged_and_deletes_nothing(
    story: Story, name: str
) -> None:
    make, word = BAD[name]
    pushed = make(story.host.text(GITOPS, ORDERS))
    assert pushed != story.host.text(GITOPS, ORDERS)
    commit = story.host.push(GITOPS, "main", {ORDERS: pushed}, "mallory@techcorp.example")
    story.host.calls.clear()
    story.run()

    (push,) = Push.objects.filter(state="flagged")
    assert (push.commit, push.author_email) == (commit, "mallory@techcorp.example")
    assert word in json.dumps([*push.findings, *push.refused]), (push.findings, push.refused)
    assert Notice.objects.filter(person__username="ana", request=None).count() == 1
    assert story.host.head(GITOPS, "main") == commit
    assert not WRITES & set(story.host.calls)
    assert not Request.objects.exists()


def test_15_whoever_looks_sees_author_and_reason_and_can_ask_for_it_back(story: Story) -> None:
    before = story.host.text(GITOPS, ORDERS)
    commit = story.host.push(GITOPS, "main", {ORDERS: BAD["without encryption"][0](before)})
    story.run()
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    page = maya.get("/repositories/").content.decode()
    assert "gina@techcorp.example" in page
    assert "Owners say what was meant" in page
    place = ORDERS.removesuffix("/service.yaml")
    answer = maya.post(f"/repositories/pushes/{commit}/revert/", {"place": place, "accept": "on"})
    assert answer.status_code == 302, answer.content.decode()[:9000]
    assert answer.status_code == 302
    assert Request.objects.get().files == {ORDERS: before}


def test_15_only_an_owner_lets_it_stand_and_that_is_written_down(story: Story) -> None:
    made = BAD["reached from the internet"][0](story.host.text(GITOPS, ORDERS))
    commit = story.host.push(GITOPS, "main", {ORDERS: made})
    story.run()
    body, kind = json.dumps({"comment": "For the demo."}), "application/json"
    address = f"/api/repositories/pushes/{commit}/confirm"
    answers = {}
    for who in ("maya", "ravi", "ana"):
        token = people.issue_token(username=who, purpose="tests", at=timezone.now())
        client = Client(headers={"authorization": f"Bearer {token}"})
        answers[who] = client.post(address, body, content_type=kind).status_code
    assert answers == {"maya": 422, "ravi": 422, "ana": 204}
    assert Push.objects.get().state == "meant"
    row = AuditRow.objects.get(act="push said to be meant")
    assert (row.name, row.why) == ("Ana Souza", "For the demo.")


def test_15_a_stranger_neither_sees_it_nor_answers(story: Story) -> None:
    made = BAD["without encryption"][0](story.host.text(GITOPS, ORDERS))
    commit = story.host.push(GITOPS, "main", {ORDERS: made})
    story.run()
    sample.settle(sample.NORTHWIND)
    person = Person.objects.filter(customer__slug="northwind").first()
    assert person is not None
    stranger = Client()
    stranger.force_login(person)
    assert commit[:7] not in stranger.get("/repositories/").content.decode()
    answer = stranger.post(f"/repositories/pushes/{commit}/revert/", {})
    assert answer.status_code == 422
