"""The catalog, and an offering's fields as `clark request` takes them."""

from collections.abc import Mapping
from typing import Any

from clark.cli.show.pages import diff
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
        if flaw["kept"]:
            kept = f"The last good one, of commit {flaw['kept'][:7]}, stays in force."
            out.print(kept, style="dim", markup=False)
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


def proposals(page: Answer) -> None:
    made = table("Branch", "Offerings", "")
    for each in page["rows"]:
        state = each["trouble"] or (f"{each['broken']} broken" if each["broken"] else "renders")
        made.add_row(each["branch"], ", ".join(each["offerings"]), state)
    out = console()
    none = f"No branch of {page['repository']} would change an offering."
    out.print(made if made.row_count else none, markup=False)


def proposal(page: Answer) -> None:
    """What a branch would make of each offering, compared with the one in force."""
    out = console()
    if page["row"]["trouble"]:
        out.print(page["row"]["trouble"], style="red", markup=False)
    elif not page["offerings"]:
        out.print("The catalog would stay as it is.")
    for card in page["offerings"]:
        out.print(
            f"\n{card['title']} ({card['name']}): {card['change']}", style="bold", markup=False
        )
        for flaw in card["broken"]:
            line = f"{flaw['path']}, line {flaw['line']}: {flaw['reason']}"
            out.print(line, style="red", markup=False)
        if card["made"] and card["same"]:
            out.print("It renders what it renders now.")
        for file in card["made"] if not card["same"] else ():
            diff(out, file)


def takes(field: Answer) -> str:
    """What may be written after the equals sign."""
    if field["choices"]:
        return " | ".join(_choice(each) for each in field["choices"])
    if field["type"] == "switch":
        return "on | off"
    if field["minimum"] is not None or field["maximum"] is not None:
        return f"{field['minimum']}–{field['maximum']} {field['unit'] or ''}".strip()
    what = "a name" if field["pattern"] else "text"
    longest = field["max_length"]
    return f"{what} of up to {longest} characters" if longest else what


# Private functions


def _choice(choice: Answer) -> str:
    detail = str(choice.get("detail") or "").split(" · ")[0]
    shown = str(choice["value"])
    return f"{shown} ({detail})" if detail and detail != shown else shown
