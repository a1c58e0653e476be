"""The API does what its OpenAPI document says, whatever it is sent."""

import json

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = 59  # fewer would mean that the document lost some
# This Clark has no infrastructure repository and no branch of the control repository:
# tests/flow/test_infrastructure.py and test_live_catalog.py ask for these.
ELSEWHERE = ("/infrastructure/stacks/{", "/infrastructure/plans/{", "/catalog/proposed/{")
ONLY_FOR = {"/api/customers": "noor", "/api/exit": "ana"}  # Clark's engineer; the owner
BUCKET = ["service=plans", "application=shop", "team=shop", "environment=dev"]
SENT = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def operations(clark):
    document = schemathesis.openapi.from_url(f"{clark.url}/api/openapi.json")
    found = [each.ok() for each in document.get_all_operations()]
    assert len(found) >= OPERATIONS
    return found


@pytest.fixture(scope="module")
def there(clark, tokens):
    """What is really there, by the name of the place in an address."""
    said = clark.run("request", "storages", *BUCKET, "--json", token=tokens["ana"])
    assert said.code == 0, said.err
    number = json.loads(said.out)["row"]["number"]
    yield {
        "offering": "databases",
        "branch": "feature/sizes",
        "region": "us-east-1",
        "name": "orders-db-prod",
        "number": number,
        "environment": "dev",
        "layer": "network",
        "slug": "techcorp",
        "commit": "0" * 40,
        "role": "gitops",
    }
    clark.run("withdraw", str(number), token=tokens["ana"])


@pytest.mark.parametrize("known", [False, True], ids=["nothing there", "something there"])
def test_every_answer_is_one_that_the_document_names(operations, there, tokens, known):
    for operation in operations:
        if operation.path == "/api/token":  # it takes the token away that the others are sent with
            continue
        places = {each.name: there[each.name] for each in operation.path_parameters}
        if places or not known:
            _send_all_sorts(operation, tokens["maya"], places if known else {})


def test_what_is_there_has_the_shape_that_the_document_names(operations, there, tokens):
    for operation in operations:
        if operation.method != "get" or any(each in operation.path for each in ELSEWHERE):
            continue
        places = {each.name: there[each.name] for each in operation.path_parameters}
        case = operation.Case(path_parameters=places)
        who = next((each for path, each in ONLY_FOR.items() if path in operation.path), "ravi")
        answer = case.call_and_validate(
            headers={"Authorization": f"Bearer {tokens[who]}"}, checks=CHECKS
        )
        assert answer.status_code == 200, operation.path


@pytest.mark.parametrize(
    ("token", "body", "status"),
    [("", "{}", 401), ("nobody's", "{}", 401), ("maya", "{", 400), ("maya", "[]", 422)],
)
def test_what_cannot_be_read_is_refused_in_the_usual_shape(clark, tokens, token, body, status):
    headers = {"Authorization": f"Bearer {tokens.get(token, token)}"} if token else {}
    answer = httpx.post(f"{clark.url}/api/requests", headers=headers, content=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"reason", "problems"}


# Private functions


def _send_all_sorts(operation, token, places):
    @SENT
    @given(case=operation.as_strategy())
    def send(case):
        case.path_parameters.update(places)
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    send()
