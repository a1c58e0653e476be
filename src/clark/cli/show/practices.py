"""Best practices: the services by their score, and the checklist of one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from clark.cli.show.rows import table
from clark.cli.show.words import console

Answer = Mapping[str, Any]
STYLES: Final = {"fails": "yellow", "holds": "green", "does not apply": "dim"}
MARKS: Final = {"fails": "!", "holds": "✓", "does not apply": "–"}


def practices(rows: Iterable[Answer], none: str) -> None:
    made = table("Score", "Service", "Region", "Kind", "Holds", "First to mend")
    for row in rows:
        holds = f"{row['holding']} of {row['asked']}"
        made.add_row(
            str(row["score"]), row["name"], row["region"], row["word"], holds, row["worst"]
        )
    out = console()
    out.print(made if made.row_count else none)


def checklist(page: Answer) -> None:
    """Every check: what fails with its reason, its source and the way to mend it."""
    out, row, done = console(), page["row"], page["practices"]
    out.print(Text(row["name"], style="bold").append(f"  {row['summary']}", style="default"))
    if done["score"] is None:
        out.print("No best practice is asked of it.")
        return
    out.print(f"Score: {done['score']} of 100; {done['holding']} of {done['asked']} hold")
    for each in done["rows"]:
        outcome = each["outcome"]
        line = Text(f"{MARKS[outcome]} {each['title']}", style=STYLES[outcome])
        out.print(line.append(f"  {each['detail']}", style="default"))
        if outcome == "fails":
            _failing(out, each, row)


def scored(out: Console, score: Answer | None) -> None:
    """What a change does to the score."""
    if score is None:
        return
    before = f"{score['before']} → " if score["before"] is not None else ""
    out.print(f"\nBest practices: {before}{score['after']} of 100", markup=False)
    for title in score["mended"]:
        out.print(f"  holds now: {title}", style="green", markup=False)
    for title in score["broken"]:
        out.print(f"  fails now: {title}", style="yellow", markup=False)


def _failing(out: Console, each: Answer, row: Answer) -> None:
    out.print(f"    {each['reason']}", markup=False)
    said = f"    Weight {each['weight']}. Source: {each['source']}"
    out.print(said, style="dim", markup=False)
    if each["by_hand"]:
        out.print(f"    {each['by_hand']}", markup=False)
    fix = each["fix"]
    if not fix:
        return
    for sentence in (*fix["impacts"], *filter(None, [fix["cost"]])):
        out.print(f"    {sentence}", markup=False)
    asked = f"--region {row['region']} --action improve practice={each['id']}"
    out.print(f"    clark request {row['name']} {asked}", style="dim", markup=False)
