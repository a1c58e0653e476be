"""Lists: requests, services, events."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clark.cli.show.words import age, clock, console, toned, visible, waits

Row = Mapping[str, Any]


class Rows(Table):
    """Cells are data: brackets are no markup there, and escapes do nothing."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        told = (Text(visible(each)) if isinstance(each, str) else each for each in cells)
        super().add_row(*told, **options)


def table(*columns: str, whole: Collection[str] = ()) -> Table:
    """Cells of the `whole` columns are never folded: people copy them."""
    made = Rows(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold", no_wrap=column in whole)
    return made


def requests(rows: Iterable[Row], none: str) -> None:
    """One line a request; `none` is said where there is no row."""
    made = table("No.", "Request", "By", "Asked", "State", whole=("No.", "Asked"))
    for row in rows:
        waiting = f": {waits(row)}" if row["waiting"] else ""
        waiting += " (late)" if row.get("late") else ""
        made.add_row(
            str(row["number"]),
            ", ".join(filter(None, (row["title"], row["region"]))),
            row["author"],
            age(row["created_at"]),
            toned(row["state"], row["tone"]).append(visible(waiting), style="default"),
        )
    _print(made, none)


def services(rows: Iterable[Row], none: str) -> None:
    """One line a service; `none` is said where there is no row."""
    made = table("Service", "What", "Region", "Team", "Sync", "Health", whole=("Service", "Region"))
    for row in rows:
        why = f": {row['reason']}" if row["reason"] else ""
        made.add_row(
            row["name"],
            row["summary"] or row["word"],
            row["region"],
            row["team"],
            row["sync"],
            toned(row["health"], row["tone"]).append(visible(why), style="default"),
        )
    _print(made, none)


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
