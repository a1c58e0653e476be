"""Limits and what of them is used."""

from collections.abc import Mapping
from typing import Any, Final

from clark.cli.show.rows import table
from clark.cli.show.words import console

STYLES: Final = {"over": "red", "full": "yellow"}


def limits(page: Mapping[str, Any]) -> None:
    made = table("Limit", "What is counted", "Used", "")
    for row in page["rows"]:
        said = [each["said"] for each in row["measures"]]
        said += [f"sizes {', '.join(row['sizes'])}"] if row["sizes"] else []
        said += [f"request {row['request']} asks for more"] if row["request"] else []
        style = STYLES.get(row["standing"])
        made.add_row(row["name"], row["scope"], "; ".join(said), row["standing"], style=style)
    out = console()
    for flaw in page["broken"]:
        where = f"{flaw['repository']}: {flaw['path']}, line {flaw['line']}"
        out.print(f"{where}: {flaw['reason']}", style="red", markup=False)
    if made.row_count:
        out.print(made)
    elif not page["broken"]:
        none = "No limit matches." if page["total"] else "Nothing is limited."
        out.print(f"{none} Limits are in {page['path']} of {page['repository']}.", markup=False)
