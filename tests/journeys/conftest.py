"""Journeys go through a whole Clark: its own processes, files and ports, one for all of them."""

import shutil
from collections.abc import Iterator, Mapping

import pytest
from clark_process import Clark, stop


@pytest.fixture(scope="session", autouse=True)
def _needs_git() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is missing: no journey was tried")


@pytest.fixture(scope="session")
def clark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clark]:
    """One Clark that runs for all journeys."""
    running = Clark(tmp_path_factory.mktemp("clark") / "home")
    process = running.start("up", "--port", "0")
    try:
        running.until("Ctrl-C stops everything", process)
        yield running
    finally:
        stop(process)


@pytest.fixture(scope="session")
def tokens(clark: Clark) -> Mapping[str, str]:
    return {username: clark.token(username) for username in ("maya", "ravi", "ana")}
