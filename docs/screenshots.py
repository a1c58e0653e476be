"""Take the pictures of docs/pictures from a real, running Clark: `make screenshots`.

Without `--url` a platform of its own is started by `clark demo` in a temporary home, and stopped at
the end. With `--url http://127.0.0.1:8000` the pictures are taken from the one that runs there; it
gets one more request, for a database that is ordered, reviewed and approved on the way.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"wide": (1440, 1000), "phone": (390, 844)}
ON_PHONES = {"audit", "home", "request-form", "review", "service"}
START_SECONDS = 300
Prepare = Callable[[Page], None]


@dataclass(frozen=True)
class Camera:
    """Takes pages in both themes, as one signed-in person."""

    browser: Browser
    url: str
    folder: Path
    signed_in: dict[str, StorageState] = field(default_factory=dict)

    def take(self, person: str, name: str, path: str, prepare: Prepare = lambda _: None) -> None:
        """Pictures of one page; `prepare` fills it in."""
        for theme in ("light", "dark"):
            for size in SIZES if name in ON_PHONES else ("wide",):
                with self.sitting(person, theme, size) as page:
                    page.goto(self.url + path, wait_until="load")
                    prepare(page)
                    page.wait_for_timeout(500)  # the event stream opens, fragments settle
                    shot = self.folder / f"{name}-{theme}-{size}.png"
                    page.screenshot(path=shot, animations="disabled")
                    print(shot.name, flush=True)

    @contextmanager
    def sitting(self, person: str, theme: str = "light", size: str = "wide") -> Iterator[Page]:
        """A page of a browser in which this person is signed in; nobody for ""."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            storage_state=self.signed_in.get(person),
        )
        page = context.new_page()
        if person and person not in self.signed_in:
            page.goto(f"{self.url}/sign-in/")
            page.locator(f"form:has(input[value={person}]) button").click()
            page.wait_for_url(f"{self.url}/")
            self.signed_in[person] = context.storage_state()
        yield page
        context.close()


def main() -> int:
    options = _options()
    with _platform(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=_arguments())
        options.into.mkdir(parents=True, exist_ok=True)
        # On a platform that runs already, the name may be taken.
        name = f"reports-db-{time.strftime('%H%M%S')}" if options.url else "reports-db"
        _story(Camera(browser, url, options.into), name)
        browser.close()
    return 0


def _story(camera: Camera, name: str) -> None:
    """One order, from the form to the running service, with a picture at each stop."""
    camera.take("", "sign-in", "/sign-in/")
    camera.take("maya", "catalog", "/catalog/")
    camera.take("maya", "policies", "/policies/")
    camera.take("maya", "limits", "/limits/")
    camera.take("maya", "repositories", "/repositories/")
    camera.take("maya", "request-form", "/catalog/databases/", lambda page: _fill(page, name))
    number = _order(camera, name)
    camera.take("ravi", "review-queue", "/review/")
    camera.take("ravi", "review", f"/requests/{number}/")
    _approve(camera, number)
    camera.take("maya", "service", f"/services/us-east-1/{name}-prod/")
    camera.take("maya", "request", f"/requests/{number}/")
    resize = "/services/us-east-1/orders-db-prod/change/class/"
    camera.take("maya", "resize-form", resize, _choose_extra_large_now)
    camera.take("maya", "services", "/services/")
    camera.take("maya", "home", "/")
    camera.take("maya", "notifications", "/notices/")
    camera.take("ana", "audit", "/audit/", _open_first)
    camera.take("noor", "customer", "/customers/techcorp/")
    camera.take("noor", "customer-new", "/customers/new/", _describe)
    camera.take("ana", "adopt", "/adopt/", _look)
    camera.take("ana", "infrastructure", "/infrastructure/")
    if plan := shutil.which("terraform") and _plan(camera):
        camera.take("ravi", "infrastructure-plan", plan)
    else:
        print("There is no terraform with its AWS provider here: no picture of a plan.", flush=True)
    camera.take("ana", "exit", "/exit/", _compare)


