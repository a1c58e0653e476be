"""One Clark for all tests of this folder; each test has services of its own."""

from collections.abc import Iterator

import pytest

from tests.running_clark import RunningClark


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    running = RunningClark(tmp_path_factory.mktemp("clark") / "home")
    yield running
    running.stop()


@pytest.fixture
def clark(shared: RunningClark) -> RunningClark:
    """With Clark's own worker, whatever the test before did to it."""
    shared.ensure_worker()
    shared.wait_for_catalog()
    return shared


@pytest.fixture
def own_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    """For one test alone, without a worker."""
    running = RunningClark(tmp_path_factory.mktemp("own") / "home")
    yield running
    running.stop()
