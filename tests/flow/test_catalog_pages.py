"""Pages and API of changing offerings: what they show, what they send, and odd text on the way."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.flow.offerings import service
from clark.store.models import Person
from tests.flow.story import CONTROL, Story

COMPOSITION = "offerings/storages/composition.yaml"
OLD, NEW = "objectOwnership: BucketOwnerEnforced", "objectOwnership: BucketOwnerPreferred"
REVISIONS = "/catalog/storages/revisions/"
ODD = ["\0", "%", "' OR 1=1 --", "a\ud800b", "x" * 100_000, "../..", "{{7*7}}"]


class Reader:
    def __init__(self, name: str) -> None:
        self.client = Client()
        self.client.force_login(Person.objects.get(username=name))

    def sees(self, path: str, *texts: str, **query: str) -> None:
        """These texts are on the page, and on the fragment that a live page fetches."""
        for headers in ({}, {"HX-Request": "true"}):
            answer = self.client.get(path, query, headers=headers)
            assert answer.status_code == 200
            content = answer.content.decode()
            assert [text for text in texts if text not in content] == [], path


@pytest.fixture
def maya(story: Story) -> Reader:
    return Reader("maya")


@pytest.fixture
def api(story: Story) -> Client:
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)


def change(story: Story, branch: str = "main") -> None:
    text = story.host.text(CONTROL, COMPOSITION).replace(OLD, NEW)
    onto = story.host.branches[CONTROL, "main"]
    story.host.push(CONTROL, branch, {COMPOSITION: text}, onto=onto)
    story.look()


def test_a_proposed_change_is_found_and_read(story: Story, maya: Reader) -> None:
    maya.sees("/catalog/proposed/", "Nothing is proposed")
    change(story, "feature/acl")
    maya.sees("/catalog/proposed/", "feature/acl", "Renders")
    maya.sees("/catalog/proposed/", "No branch matches", q="nowhere")
    maya.sees("/catalog/proposed/feature/acl/", "BucketOwnerPreferred", "Changed")
    assert maya.client.get("/catalog/proposed/nowhere/").status_code == 404


def test_a_broken_offering_says_what_is_in_force_instead(story: Story, maya: Reader) -> None:
    good = story.host.branches[CONTROL, "main"]
    story.host.push(CONTROL, "main", {COMPOSITION: "kind: Composition\n"})
    story.look()
    maya.sees("/catalog/", f'of commit <span class="mono">{good[:7]}</span>', "stays in force")


def test_services_are_brought_up_to_date_from_the_page(story: Story, maya: Reader) -> None:
    story.done()
    maya.sees(REVISIONS, "Nothing to do")
    change(story)
    maya.sees(REVISIONS, "docs-dev", "1 service of earlier revisions", "Can be asked for")
    nothing = maya.client.post(REVISIONS, {"scope": "chosen"})
    assert (nothing.status_code, b"No service is chosen" in nothing.content) == (422, True)
    form = {"scope": "chosen", "service": "us-east-1/docs-dev", "reason": "New rules."}
    sent = maya.client.post(REVISIONS, form)
    assert b"Request 2" in sent.content
    assert story.row(2).reason == "New rules."
    maya.sees(REVISIONS, "Asked for")


def test_all_means_one_batch_and_the_next_click_the_next(
    story: Story, maya: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("docs", "plans", "notes"):
        story.done(name)
    change(story)
    monkeypatch.setattr(service, "BATCH", 2)
    for expected in (2, 1, 0):
        sent = maya.client.post(REVISIONS, {"scope": "all"}).content.decode()
        assert len(re.findall(r">Request \d+</a>", sent)) == expected


def test_the_api_shows_and_sends_the_same(story: Story, api: Client) -> None:
    story.done()
    change(story, "feature/acl")
    (row,) = api.get("/api/catalog/proposed").json()["rows"]
    assert row["branch"] == "feature/acl"
    shown = api.get("/api/catalog/proposed/feature/acl").json()
    assert [each["change"] for each in shown["offerings"]] == ["changed"]
    change(story)
    page = api.get("/api/catalog/storages/revisions").json()
    assert [each["state"] for each in page["rows"]] == ["ready"]
    services = [{"region": "us-east-1", "name": "docs-dev"}]
    said = api.post(
        "/api/catalog/storages/revisions",
        json.dumps({"services": services}),
        content_type="application/json",
    )
    assert [each["number"] for each in said.json()["sent"]] == [2]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "No service is chosen"),
        ({"services": [{"region": "us-east-1", "name": "docs-dev"}] * 51}, "50 at most"),
        ({"services": [{"region": "\0", "name": "x"}]}, "behind its offering"),
    ],
)
def test_the_api_refuses_by_name(api: Client, body: object, why: str) -> None:
    answer = api.post(
        "/api/catalog/storages/revisions", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 422
    assert why in answer.json()["reason"]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_is_looked_for_and_not_found(api: Client, odd: str) -> None:
    text = odd.encode("utf-8", "replace").decode()
    for path in ("proposed", "storages/revisions"):
        assert api.get(f"/api/catalog/{path}", {"q": text}).status_code == 200
    assert api.get("/api/catalog/proposed/a%00b").status_code == 404
    assert api.get("/api/catalog/a%00b/revisions").status_code == 404
