"""What every test shares: the slow ones on request, and a loud word about missing programs."""

import shutil
from collections import Counter

import pytest

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
