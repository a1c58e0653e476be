"""An onboarding in a terminal: the plan, then a line for each step and place once it is done."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.cli.show.words import console, duration

Card = Mapping[str, Any]


def plan(card: Card) -> None:
    """What would happen, step by step."""
    out = console()
    out.print(f"Onboarding of {card['name']}:", style="bold", markup=False)
    for number, step in enumerate(card["steps"], start=1):
        out.print(f"{number}. {step['title']}: {step['what']}", markup=False)
        for place in filter(None, step["places"]):
            out.print(f"     {place}", style="dim", markup=False)


class Told:
    """Remembers which lines were printed."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def new(self, page: Card) -> Iterator[str]:
        """A line for each step and place that is done since the last call, with its time."""
        for step in page["steps"]:
            for place in step["places"]:
                key = (step["key"], place["place"])
                if place["state"] == "done" and key not in self._told:
                    self._told.add(key)
                    where = f" {place['place']}" if place["place"] else ""
                    took = duration(place["seconds"])
                    yield f"{step['title']}{where}: {place['said']} ({took})"
