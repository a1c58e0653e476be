"""One host for each module, one repository for each test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from githost_laboratory import FIRST_FILES, Local, git

from clark.ports.githost import Change, GitHost

NUMBERS = count(1)
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(scope="module", params=[Local])
def adapter(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Local]:
    made: Local = request.param(tmp_path_factory.mktemp("host"))
    yield made
    made.end()


@pytest.fixture
def lab(adapter: Local) -> Local:
    """The adapter's host, running, with a fresh repository."""
    adapter.begin()
    adapter.repository = f"techcorp/gitops-{next(NUMBERS)}"
    adapter.create(FIRST_FILES)
    return adapter


@pytest.fixture
def repository(lab: Local) -> str:
    return lab.repository


@pytest.fixture
def host(lab: Local) -> GitHost:
    return lab.client()


@pytest.fixture
def change(host: GitHost, repository: str) -> Callable[..., Change]:
    """A change from main as it is; fields may be given."""

    def make(**fields: Any) -> Change:
        plain: dict[str, Any] = {
            "repository": repository,
            "base": "main",
            "base_commit": host.head(repository, "main"),
            "branch": "clark/42",
            "title": "Add orders-db",
            "body": "Asked for by Ana.",
            "files": {"regions/us-east-1/orders-db.yaml": "kind: RDSInstance\n"},
            "author_name": "Ana <Ng>",
            "author_email": "ana@techcorp.example",
            "at": WHEN,
        }
        return Change(**plain | fields)

    return make


@pytest.fixture
def clone(lab: Local, tmp_path: Path) -> Path:
    """A developer's working copy."""
    git("clone", "--quiet", lab.clone_url(), "work", at=tmp_path)
    return tmp_path / "work"
