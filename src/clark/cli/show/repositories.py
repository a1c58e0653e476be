"""Pushes past Clark, and pull requests that people opened themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.cli.show.rows import table
from clark.cli.show.words import clock, console

Row = Mapping[str, Any]


def repositories(page: Row) -> None:
    out = console()
    if page["stopped"]:
        out.print(page["stopped"], style="red", markup=False)
    made = table("Commit", "By", "When", "What", "", whole=("Commit", "When"))
    for row in page["pushes"]:
        by = row["author"] or "unknown"
        told = "\n".join((row["title"], *_flaws(row), *_next(row)))
        made.add_row(row["commit"][:7], by, clock(row["at"]), told, _standing(row))
    if made.row_count:
        out.print(made)
    pulls = table("Pull request", "Head", "By", "What", "", whole=("Pull request", "Head"))
    for row in page["pulls"]:
        name = f"{row['role']}#{row['number']}"
        told = "\n".join(filter(None, (row["title"], row["trouble"], *_flaws(row), *row["asks"])))
        pulls.add_row(name, row["head"][:7], row["author"], told, row["verdict"])
    if pulls.row_count:
        out.print(pulls)
    if not (made.row_count or pulls.row_count):
        out.print("Nothing waits for anybody.")


def _flaws(row: Row) -> Iterator[str]:
    for each in row["flaws"]:
        yield f"{each['file']}, line {each['line']}: {each['reason']}"


def _next(row: Row) -> Iterator[str]:
    """The commands that go on from here."""
    if more := row.get("more_flaws"):
        yield f"And {more} more."
    if row["state"] != "flagged":
        return
    commit = row["commit"][:12]
    if row.get("reverts"):
        yield f"Take it back: clark revert {commit}"
    yield f"It was meant, an owner says: clark confirm {commit} --comment WHY"


def _standing(row: Row) -> str:
    return "stops merges" if row["stops"] else str(row["state"])
