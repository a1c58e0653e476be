"""The page and the API of what people change in the repositories themselves."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.store.models import Person, PullReview, Push, Request
from tests.flow.story import GITOPS, Story
from tests.flow.test_pulls_by_people import look, offer
from tests.flow.test_pushes import many, open_to_all, push


@pytest.fixture
def flagged(story: Story) -> str:
    story.look()
    return open_to_all(story)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=name))
    return client


def api(name: str) -> Client:
    token = people.issue_token(username=name, purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def test_the_page_finds_filters_and_says_where_nothing_is(story: Story, flagged: str) -> None:
    maya = signed_in("maya")
    for query, said in (
        ({}, flagged[:7]),
        ({"q": flagged[:9]}, "gina@techcorp.example"),
        ({"q": "orders-db-prod"}, flagged[:7]),
        ({"q": "nowhere"}, "Nothing matches"),
        ({"state": "meant"}, "Nothing matches"),
        ({"state": "odd", "q": "\0"}, flagged[:7]),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            answer = maya.get("/repositories/", query, headers=headers)
            assert answer.status_code == 200
            assert said in answer.content.decode()


def test_an_empty_page_says_so(story: Story) -> None:
    assert "Nothing waits for anybody" in signed_in("maya").get("/repositories/").content.decode()


def test_an_answer_without_a_reason_shows_the_form_again(story: Story, flagged: str) -> None:
    ana = signed_in("ana")
    address = f"/repositories/pushes/{flagged}/meant/"
    answer = ana.post(address, {"comment": " "})
    assert (answer.status_code, b"Say why it was meant" in answer.content) == (422, True)
    assert ana.get(address).status_code == 302
    assert ana.post(address, {"comment": "For the demo."}).status_code == 302
    assert Push.objects.get().state == "meant"
    assert b"For the demo." in ana.get("/repositories/", {"state": "meant"}).content


def test_an_owner_answers_for_a_pull_request_on_the_page(story: Story) -> None:
    number = offer(story, GITOPS, {".github/CODEOWNERS": "* @gina\n"})
    look(story)
    row = PullReview.objects.get()
    body = {"head": row.head, "comment": "She owns it now."}
    ana = signed_in("ana")
    assert ana.post(f"/repositories/pulls/gitops/{number}/meant/", body).status_code == 302
    assert b"She owns it now." in ana.get("/repositories/").content
    assert ana.post(f"/repositories/pulls/nowhere/{number}/meant/", body).status_code == 404


def test_a_whole_removal_is_asked_back_in_one_call(story: Story) -> None:
    story.look()
    files = many(story, 5)
    commit = push(story, dict.fromkeys(files))
    maya = api("maya")
    page = json.loads(maya.get("/api/repositories").content)
    assert commit[:7] in page["stopped"]
    assert [each["stops"] for each in page["pushes"]] == [True]
    address = f"/api/repositories/pushes/{commit[:9]}/revert"
    for _ in range(2):  # the same key asks once
        answer = maya.post(address, {"submission": "once"}, content_type="application/json")
        assert (answer.status_code, len(json.loads(answer.content)["numbers"])) == (201, 5)
    assert Request.objects.filter(action="revert").count() == 5


@pytest.mark.parametrize("commit", ["1234567", "123", "-------", "0" * 40])
def test_a_commit_that_was_never_flagged_is_none(story: Story, commit: str) -> None:
    said = {"comment": "So be it."}
    address = f"/api/repositories/pushes/{commit}/confirm"
    answer = api("ana").post(address, said, content_type="application/json")
    assert answer.status_code in (404, 422)


def test_an_unknown_state_is_named(story: Story) -> None:
    answer = api("maya").get("/api/repositories", {"state": "odd"})
    assert answer.status_code == 422
    assert "flagged, meant, mended" in answer.content.decode()
