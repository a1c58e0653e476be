"""The offerings that Clark ships, read once."""

from importlib.resources import files
from pathlib import Path

import pytest

from clark.catalog import Catalog, Offering, load
from tests.places import described

OFFERINGS = files("clark").joinpath("blueprints/control/offerings")
CERTIFICATE = "arn:aws:acm:{}:111122223333:certificate/12345678-1234-1234-1234-123456789012"
# The scenario's own requests; what they leave out has its default.
SCENARIO = {
    "databases": {
        "service": "java-service-db",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "us-east-1",
    },
    "caches": {
        "service": "java-service-cache",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "us-east-1",
    },
    "nodegroups": {
        "service": "java-service-nodes",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "us-east-1",
        "nodes": "3",
    },
    "storages": {
        "service": "java-service-files",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "eu-west-1",
    },
    "internalloadbalancers": {
        "service": "java-service",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "eu-west-1",
        "certificate": CERTIFICATE.format("eu-west-1"),
        "healthPath": "/healthz",
        "healthPort": "9090",
    },
    "publicloadbalancers": {
        "service": "java-shop",
        "application": "java-service",
        "team": "backend",
        "environment": "prod",
        "region": "us-east-1",
        "certificate": CERTIFICATE.format("us-east-1"),
    },
}


@pytest.fixture(scope="session")
def control() -> dict[str, str]:
    """The control repository: path -> text."""
    root = Path(str(OFFERINGS))
    return described() | {
        f"offerings/{path.relative_to(root).as_posix()}": path.read_text(encoding="utf-8")
        for path in root.rglob("*.yaml")
    }


@pytest.fixture(scope="session")
def catalog(control: dict[str, str]) -> Catalog:
    return load(control)


@pytest.fixture(params=sorted(SCENARIO))
def offering(request: pytest.FixtureRequest, catalog: Catalog) -> Offering:
    found = catalog.find(request.param)
    assert found is not None, catalog.broken
    return found


@pytest.fixture(scope="session")
def databases(catalog: Catalog) -> Offering:
    found = catalog.find("databases")
    assert found is not None, catalog.broken
    return found


@pytest.fixture
def asked(offering: Offering) -> dict[str, str]:
    """The scenario's request for this offering."""
    return dict(SCENARIO[offering.name])
