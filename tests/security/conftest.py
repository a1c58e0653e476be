"""One Clark for all tests of this folder, with two customers, a database and a cache."""

from collections.abc import Iterator

import pytest

from tests.running_clark import RunningClark
from tests.security.visitor import Visitor

SERVICES = ("canary-db-dev", "canary-cache-dev")


@pytest.fixture(scope="session")
def clark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    running = RunningClark(tmp_path_factory.mktemp("clark") / "home", foreign=True)
    try:
        running.start_worker()
        running.wait_for_catalog()
        numbers = [running.order("databases", "canary-db"), running.order("caches", "canary-cache")]
        for number in numbers:
            running.approve(number)
        for number in numbers:
            running.until(number, "done")
        yield running
    finally:
        running.stop()


@pytest.fixture
def visitor(clark: RunningClark) -> Iterator[Visitor]:
    """A browser that nobody has signed in with yet."""
    one = Visitor(clark.url)
    yield one
    one.close()


@pytest.fixture
def maya(clark: RunningClark, visitor: Visitor) -> Visitor:
    visitor.sign_in("maya")
    return visitor
