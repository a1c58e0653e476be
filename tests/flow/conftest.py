"""A PostgreSQL server for all tests of this folder, and a customer with an outside in memory."""

import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from clark.local.postgres import FORGETFUL, Server
from tests.flow.story import Story, begin


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(tmp_path_factory.mktemp("postgres") / "home", port, settings=FORGETFUL)
    server.make("tests")
    server.start()
    server.wait_ready(60)
    yield server
    server.delete()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: Server) -> None:
    """Lead pytest-django to the server of this session."""
    where = {
        "HOST": "127.0.0.1",
        "PORT": str(postgres.port),
        "USER": "postgres",
        "PASSWORD": "tests",
        "NAME": "postgres",
        "OPTIONS": {},
    }
    settings.DATABASES["default"].update(where)
    connections["default"].settings_dict.update(where)


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Story:
    made = begin()
    for job in ("jobs", "adoption"):
        monkeypatch.setattr(f"clark.worker.{job}.ports_of", lambda _: made.ports)
    return made
