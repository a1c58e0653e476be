"""A limit raised from a browser and by a program: from the form it is in the way of, and back."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.store.models import Person
from tests.flow.raised import REASON, allow, ask, in_review
from tests.flow.story import Story

ORDER = "/catalog/storages/?service=more&application=shop&team=backend"
FORM = {
    "service": "more",
    "application": "shop",
    "team": "backend",
    "environment": "dev",
    "region": "us-east-1",
}


def browser(who: str = "maya") -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=who))
    return client


def read(client: Client, address: str, **sent: str) -> str:
    answer = client.post(address, sent) if sent else client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def program(who: str = "maya") -> Client:
    token = people.issue_token(username=who, purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def send(client: Client, address: str, **body: object) -> dict[str, object]:
    answer = client.post(address, json.dumps(body), content_type="application/json")
    assert answer.status_code in {200, 201}, answer.content
    found: dict[str, object] = json.loads(answer.content)
    return found


def test_the_form_that_a_limit_is_in_the_way_of_leads_to_the_raise_that_it_needs(
    story: Story,
) -> None:
    allow(story)
    story.done("docs")
    page = read(browser(), "/catalog/storages/draft/", **FORM)
    assert "/limits/buckets/raise/?services=2&amp;back=%2Fcatalog%2Fstorages%2F%3F" in page
    assert "Ask for more" in page


def test_the_address_of_a_form_fills_it_in_and_accepts_nothing(story: Story) -> None:
    page = read(browser(), f"{ORDER}&accept=on&odd=1&action=delete")
    assert 'value="more"' in page
    assert "odd" not in page
    raised = read(browser(), "/limits/node-groups/raise/?services=9")
    assert 'value="9"' in raised
    assert "An owner will look at this" in raised


def test_it_is_asked_for_decided_and_leads_back_to_what_was_wanted(story: Story) -> None:
    allow(story)
    story.done("docs")
    sent = {"services": "2", "reason": REASON, "back": ORDER, "submission": "one"}
    maya = browser()
    for _ in range(2):  # a second click is the same submission
        answer = maya.post("/limits/buckets/raise/", sent)
    assert answer.headers["Location"] == "/requests/2/"
    story.run()
    page = read(maya, "/requests/2/")
    assert "It needs 1 approval by owners." in page
    assert "Change to the control repository" in page
    assert "Provisioned" not in page
    assert "Request 2" in read(maya, "/limits/")
    assert "Raise the limit buckets to 2 services" in read(browser("ana"), "/review/")
    story.approve(2, "ana")
    story.run()
    assert f'href="{ORDER.replace("&", "&amp;")}"' in read(maya, "/requests/2/")
    assert "1 of 2" in read(maya, "/limits/")


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/catalog/\\evil", "/sign-out/", "javascript:1"],
)
def test_back_leads_to_a_form_of_clarks_own_and_nowhere_else(story: Story, back: str) -> None:
    number = in_review(story, services="2", back=back)
    assert "back" not in story.row(number).parameters


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(story: Story) -> None:
    allow(story)
    answer = browser().post("/limits/buckets/raise/", {"services": "0", "reason": REASON})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "and 0 is less" in page
    assert REASON in page
    answer = browser().post("/limits/buckets/raise/", {"services": "2", "back": ORDER})
    assert "The owner who decides needs the reason." in answer.content.decode()
    assert ORDER.replace("&", "&amp;") in answer.content.decode()


def test_the_draft_shows_the_exact_change_while_one_types(story: Story) -> None:
    allow(story)
    page = read(browser(), "/limits/buckets/raise/draft/", services="5")
    assert "limits.yaml" in page
    assert "Change to your control repository" in page
    assert "An owner will look at this" in page


def test_a_limit_of_which_nobody_has_anything_can_be_raised_from_its_page_too(
    story: Story,
) -> None:
    allow(story)
    page = read(browser(), "/limits/")
    assert "Storage buckets, counted by team" in page
    assert "0 of 1" in page
    assert 'href="/limits/buckets/raise/"' in page


def test_a_limit_that_is_not_there_has_no_form(story: Story) -> None:
    assert browser().get("/limits/nothing/raise/").status_code == 404


def test_one_that_came_back_can_be_edited_and_asked_again(story: Story) -> None:
    allow(story)
    number = ask(story, services="4")
    story.run()
    allow(story)  # another commit, the same file
    story.host.close_by_hand("techcorp/clark-platform-control", story.row(number).pull_number or 0)
    story.run()
    again = f"/limits/buckets/raise/?again={number}"
    assert again in read(browser(), f"/requests/{number}/")
    assert 'value="4"' in read(browser(), again)


def test_a_program_asks_for_the_same(story: Story) -> None:
    allow(story)
    asking = program()
    draft = send(asking, "/api/limits/buckets/draft", fields={"services": "3"})
    assert draft["title"] == "Raise the limit buckets to 3 services"
    body = {"fields": {"services": "3"}, "reason": REASON, "submission": "one"}
    assert send(asking, "/api/limits/buckets/raise", **body) == {"number": 1}
    assert send(asking, "/api/limits/buckets/raise", **body) == {"number": 1}
    answer = asking.post(
        "/api/limits/buckets/raise",
        json.dumps({**body, "fields": {"service": "3"}, "submission": "two"}),
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "It limits services." in answer.content.decode()
