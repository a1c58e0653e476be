"""Services that are behind their offering, and what became of those that were asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from clark.cli.show.pages import diff
from clark.cli.show.words import console

Answer = Mapping[str, Any]
STATES = {
    "ready": "can be asked for",
    "asked": "asked for",
    "conflict": "needs a decision",
    "refused": "cannot be brought up to date",
}


def revisions(page: Answer, rows: Iterable[Answer]) -> None:
    """The blast radius, then each service with conflicts, impacts and the exact change."""
    out = console()
    out.print(page["sentence"], style="bold", markup=False)
    for row in rows:
        where = f"{row['region']}, {row['environment']}"
        out.print(f"\n{row['name']} ({where}): {STATES[row['state']]}", style="bold", markup=False)
        if row["said"]:
            out.print(row["said"], markup=False)
        for each in row["conflicts"]:
            out.print(
                f"{each['path']}: {each['document']} {each['field']}: the offering made "
                f"{each['before']} and makes {each['now']}; the file has {each['file']}.",
                style="yellow",
                markup=False,
            )
        for impact in row["impacts"]:
            out.print(f"  {impact['effect']}: {impact['sentence']}", markup=False)
        for file in row["files"]:
            diff(out, file)


def sent(answer: Answer) -> None:
    out = console()
    for each in answer["sent"]:
        result = f"request #{each['number']}" if each["number"] else each["reason"]
        out.print(f"{each['name']} ({each['region']}): {result}", markup=False)
    if not answer["sent"]:
        out.print("Every service is up to date.")
