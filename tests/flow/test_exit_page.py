"""The page and the API of leaving: for owners, and as the commands need it."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.store.models import Person
from clark.worker import exits
from tests.flow.leaver import Leaver


def browser(who: str) -> Client:
    made = Client()
    made.force_login(Person.objects.get(username=who))
    return made


def program(who: str) -> Client:
    token = people.issue_token(username=who, purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("who", ["maya", "ravi", "noor"])
def test_for_who_is_no_owner_there_is_no_such_page(leaver: Leaver, who: str) -> None:
    page, api = browser(who), program(who)
    assert page.get("/exit/").status_code == 404
    for path in ("check", "leave", "stay"):
        assert page.post(f"/exit/{path}/").status_code == 404
    assert api.get("/api/exit").status_code == 404
    for path in ("", "/check", "/stay"):
        answer = api.post(f"/api/exit{path}", {"confirm": "TechCorp"}, "application/json")
        assert answer.status_code == 404
    assert "Leave Clark" not in page.get("/").content.decode()
    assert leaver.customer.state == "ready"


def test_an_owner_finds_it_in_the_sidebar_and_in_the_palette(leaver: Leaver) -> None:
    ana = browser("ana")
    assert 'href="/exit/"' in ana.get("/").content.decode()
    assert "Leave Clark" in ana.get("/search/", {"q": "leave"}).content.decode()
    assert "Nobody has compared them yet" in ana.get("/exit/").content.decode()


def test_the_page_compares_leaves_and_shows_each_step(leaver: Leaver) -> None:
    ana = browser("ana")
    assert ana.post("/exit/check/").status_code == 302
    assert "This takes some seconds" in ana.get("/exit/").content.decode()
    exits.compare(leaver.customer.pk)
    assert "<h3>Equal</h3>" in ana.get("/exit/").content.decode()

    refused = ana.post("/exit/leave/", {"confirm": "techcorp"})
    assert refused.status_code == 422
    assert 'href="#field-confirm"' in refused.content.decode()
    assert leaver.customer.state == "ready"

    assert ana.post("/exit/leave/", {"confirm": "TechCorp"}).status_code == 302
    assert "is leaving Clark" in ana.get("/exit/").content.decode()
    assert "is leaving Clark" in browser("maya").get("/services/").content.decode()
    leaver.run()
    shown = ana.get("/exit/", headers={"HX-Request": "true"}).content.decode()
    assert "has left Clark" in shown
    assert shown.count('<li class="done">') == 4
    assert "has left Clark" in browser("maya").get("/services/").content.decode()


def test_programs_compare_leave_and_stay(leaver: Leaver) -> None:
    ana = program("ana")

    def post(path: str, **body: str) -> int:
        return ana.post(f"/api/exit{path}", json.dumps(body), "application/json").status_code

    assert post("/check") == 204
    exits.compare(leaver.customer.pk)
    check = ana.get("/api/exit").json()["check"]
    assert (check["pending"], check["equal"], check["differences"]) == (False, True, [])
    assert {"what", "instead", "ready"} == set(check["stops"][0])
    assert post("", confirm="no") == 422
    assert post("", confirm="TechCorp") == 204
    assert post("/stay") == 204
    assert post("", confirm="TechCorp") == 204
    leaver.run()
    assert ana.get("/api/exit").json()["standing"] == "left"
    assert post("/stay") == 422
    assert post("/check") == 422


SHOWN = [
    "/",
    "/catalog/",
    "/services/",
    "/services/us-east-1/orders-db-prod/",
    "/requests/",
    "/requests/1/",
    "/review/",
    "/infrastructure/",
    "/notices/",
]


@pytest.mark.parametrize("page", SHOWN)
def test_every_page_is_still_there_for_who_has_left(leaver: Leaver, page: str) -> None:
    leaver.story.in_review("docs")
    leaver.leave()
    leaver.run()
    answer = browser("ana").get(page)
    assert answer.status_code == 200
    assert "has left Clark" in answer.content.decode()
    assert "Ask for a service" not in answer.content.decode()
    for form in ("databases", "storages"):
        assert f'href="/catalog/{form}/"' not in answer.content.decode()
    assert "Edit and ask again" not in answer.content.decode()


def test_an_order_of_who_has_left_is_refused_in_the_form(leaver: Leaver) -> None:
    leaver.leave()
    leaver.run()
    answer = browser("ana").get("/catalog/databases/")
    assert answer.status_code == 400
    assert "has left Clark" in answer.content.decode()
