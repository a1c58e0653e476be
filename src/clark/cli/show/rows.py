"""Lists: requests, services, events."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table

from clark.cli.show.words import age, clock, console, toned

Row = Mapping[str, Any]


def table(*columns: str) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def requests(rows: Iterable[Row], none: str) -> None:
    """One line a request; `none` is said where there is no row."""
    made = table("No.", "Request", "Region", "By", "State", "Asked", "Waits for")
    for row in rows:
        made.add_row(
            str(row["number"]),
            row["title"],
            row["region"],
            row["author"],
            toned(row["state"], row["tone"]),
            age(row["created_at"]),
            f"{row['waiting']} ({row['who']})" if row["waiting"] else "",
        )
    _print(made, none)


def services(rows: Iterable[Row]) -> None:
    made = table("Service", "Kind", "What", "Region", "Env", "Team", "Sync", "Health", "Why")
    for row in rows:
        made.add_row(
            row["name"],
            row["word"],
            row["summary"],
            row["region"],
            row["environment"],
            row["team"],
            row["sync"],
            toned(row["health"], row["tone"]),
            row["reason"],
        )
    _print(made, "There are no such services.")


def events(rows: Iterable[Row]) -> None:
    """One line each, so that they can be followed and piped."""
    out = console()
    for row in rows:
        said = f": {row['said']}" if row["said"] else ""
        out.print(
            f"{clock(row['at'])}  #{row['request']} {row['service']}  "
            f"{row['event']} ({row['who']}){said}",
            markup=False,
        )


# Private functions


def _print(made: Table, none: str) -> None:
    console().print(made if made.row_count else none)
