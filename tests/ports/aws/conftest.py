from collections.abc import Iterator
from functools import partial
from pathlib import Path

import caches
import databases
import pytest
from aws_stack import REGIONS, Stack, running, wait_until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("enable_socket")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all tests here; each test uses names of its own."""
    for stack in running(tmp_path_factory.mktemp("aws")):
        _prepare(stack)
        yield stack


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """One that a test may kill."""
    yield from running(tmp_path)


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _prepare(stack: Stack) -> None:
    for region in REGIONS:
        for name, changes in databases.PREPARED.items():
            databases.create(stack.client("rds", region), name, **changes)
        for name, changes in caches.PREPARED.items():
            caches.create(stack.client("elasticache", region), name, **changes)
    for region in REGIONS:
        rds, cache = stack.client("rds", region), stack.client("elasticache", region)
        for name in databases.PREPARED:
            wait_until(partial(databases.available, rds, name), 60)
        for name in caches.PREPARED:
            wait_until(partial(caches.available, cache, name), 60)
