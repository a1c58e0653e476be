"""Play the scenario through the HTTP API, each person with a token of their own."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from clark.cli.client import Client
from clark.cli.demo.scenario import REGION, REVIEWER, STANDING, WISHES, Wish
from clark.cli.demo.screen import Screen
from clark.cli.show import clock
from clark.errors import ClarkError, NotFound, TryLater

EVERY: Final = 0.25  # seconds between looks
BEFORE_REVIEW: Final = frozenset({"submitted", "proposed"})
Found = TypeVar("Found")
Page = Mapping[str, Any]
Told = set[tuple[int, str]]  # request's number and stage


class TooLate(ClarkError):
    """Something did not happen in time."""


@dataclass(frozen=True)
class Play:
    """Everybody's client by user name, and when patience ends (monotonic seconds).

    `recalled` are the wishes that had ended before, in an earlier demonstration.
    """

    clients: Mapping[str, Client]
    screen: Screen
    deadline: float
    numbers: dict[Wish, int] = field(default_factory=dict)
    recalled: set[Wish] = field(default_factory=set)

    def perform(self) -> None:
        """Ask, approve, and follow to the end; `numbers` are the requests'. Raises `TooLate`,
        `Refused`. What an earlier demonstration asked is found again, not asked again."""
        self._await_catalog()
        self._await_standing()
        for wish in WISHES:
            self.numbers[wish] = self._ask(wish)
        told = self._recall()
        for wish, number in self.numbers.items():
            self._approve(wish, number)
        self._follow(told)

    def page(self, wish: Wish, number: int) -> Page:
        found: Page = self.clients[wish.author].get(f"/requests/{number}")
        return found

    def service(self, region: str, name: str) -> Page:
        found: Page = self.clients[REVIEWER].get(f"/services/{region}/{name}")
        return found

    def wait(self, what: str, look: Callable[[], Found | None]) -> Found:
        """Look until there is something. Raises `TooLate` with the last reason heard."""
        self.screen.now(what)
        why = ""
        while time.monotonic() < self.deadline:
            try:
                found = look()
            except (TryLater, NotFound) as error:
                found, why = None, str(error)
            if found is not None:
                return found
            time.sleep(EVERY)
        raise TooLate(f"{what}: not in time. {why}".strip())

    # Private methods

    def _await_catalog(self) -> None:
        wanted = {wish.offering for wish in WISHES if wish.offering}

        def look() -> bool | None:
            offered = {each["name"] for each in self.clients[REVIEWER].get("/catalog")["offerings"]}
            return True if wanted <= offered else None

        self.wait("Copying the repositories", look)

    def _await_standing(self) -> None:
        def look() -> Page | None:
            page = self.service(REGION, STANDING)
            self.screen.now(f"{STANDING}: {page['why'] or page['row']['health']}")
            return page if page["row"]["health"] == "Healthy" else None

        page = self.wait(f"{STANDING} becomes ready", look)
        self.screen.line(f"✓ {STANDING:<28} {'Ready':<22}  {page['row']['summary']}")

    def _ask(self, wish: Wish) -> int:
        number: int = self.clients[wish.author].post(wish.path, wish.body)["number"]
        return number

    def _approve(self, wish: Wish, number: int) -> None:
        """Read the request as the reviewer, then approve exactly what was read."""
        reviewer = self.clients[REVIEWER]

        def look() -> Page | None:
            page: Page = reviewer.get(f"/requests/{number}")
            return None if page["row"]["state"] in BEFORE_REVIEW else page

        page = self.wait(f"#{number} {wish.service}: checking the pull request", look)
        if page["row"]["state"] == "in review":
            self._read(page)
            read = {"head": page["head"], "diff_hash": page["diff_hash"]}
            reviewer.post(f"/requests/{number}/approve", {**read, "comment": "Looks right."})

    def _read(self, page: Page) -> None:
        """What the reviewer sees of an interruption: accepted by whom, and how it could be less."""
        row = page["row"]
        for sentence in page["accepted"]:
            self.screen.line(f"! #{row['number']} {row['author']} accepted: {sentence}", "yellow")
        for way in page["alternatives"]:
            self.screen.line(f"  #{row['number']} or {way['title']}: {way['interruption']}", "dim")

    def _recall(self) -> Told:
        """What earlier demonstrations brought to an end: said in one line each, and not again."""
        told: Told = set()
        for wish, number in self.numbers.items():
            page = self.page(wish, number)
            if page["row"]["ended"]:
                self.recalled.add(wish)
                told |= {(number, step["stage"]) for step in page["steps"]}
                ended = clock(page["row"]["updated_at"])
                self.screen.line(
                    f"· #{number} {wish.service} is {page['row']['state']} since {ended}"
                )
        if len(self.recalled) == len(WISHES):
            self.screen.line("Everything was played before: nothing is replayed.", "bold")
        return told

    def _follow(self, told: Told) -> None:
        """Tell each stage as it ends, until every request has ended."""

        def look() -> bool | None:
            pages = {wish: self.page(wish, number) for wish, number in self.numbers.items()}
            for wish, page in pages.items():
                self._tell(wish, page, told)
            open_ = [page for page in pages.values() if not page["row"]["ended"]]
            self.screen.now(" · ".join(_waiting(page) for page in open_))
            return None if open_ else True

        self.wait("The requests", look)

    def _tell(self, wish: Wish, page: Page, told: Told) -> None:
        number = page["row"]["number"]
        for step in page["steps"]:
            if step["state"] == "done" and (number, step["stage"]) not in told:
                told.add((number, step["stage"]))
                name = f"#{number} {wish.service}"
                self.screen.stage(name, step["label"], step["seconds"], step["detail"])


def _waiting(page: Page) -> str:
    row = page["row"]
    return f"{row['service']}: {row['waiting'] or row['state']}"
