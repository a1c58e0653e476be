"""Customers beside each other: one is brought from the command line, and none sees another."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from clark_process import Clark

from clark.cli.client import Client
from clark.errors import NotFound, Refused
from tests.running_clark import wait_for

FOODS = """
name: Northwind Foods
slug: northwind-foods
account: "777788889999"
organization: northwind-foods
regions:
  - {name: eu-west-1, network: 10.96.0.0/16}
environments: [dev, prod]
teams:
  - {name: sales, budget: 4000}
people:
  - {username: ida, name: Ida Berg, email: ida@foods.example, team: sales, role: developer}
  - {username: tom, name: Tom Oduya, email: tom@foods.example, team: sales, role: owner}
"""
BUCKET = {"service": "leaflets", "application": "shop", "team": "sales", "environment": "dev"}
WHERE = {"region": "us-east-1", "environment": "staging"}  # the customer has neither


@pytest.fixture(scope="module")
def engineer(clark: Clark) -> str:
    return clark.token("noor")


@pytest.fixture(scope="module")
def foods(clark: Clark, engineer: str) -> Mapping[str, object]:
    """What `clark onboard FILE` says of a third customer."""
    file = clark.home / "foods.yaml"
    file.write_text(FOODS)
    planned = clark.run("onboard", str(file), "--dry-run", token=engineer)
    assert planned.code == 0, planned.err
    assert "northwind-foods/gitops" in planned.out
    done = clark.run("onboard", str(file), "--json", token=engineer)
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.fixture(scope="module")
def asking(clark: Clark) -> Iterator[Callable[..., Client]]:
    """The API with a token, and the slug of another customer where one is named."""
    with ExitStack() as closing:

        def client(token: str, customer: str = "") -> Client:
            made = Client(clark.url, token, customer)
            closing.callback(made.close)
            return made

        yield client


@pytest.fixture(scope="module")
def people(
    clark: Clark, foods: Mapping[str, object], asking: Callable[..., Client]
) -> Mapping[str, Client]:
    return {name: asking(clark.token(name)) for name in ("ida", "tom")}


def test_a_customer_is_onboarded_from_a_file_and_its_people_order(foods, people) -> None:
    assert foods["row"]["state"] == "ready"
    assert {step["state"] for step in foods["steps"]} == {"done"}
    ida, tom = people["ida"], people["tom"]
    order = {"offering": "storages", "parameters": BUCKET, "reason": "Leaflets.", "submission": "l"}
    number = ida.post("/requests", order)["number"]
    draft = {**order, "parameters": BUCKET | WHERE, "submission": "w"}
    with pytest.raises(Refused) as refused:
        ida.post("/requests", draft)
    assert {each.field for each in refused.value.problems} == {"region", "environment"}
    page = wait_for(lambda: _in_review(tom, number), "the checks of a request")
    read = {"head": page["head"], "diff_hash": page["diff_hash"]}
    tom.post(f"/requests/{number}/approve", read)
    wait_for(lambda: tom.get(f"/requests/{number}")["row"]["state"] == "done", "a bucket")
    assert [row["name"] for row in ida.get("/services")["rows"]] == ["leaflets-dev"]


def test_the_same_file_again_goes_on_and_a_bad_one_names_each_field(clark, engineer, foods) -> None:
    again = clark.run("onboard", str(clark.home / "foods.yaml"), "--json", token=engineer)
    assert json.loads(again.out)["row"] == foods["row"]
    bad = clark.home / "bad.yaml"
    bad.write_text(FOODS.replace("10.96.0.0/16", "8.8.0.0/16").replace("eu-west-1", "mars-1"))
    refused = clark.run("onboard", str(bad), "--yes", token=engineer)
    assert refused.code == 1
    for field in ("slug", "account", "organization", "regions.0.name", "regions.0.network"):
        assert f"  {field}: " in refused.err


def test_one_customer_sees_nothing_of_another(tokens, people, asking) -> None:
    ida, maya = people["ida"], asking(tokens["maya"])
    theirs = {row["name"] for row in maya.get("/services")["rows"]}
    assert "orders-db-prod" in theirs
    assert theirs.isdisjoint(row["name"] for row in ida.get("/services")["rows"])
    hidden = ("/services/us-east-1/orders-db-prod", "/requests/999", "/customers")
    for path in hidden:
        with pytest.raises(NotFound):
            ida.get(path)
    assert maya.get("/services/us-east-1/orders-db-prod")["row"]["name"] == "orders-db-prod"


def test_naming_another_customer_opens_nothing(tokens, foods, asking) -> None:
    with pytest.raises(NotFound):
        asking(tokens["maya"], "northwind-foods").get("/services")


def test_an_engineer_switches_between_customers_in_the_corner(sit, foods) -> None:
    seat = sit("noor")
    page = seat.open("/customers/northwind-foods/")
    page.get_by_role("button", name="Work for Northwind Foods").click()
    page.wait_for_url(f"{seat.url}/")
    seat.open("/services/")
    assert page.get_by_text("orders-db-prod").count() == 0
    assert page.get_by_role("link", name="leaflets-dev").count() == 1
    assert seat.violations() == []


# Private functions


def _in_review(client: Client, number: int) -> Mapping[str, object] | None:
    page: Mapping[str, object] = client.get(f"/requests/{number}")
    return page if page["row"]["state"] == "in review" else None
