"""Policies and what they would say today."""

from collections.abc import Mapping
from typing import Any

from clark.cli.show.rows import table
from clark.cli.show.words import console


def policies(page: Mapping[str, Any]) -> None:
    made = table("Policy", "For", "Does", "Today", "")
    for row in page["rows"]:
        today = f"{row['spoken']} of {page['services']}"
        if page["branch"] and row["before"] != row["spoken"]:
            today += f", now {row['before']}"
        style = ("red" if row["does"] == "denies" else "yellow") if row["spoken"] else None
        made.add_row(row["name"], row["about"], row["does"], today, row["change"], style=style)
    out = console()
    for flaw in page["broken"]:
        where = f"{flaw['repository']}: {flaw['path']}, line {flaw['line']}"
        out.print(f"{where}: {flaw['reason']}", style="red", markup=False)
    out.print(made if made.row_count else "No policy matches.")
    if page["services"] < page["in_all"]:
        said = f"Asked about the first {page['services']} of {page['in_all']} services only."
        out.print(said, style="yellow", markup=False)
    if page["branch"]:
        said = (
            f"Merged, {page['branch']} would deny {page['denied']} of {page['services']} services"
        )
        out.print(f"{said}, were they ordered then.", markup=False)
