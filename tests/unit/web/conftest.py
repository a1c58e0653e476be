"""A browser without a network: every page is answered from the gallery."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from clark.web import assets
from clark.web.middleware import POLICY
from tests.unit.web.gallery import PAGES, shown

SITE = "http://clark.test"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: while Playwright runs, no other test can have an event loop."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: pages were not looked at in a browser")
    arguments = ["--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the gallery. `page.said` collects what the console complained about."""
    contexts: list[BrowserContext] = []

    def opened(name: str, *, width: int = 1440, theme: str = "light") -> Page:
        height = 844 if width < 800 else 1000
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.said = []  # type: ignore[attr-defined]
        page.on("console", lambda told: _complain(page, told.type, told.text))
        page.on("pageerror", lambda error: _complain(page, "error", str(error)))
        page.route("**/*", _answer)
        page.goto(f"{SITE}/gallery/{name}", wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()


def _complain(page: Page, kind: str, text: str) -> None:
    # The gallery's event stream ends at once; a page says so, and connects again.
    if kind in {"error", "warning"} and text != "[object Event]":
        page.said.append(text)  # type: ignore[attr-defined]


def _answer(route: Route, request: Request) -> None:
    path = urlparse(request.url).path
    if path.startswith("/assets/"):
        name = path.rsplit("/", 1)[1]
        kind = assets.TYPES[name.rsplit(".", 1)[1]]
        route.fulfill(body=assets.bundle(name).plain, content_type=kind)
    elif path == "/events":
        route.fulfill(body="retry: 60000\n\n", content_type="text/event-stream")
    elif path.startswith("/gallery/"):
        name = path.removeprefix("/gallery/")
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=shown(name), content_type="text/html", headers=headers)
    elif path.endswith("/draft/"):
        route.fulfill(body=shown("resize-update"), content_type="text/html")
    elif path == "/search/":
        route.fulfill(body=shown("palette"), content_type="text/html")
    else:
        route.fulfill(status=204, body="")


WHOLE = [name for name in PAGES if PAGES[name].template.endswith(("page.html", "list.html"))] + [
    "sign-in",
    "proposals",
    "proposal",
    "revisions",
    "revisions-none",
    "queue",
    "queue-none",
    "adopt-page",
    "adopt-page-refused",
    "404",
    "500",
]
