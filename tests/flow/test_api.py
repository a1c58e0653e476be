"""The HTTP API with what programs send by mistake or in malice: refused by name, and never 500."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from clark.customers import sample
from clark.flow import people
from tests.flow.story import GITOPS, Story

ODD = ["\0", "%", "' OR 1=1 --", "a\ud800b", "🐘" * 50, "x" * 100_000, "١٢٣", "../..", "{{7*7}}"]
NUMBERS = ["0", "-1", "9" * 30, "99999999999999999999", "1e3", "NaN", "", "true"]


@pytest.fixture
def api(story: Story) -> Client:
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)


def post(api: Client, path: str, body: object) -> tuple[int, dict]:
    answer = api.post(f"/api{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code < 500, answer.content[:500]
    return answer.status_code, answer.json() if answer.content else {}


@pytest.mark.parametrize("number", NUMBERS)
def test_any_number_is_a_page_or_is_refused(api: Client, number: str) -> None:
    for path in ("requests", "services", "notices", "infrastructure/plans"):
        assert api.get(f"/api/{path}", {"page": number}).status_code in {200, 422}
    assert api.get("/api/events", {"after": number}).status_code in {200, 422}
    assert api.get("/api/events", {"number": number}).status_code in {200, 422}
    assert api.get(f"/api/requests/{number or 0}").status_code in {404, 422}


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_is_looked_for_and_not_found(api: Client, odd: str) -> None:
    lists = ("requests", "requests/queue", "services", "infrastructure/stacks")
    for path in (*lists, "infrastructure/plans"):
        for name in ("q", "state", "region", "environment", "kind", "health"):
            answer = api.get(f"/api/{path}", {name: odd.encode("utf-8", "replace").decode()})
            assert answer.status_code == 200 or (answer.status_code == 422 and name != "q")
    assert api.get("/api/services/us-east-1/a%00b").status_code == 404
    assert api.get("/api/catalog/a%00b").status_code == 404
    assert api.get("/api/infrastructure/stacks/dev/a%00b/network").status_code == 404


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        ("requests", "state", "in review"),
        ("requests", "state", "open"),
        ("requests/queue", "region", "us-east-1"),
        ("services", "region", "us-east-1"),
        ("services", "environment", "staging"),
        ("services", "kind", "Bucket"),
        ("services", "health", "Degraded"),
    ],
)
def test_a_filter_that_nothing_can_match_is_refused_with_the_known_ones(
    api: Client, path: str, name: str, known: str
) -> None:
    assert api.get(f"/api/{path}", {name: known}).status_code == 200
    answer = api.get(f"/api/{path}", {name: "mars"})
    assert answer.status_code == 422
    problem = answer.json()["problems"][0]
    assert (problem["field"], problem["reason"]) == (name, f"“mars” is not a {name}.")
    assert known in problem["fix"]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_in_an_order_is_refused_or_kept_as_it_is(
    api: Client, story: Story, odd: str
) -> None:
    right = {
        "service": "docs",
        "application": "shop",
        "team": "backend",
        "environment": "dev",
        "region": "us-east-1",
    }
    for name in (*right, odd):
        order = {"offering": "storages", "parameters": right | {name: odd}}
        assert post(api, "/requests", order)[0] in {404, 422}
    status, said = post(
        api,
        "/requests",
        {"offering": "storages", "parameters": right, "reason": odd, "submission": odd},
    )
    kept = {"\0", "a\ud800b", "x" * 100_000}
    assert status == (422 if odd in kept else 201), said
    if status == 201:
        number = said["number"]
        assert story.row(number).reason == odd
        again = {"offering": "storages", "parameters": right, "submission": odd}
        assert post(api, "/requests", again) == (201, {"number": number})
    else:
        assert said["problems"][0]["field"] == "reason"
    for field in ("size", "when", "confirm", odd):
        change = {"action": "class", "fields": {field: odd}}
        assert post(api, "/services/us-east-1/orders-db-prod/changes", change)[0] == 422
    assert post(api, "/services/us-east-1/orders-db-prod/draft", change)[0] in {200, 422}


@pytest.mark.parametrize("odd", ["\0", "a\ud800b", "x" * 100_000])
def test_odd_text_in_a_comment_is_refused_by_name(api: Client, story: Story, odd: str) -> None:
    number = story.in_review()
    token = people.issue_token(username="ravi", purpose="tests", at=timezone.now())
    ravi = Client(headers={"authorization": f"Bearer {token}"})
    page = story.page(number)
    said = {"head": page.head, "diff_hash": page.diff_hash, "comment": odd}
    for verb in ("approve", "ask", "reject"):
        status, answer = post(ravi, f"/requests/{number}/{verb}", said)
        assert (status, answer["problems"][0]["field"]) == (422, "comment")


def test_what_is_no_json_or_has_another_shape_is_refused_in_one_shape(api: Client) -> None:
    for body in ("", "{", "[" * 100_000, "null", '{"offering": 1}', '{"parameters": []}'):
        answer = api.post("/api/requests", body, content_type="application/json")
        assert answer.status_code in {400, 422}, body[:20]
        assert set(answer.json()) == {"reason", "problems"}


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete"])
def test_an_address_that_does_not_exist_is_refused_in_the_same_shape(
    api: Client, verb: str
) -> None:
    for address in ("/api/", "/api/servces/orders-db-prod"):
        answer = getattr(api, verb)(address)
        assert answer.status_code == 404
        assert "/api/docs" in answer.json()["reason"]
        assert answer.json()["problems"] == []


def test_what_has_another_shape_is_told_in_plain_words_by_the_callers_own_fields(
    api: Client,
) -> None:
    _, said = post(api, "/requests/1/approve", {"diff_hash": 7})
    assert {each["field"]: each["reason"] for each in said["problems"]} == {
        "head": "is missing.",
        "diff_hash": "must be text.",
    }
    paged = api.get("/api/services", {"page": "one"}).json()["problems"]
    assert [(each["field"], each["reason"]) for each in paged] == [
        ("page", "must be a whole number.")
    ]


def test_nobody_is_told_to_say_who_they_are(db: None) -> None:
    answer = Client().get("/api/requests")
    assert answer.status_code == 401
    assert "Bearer" in answer.json()["reason"]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("storage", {"storage": "9" * 400}),
        ("storage", {"storage": "１００１"}),
        ("storage", {"storage": "-5"}),
        ("class", {"size": "db.r5.24xlarge"}),
        ("nodes", {"nodes": "3"}),
        ("create", {}),
        ("release", {}),
        ("nonsense", {}),
    ],
)
def test_changes_that_cannot_be_are_refused(api: Client, action: str, fields: dict) -> None:
    change = {"action": action, "fields": fields}
    status, said = post(api, "/services/us-east-1/orders-db-prod/changes", change)
    assert status == 422
    assert said["reason"]


def test_a_request_that_main_lost_says_that_it_has_ended(api: Client, story: Story) -> None:
    """A program that waits for it knows no list of states."""
    number = story.in_review()
    assert api.get(f"/api/requests/{number}").json()["row"]["ended"] is False
    story.cluster.slow.add("docs-dev")
    story.approve(number)
    story.run()
    story.host.push(GITOPS, "main", dict.fromkeys(story.row(number).files))
    story.run()
    row = api.get(f"/api/requests/{number}").json()["row"]
    assert (row["state"], row["ended"]) == ("superseded", True)


def test_a_service_is_found_by_its_whole_name(api: Client) -> None:
    for name, found in (("orders-db-prod", ["orders-db-prod"]), ("orders-db", []), ("db", [])):
        rows = api.get("/api/services", {"name": name}).json()["rows"]
        assert [each["name"] for each in rows] == found


def test_the_schema_names_what_is_answered(api: Client) -> None:
    schema = api.get("/api/openapi.json").json()
    for path, verbs in schema["paths"].items():
        for verb, said in verbs.items():
            assert {"401", "404", "422"} <= set(map(str, said["responses"])), (path, verb)


def test_another_customer_sees_nothing(story: Story) -> None:
    from clark.store.models import Customer, Person

    number = story.done()
    other = Customer.objects.create(slug="initech", name="Initech", gitops="i/g", control="i/c")
    Person.objects.create(
        customer=other, username="milton", name="Milton", email="m@i.example", role="owner"
    )
    token = people.issue_token(username="milton", purpose="tests", at=timezone.now())
    milton = Client(headers={"authorization": f"Bearer {token}"})
    for path in (f"requests/{number}", "services/us-east-1/docs-dev"):
        assert milton.get(f"/api/{path}").status_code == 404
    for verb in ("withdraw", "approve", "ask", "reject"):
        said = {"head": "x", "diff_hash": "y", "comment": "z"}
        assert post(milton, f"/requests/{number}/{verb}", said)[0] == 404
    for path in ("requests", "services", "notices", "events", "requests/queue"):
        assert "docs-dev" not in milton.get(f"/api/{path}").content.decode()


def test_a_misspelt_key_of_a_new_customer_is_refused_by_name(story: Story) -> None:
    token = people.issue_token(username="noor", purpose="tests", at=timezone.now())
    noor = Client(headers={"authorization": f"Bearer {token}"})
    said = sample.NORTHWIND.document()
    code, answer = post(noor, "/customers/plan", said | {"terrafrom": ["prod/eu-west-1"]})
    assert code == 422
    assert [each["field"] for each in answer["problems"]] == ["terrafrom"]
    assert post(noor, "/customers/plan", said)[0] == 200
