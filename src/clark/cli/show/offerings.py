"""The catalog, and an offering's fields as `clark request` takes them."""

from collections.abc import Mapping
from typing import Any

from clark.cli.show.rows import table
from clark.cli.show.words import console

Answer = Mapping[str, Any]


def catalog(page: Answer) -> None:
    made = table("Offering", "What it is", "")
    for each in page["offerings"]:
        made.add_row(each["name"], each["title"], each["summary"])
    out = console()
    out.print(made if made.row_count else "The catalog offers nothing yet.")
    for flaw in page["broken"]:
        where = f"{flaw['repository']}: {flaw['path']}, line {flaw['line']}"
        out.print(f"{where}: {flaw['reason']}", style="red", markup=False)
    if page["offerings"]:
        out.print("\nFields of one: clark catalog OFFERING", style="dim")


def form(draft: Answer) -> None:
    """Every field with what it takes and its default."""
    made = table("Field", "Takes", "Default", "Meaning")
    for section in draft["sections"]:
        for each in section["fields"]:
            field = each["field"]
            default = "required" if field["required"] and not each["value"] else each["value"]
            made.add_row(field["name"], takes(field), default, f"{field['label']}. {field['help']}")
    out = console()
    out.print(made)
    out.print(f"\nclark request {draft['offering']} FIELD=VALUE… [--reason WHY]", style="dim")


def takes(field: Answer) -> str:
    """What may be written after the equals sign."""
    if field["choices"]:
        return " | ".join(_choice(each) for each in field["choices"])
    if field["type"] == "switch":
        return "on | off"
    if field["minimum"] is not None or field["maximum"] is not None:
        return f"{field['minimum']}–{field['maximum']} {field['unit'] or ''}".strip()
    return "text"


# Private functions


def _choice(choice: Answer) -> str:
    detail = str(choice.get("detail") or "").split(" · ")[0]
    shown = str(choice["value"])
    return f"{shown} ({detail})" if detail and detail != shown else shown
