"""What every test shares: a database, slow tests on request, a loud word on missing programs."""

import shutil
import socket
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as hypothesis_settings

from clark.local.postgres import FORGETFUL, Server

# How long an example takes is for benchmarks: a busy machine must not fail a law.
hypothesis_settings.register_profile("clark", deadline=None)
hypothesis_settings.load_profile("clark")

PROGRAMS = {
    "git": "install git 2.38 or later",
    "terraform": "install terraform 1.11 or later; without it the infrastructure is not tested",
    "chromium": "install chromium; without it no page is tried in a browser",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the suites that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: run it with --slow (make faults)"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tried, and for want of which program."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not reasons and not missing:
        return
    terminalreporter.section("not tried", sep="!", yellow=True, bold=True)
    for name in missing:
        terminalreporter.line(f"MISSING PROGRAM {name}: {PROGRAMS[name]}")
    for reason, count in reasons.items():
        terminalreporter.line(f"skipped {count} test{'s' * (count > 1)}: {reason}")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for every test that asks for `db`."""
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
