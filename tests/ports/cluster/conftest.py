"""The stack starts once for all tests of the port; each test has services of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_stack import Plane, Repository, Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("stack"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("git") / "gitops")


@pytest.fixture(scope="session")
def plane(stack: Stack, repository: Repository) -> Iterator[Plane]:
    running = Plane(stack, "us-east-1", repository)
    yield running
    running.process.stop()


@pytest.fixture
def own_repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "gitops")


@pytest.fixture
def own_plane(stack: Stack, own_repository: Repository) -> Iterator[Plane]:
    """A control plane that a test may kill and starve."""
    running = Plane(stack, "us-west-2", own_repository)
    yield running
    running.process.stop()
