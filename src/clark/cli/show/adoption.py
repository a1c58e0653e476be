"""What exists in the account, and what adopting some of it would write."""

from collections.abc import Mapping
from typing import Any

from clark.cli.show.rows import table
from clark.cli.show.words import age, console, toned

Answer = Mapping[str, Any]
TONES = {"free": "ok", "asked": "busy", "managed": "", "cannot": "warn"}
WORDS = {
    "free": "can be adopted",
    "asked": "asked for",
    "managed": "managed",
    "cannot": "cannot be adopted",
}


def resources(answer: Answer) -> None:
    """One line each; below it when Clark looked, and where it could not."""
    made = table("Name in AWS", "What", "Region", "State", whole=("Name in AWS", "Region"))
    for row in answer["rows"]:
        state = toned(WORDS[row["state"]], TONES[row["state"]])
        if row["reason"]:
            state.append(f": {row['reason']}", style="default")
        what = f"{row['word']} {row['summary']}".strip()
        made.add_row(row["identifier"], what, row["region"], state)
    out = console()
    out.print(made if made.row_count else "There is nothing of that in the account.")
    for look in answer["looks"]:
        seen = f"seen {age(look['looked_at'])}" if look["looked_at"] else "not seen yet"
        said = f"; {look['trouble']}" if look["trouble"] else ""
        out.print(f"{look['region']}: {seen}{said}", style="dim", markup=False)


def adoption(answer: Answer) -> None:
    """The files that the pull request would hold, as they would be."""
    out = console()
    for each in answer["chosen"]:
        row, wish = each["row"], each["wish"]
        name = f"{wish['service']}-{wish['environment']}"
        whose = f"team {wish['team']}, application {wish['application']}"
        out.print(f"{row['identifier']} in {row['region']} as {name}: {whose}", markup=False)
    for file in answer["files"]:
        out.print(f"\n+++ {file['path']}", style="bold", markup=False)
        for line in file["rows"]:
            out.print(f"{line['sign'] or ' '} {line['text']}", markup=False, soft_wrap=True)
    for each in answer["warnings"]:
        out.print(f"! {each['field']}: {each['reason']}", style="yellow", markup=False)
