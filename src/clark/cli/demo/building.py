"""Terraform builds the sample customer's infrastructure. A reviewer approves each plan."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from clark.cli.client import Client
from clark.cli.demo.play import EVERY, TooLate
from clark.cli.demo.screen import Screen
from clark.cli.show import Told
from clark.errors import ClarkError, Refused, TryLater

REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1")
ENGINEER: Final = "noor"
PATIENCE: Final = 3600.0  # seconds; three regions take about ten minutes on two cores
KEYS: Final = ("state", "account", "network", "cluster", "platform")
Page = Mapping[str, Any]


def wanted(regions: Literal["one", "all"]) -> tuple[str, ...]:
    """What Terraform builds, as ENVIRONMENT/REGION: production."""
    return tuple(f"prod/{each}" for each in (REGIONS if regions == "all" else REGIONS[:1]))


@dataclass
class Building:
    """`engineer` follows the onboarding, `reviewer` approves each plan as it was read."""

    engineer: Client
    reviewer: Client
    screen: Screen
    told: Told = field(default_factory=Told)

    def perform(self) -> list[dict[str, Any]]:
        """Until all of it is built. Returns [{stack, seconds}]. Raises `TooLate`, `Refused`."""
        deadline = time.monotonic() + PATIENCE
        list(self.told.new(_without_stacks(self._page())))  # those were told at the start
        while time.monotonic() < deadline:
            page = self._page()
            for line in self.told.new(page):
                self.screen.line(f"✓ {line}")
            if page["row"]["state"] == "ready":
                return _built(page)
            if page["row"]["state"] == "failed":
                raise Refused(f"Terraform: {page['row']['waiting']}")
            self.screen.now(f"Terraform: {page['row']['waiting']}")
            self._approve()
            time.sleep(EVERY)
        raise TooLate("Terraform did not build everything in time.")

    def _page(self) -> Page:
        while True:
            try:
                found: Page = self.engineer.get("/customers/techcorp")
            except TryLater:
                time.sleep(EVERY)
                continue
            return found

    def _approve(self) -> None:
        """Every plan that waits. One that moved meanwhile is read again at the next look."""
        for row in self.reviewer.get("/infrastructure/plans", state="in review")["rows"]:
            path = f"/infrastructure/plans/{row['number']}"
            plan = self.reviewer.get(path)
            try:
                self.reviewer.post(f"{path}/approve", {"digest": plan["digest"]})
            except ClarkError:
                continue
            self.screen.line(f"· {plan['headline']} Approved by Ravi.")


# Private functions


def _without_stacks(page: Page) -> Page:
    return {**page, "steps": [step for step in page["steps"] if step["key"] not in KEYS]}


def _built(page: Page) -> list[dict[str, Any]]:
    return [
        {"stack": place["place"], "seconds": place["seconds"]}
        for step in page["steps"]
        for place in step["places"]
        if step["key"] in KEYS
    ]
