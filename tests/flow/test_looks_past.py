"""Where somebody who is served needs to know of more than one customer, they do."""

import pytest
from django.test import Client
from django.utils import timezone

from clark.customers import sample
from clark.flow import people
from clark.store.models import Customer, Onboarding, Person, Token
from clark.web.seats import seated

pytestmark = pytest.mark.django_db
WISH = {
    "name": "Acme",
    "slug": "acme",
    "account": "777788889999",
    "organization": "acme",
    "regions": [{"name": "us-east-1", "network": "10.0.0.0/16"}],
    "environments": ["dev"],
    "teams": [{"name": "shop", "budget": 100}],
    "people": [
        {"username": each, "name": each, "email": f"{each}@x.io", "team": "shop", "role": "owner"}
        for each in ("zoe", "yan")
    ],
}


@pytest.fixture
def noor() -> Client:
    """An engineer who brought two customers, and works for the first of them now."""
    for each in (sample.TECHCORP, sample.NORTHWIND):
        sample.begin(each, timezone.now())
    Customer.objects.update(state=Customer.State.READY)
    token = people.issue_token(username=sample.ENGINEER, purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def post(client: Client, path: str, body: object = None) -> "tuple[int, dict]":
    answer = client.post(f"/api/customers{path}", body or {}, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else {}


def test_an_engineer_sees_every_customer_that_they_brought(noor: Client) -> None:
    rows = noor.get("/api/customers").json()
    assert {(each["slug"], each["here"]) for each in rows} == {
        ("techcorp", True),
        ("northwind", False),
    }
    assert noor.get("/api/customers/northwind").json()["row"]["name"] == "Northwind"


def test_an_engineer_brings_one_more(noor: Client) -> None:
    assert post(noor, "", WISH) == (201, {"slug": "acme"})
    assert post(noor, "", WISH) == (201, {"slug": "acme"})
    assert noor.get("/api/customers/acme").json()["row"]["state"] == "onboarding"


def test_a_name_that_another_customer_has_is_taken(noor: Client) -> None:
    lena = WISH["people"][0] | {"username": "lena", "email": "lena@northwind.example"}
    status, plan = post(noor, "/plan", WISH | {"account": "444455556666", "people": [lena]})
    assert status == 200
    fields = {each["field"] for each in plan["problems"]}
    assert {"account", "people.0.username", "people.0.email"} <= fields


def test_an_engineer_tries_again_for_another_customer_than_they_look_at(noor: Client) -> None:
    northwind = Onboarding.objects.filter(customer__slug="northwind")
    northwind.update(failed=True, due_at=None)
    assert post(noor, "/northwind/again")[0] == 204
    assert not northwind.get().failed


def test_the_switch_leads_to_each_and_back(noor: Client) -> None:
    person = Client()
    person.force_login(Person.objects.get(username=sample.ENGINEER))
    for slug in ("northwind", "techcorp"):
        assert person.post("/customers/switch/", {"customer": slug}).status_code == 302
        shown = person.get("/services/")
        assert people.slug(by=seated(shown.wsgi_request)) == slug
        for each in ("techcorp", "northwind"):
            assert f'name="customer" value="{each}"' in shown.content.decode()


def test_who_signs_out_takes_their_token_back(noor: Client) -> None:
    assert noor.delete("/api/token").status_code == 204
    assert not Token.objects.exists()
    assert noor.get("/api/customers").status_code == 401
