"""The last words of the demonstration: what there is now, and what to try next."""

from rich import box
from rich.table import Table
from rich.text import Text

from clark.cli.demo.outcome import Outcome, Service
from clark.cli.demo.screen import Screen
from clark.cli.show import duration

WIDE = 160  # columns that the table with endpoints takes
WIDEST = {"Kind": len("PostgreSQL")}  # the longest word, so that lines break between words
NEXT = """Try next, in the browser:
  · As Maya, order a bucket or another database from the catalog, then approve it as Ravi.
  · Open java-service-db-prod: how its credentials travelled, how to connect, why it is ready.
  · Ask to delete java-service-cache-prod, and see what Clark does in two steps."""


def ending(screen: Screen, outcome: Outcome) -> None:
    if outcome.services:
        screen.show(_table(outcome.services, wide=screen.width >= WIDE))
    if outcome.services and screen.width < WIDE:
        for each in outcome.services:
            screen.show(Text(f" {each.page['row']['name']} is {each.endpoint}", style="dim"))
    for failure in outcome.failures:
        screen.show(Text(f"✗ {failure}", style="red"))
    if outcome.ok:
        took = duration(screen.seconds)
        count = len(outcome.services)
        said = (
            f"All {count} services of the story run and take their logins, {took} after the start."
        )
        screen.show(Text(f"\n{said}\n", style="bold green"))
        screen.show(NEXT)


def _table(services: list[Service], *, wide: bool) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    endpoint = ("Endpoint",) if wide else ()
    for column in ("Service", "Kind", "Region", "Ready", *endpoint, "Here", "Login"):
        whole = column in {"Service", "Region", "Here"}
        made.add_column(column, overflow="fold", no_wrap=whole, min_width=WIDEST.get(column))
    for each in services:
        row = each.page["row"]
        made.add_row(
            row["name"],
            row["word"],
            row["region"],
            _yes(each.ready),
            *((each.endpoint,) if wide else ()),
            each.local,
            _yes(each.login),
        )
    return made


def _yes(value: bool | None) -> Text:
    words = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "dim")}
    return Text(*words[value])
