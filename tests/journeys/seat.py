"""A person at a browser: one window, what its console complained about, and what it asked for."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 90_000  # milliseconds that anything on a page may take on a busy machine


def launch(playwright: Playwright) -> Browser:
    quiet = ["--disable-background-networking", "--disable-component-update"]
    # Chromium refuses its sandbox to root.
    arguments = [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)


class Seat:
    """`url` is Clark's address. `complaints` may be taken out by a test that expects them."""

    def __init__(self, browser: Browser, url: str, *, kept: StorageState | None = None) -> None:
        self.url = url
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1440, "height": 1000}, reduced_motion="reduce", storage_state=kept
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda told: self._complain(told.type, told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def sign_in(self, username: str) -> None:
        """One click on the sign-in page, wherever the browser was sent to it from."""
        if not self.page.url.startswith(f"{self.url}/sign-in/"):
            self.open("/sign-in/")
        self.page.click(f"form:has(input[value={username}]) button")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def open(self, path: str) -> Page:
        """Go there, and wait for the event stream where the page has one."""
        self.page.goto(self.url + path, wait_until="load")
        self.settle()
        return self.page

    def settle(self) -> None:
        if self.page.locator("body[sse-connect]").count():
            self.page.wait_for_selector("html[data-stream=open]")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def number(self) -> int:
        """Of the request that the window shows."""
        return int(self.path.rstrip("/").rsplit("/", 1)[1])

    @property
    def strangers(self) -> set[str]:
        """Hosts other than Clark's that were asked for something."""
        hosts = {urlsplit(each).netloc for each in self.asked if not each.startswith("data:")}
        return hosts - {urlsplit(self.url).netloc}

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """The browser and htmx complain about a refused answer; this one is meant."""
        yield
        self.page.wait_for_timeout(100)
        meant = (f"status of {status}", f"Status Error Code {status}")
        self.complaints = [
            each for each in self.complaints if not any(words in each for words in meant)
        ]

    def violations(self) -> list[tuple[str, str]]:
        """What axe finds on the page as it is, by rule, with the first element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        wanted = {"runOnly": WCAG, "resultTypes": ["violations"], "elementRef": False}
        found = self.page.evaluate("wanted => axe.run(document, wanted)", wanted)
        return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)
