"""Journeys go through a whole Clark: its own processes, files and ports, one for all of them."""

import shutil
from collections.abc import Callable, Iterator, Mapping

import pytest
from clark_process import Clark, stop
from playwright.sync_api import Browser, StorageState, sync_playwright
from seat import CHROMIUM, Seat, launch


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
    return {username: clark.token(username) for username in ("maya", "ravi", "ana", "noor")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: while Playwright runs, no other test can have an event loop."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: no journey was tried in a browser")
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def cookies(browser: Browser, clark: Clark) -> Callable[[str], StorageState | None]:
    """What the browser of a signed-in person keeps, by user name; nothing for ""."""
    kept: dict[str, StorageState | None] = {"": None}

    def of(username: str) -> StorageState | None:
        if username not in kept:
            seat = Seat(browser, clark.url)
            seat.sign_in(username)
            kept[username] = seat.context.storage_state()
            seat.context.close()
        return kept[username]

    return of


@pytest.fixture
def sit(
    browser: Browser, clark: Clark, cookies: Callable[[str], StorageState | None]
) -> Iterator[Callable[..., Seat]]:
    """Seat a person at a new browser window, signed in and with nothing cached; nobody for "".

    In the end no console complained, and nothing was asked of another host.
    """
    seats: list[Seat] = []

    def seated(username: str = "") -> Seat:
        seats.append(seat := Seat(browser, clark.url, kept=cookies(username)))
        return seat

    yield seated
    for seat in seats:
        seat.context.close()
    assert [seat.complaints for seat in seats if seat.complaints] == []
    assert set().union(*(seat.strangers for seat in seats)) == set()
