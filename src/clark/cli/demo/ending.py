"""The last words of the demonstration: what there is now, and what to try next."""

from rich import box
from rich.table import Table
from rich.text import Text

from clark.cli.demo.outcome import Outcome, Service
from clark.cli.demo.screen import Screen
from clark.cli.show import duration

NEXT = """Try next, in the browser:
  · As Maya, order a bucket or another database from the catalog, then approve it as Ravi.
  · Open java-service-db-prod: how its credentials travelled, how to connect, why it is ready.
  · Ask to delete java-service-cache-prod, and see what Clark does in two steps."""


def ending(screen: Screen, outcome: Outcome) -> None:
    if outcome.services:
        screen.show(_table(outcome.services))
    for failure in outcome.failures:
        screen.show(Text(f"✗ {failure}", style="red"))
    if outcome.ok:
        took = duration(screen.seconds)
        screen.show(Text(f"All of it is true, {took} after the start.\n", style="bold green"))
        screen.show(NEXT)


def _table(services: list[Service]) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Service", "Kind", "Region", "Ready", "Endpoint", "Here", "Login"):
        made.add_column(column, overflow="fold")
    for each in services:
        row = each.page["row"]
        made.add_row(
            row["name"],
            row["word"],
            row["region"],
            _yes(each.ready),
            each.endpoint,
            each.local,
            _yes(each.login),
        )
    return made


def _yes(value: bool | None) -> Text:
    words = {True: ("✓ yes", "green"), False: ("✗ no", "red"), None: ("–", "dim")}
    return Text(*words[value])