def _fill(page: Page, name: str) -> None:
    """A production database with two choices that policies do not allow."""
    for box, value in (("service", name), ("application", "reports"), ("team", "backend")):
        page.fill(f"[name={box}]", value)
    page.fill("[name=backupDays]", "1")
    page.uncheck("[name=standby][type=checkbox]")
    page.wait_for_selector(".verdict.fix [data-fix-field]")
    page.locator("body").evaluate("body => { document.activeElement.blur(); scrollTo(0, 0); }")


def _choose_extra_large_now(page: Page) -> None:
    page.locator(".option:has-text('Extra large')").click()
    page.locator(".segment label:has-text('Now')").click()
    page.wait_for_selector(".verdict.fix")


def _describe(page: Page) -> None:
    """A customer whose account is no account, and whose people are too few."""
    for box, value in (("name", "Northwind Foods"), ("slug", "foods"), ("account", "7777")):
        page.fill(f"[name={box}]", value)
    page.fill("[name=organization]", "northwind-foods")
    page.fill("[name=teams]", "sales 4000")
    page.wait_for_selector("#verdict:has-text('to fix')")


def _look(page: Page) -> None:
    page.get_by_role("button", name="Look now").click()
    page.wait_for_selector("#live li, #live tr")


def _plan(camera: Camera) -> str:
    """The address of a plan that waits for a decision; "" where terraform could make none."""
    with camera.sitting("maya") as page:
        page.goto(f"{camera.url}/infrastructure/shared/global/state/")
        page.fill("[name=reason]", "The bucket that Terraform's states lie in.")
        page.get_by_role("button", name="Plan main").click()
        page.wait_for_url("**/infrastructure/plans/*/")
        ended = ".pill:has-text('In review'), .pill:has-text('Failed')"
        page.wait_for_selector(ended, timeout=300_000)
        made = "In review" in page.inner_text("h1 + .facts, .facts")
        return page.url.removeprefix(camera.url) if made else ""


def _open_first(page: Page) -> None:
    page.locator("#live summary").first.click()


def _compare(page: Page) -> None:
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Equal", exact=True).wait_for()


def _order(camera: Camera, name: str) -> str:
    with camera.sitting("maya") as page:
        page.goto(f"{camera.url}/catalog/databases/")
        _fill(page, name)
        for _ in range(2):
            before = page.inner_text("#verdict")
            page.locator("[data-fix-field]").first.click()
            page.wait_for_selector(f"#verdict:not(:text-is('{before}'))")
        page.fill("[name=reason]", "Reports leave the shared database before the November release.")
        page.click(".submit button")
        page.wait_for_url("**/requests/*/")
        page.wait_for_selector(".pill:has-text('In review')")
        return page.url.rstrip("/").rsplit("/", 1)[1]


def _approve(camera: Camera, number: str) -> None:
    with camera.sitting("ravi") as page:
        page.goto(f"{camera.url}/requests/{number}/")
        page.fill("#comment", "Fits the load of the last 30 days.")
        page.click("[data-key=approve]")
        page.wait_for_selector(".pill:has-text('Merged'), .pill:has-text('Provisioned')")


@contextmanager
def _platform(url: str) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="clark-pictures-") as home:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("clark"), "demo", "--port", str(port)],
            env={**os.environ, "CLARK_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            _wait_until_it_serves(process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait_until_it_serves(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None  # noqa: S101  asked for above
    end = time.monotonic() + START_SECONDS
    for line in process.stdout:
        print(line, end="", flush=True)
        if "Ctrl-C" in line:
            return
        if time.monotonic() > end:
            break
    raise SystemExit("clark demo did not come up; its output is above.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _chromium() -> str:
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not found:
        raise SystemExit("There is no Chromium on this machine. Install one, then try again.")
    return found


def _arguments() -> list[str]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]
    # Chromium refuses its sandbox to root.
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", default="", help="a Clark that runs already")
    parser.add_argument("--into", type=Path, default=PICTURES, help="where the pictures go")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
