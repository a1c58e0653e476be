"""One Clark for all tests of this folder; each test has services of its own."""

from collections.abc import Iterator

import pytest

from tests.running_clark import RunningClark


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    """Without a worker."""
    running = RunningClark(tmp_path_factory.mktemp("clark") / "home")
    yield running
    running.stop()


@pytest.fixture
def clark(platform: RunningClark) -> Iterator[RunningClark]:
    """With Clark's own worker."""
    platform.start_worker()
    platform.wait_for_catalog()
    yield platform
    platform.stop_worker()


@pytest.fixture
def own_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClark]:
    """For one test alone, without a worker."""
    running = RunningClark(tmp_path_factory.mktemp("own") / "home")
    yield running
    running.stop()
