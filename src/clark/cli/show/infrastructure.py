"""Stacks and plans in a terminal. What goes comes first, and in red."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from clark.cli.show.rows import table
from clark.cli.show.words import age, console, toned, visible, waits

Answer = Mapping[str, Any]
STYLES = {"delete": "bold red", "replace": "bold red", "update": "yellow", "create": "green"}
SIGNS = {"delete": "-", "replace": "±", "update": "~", "create": "+", "read": "?", "no-op": " "}


def stacks(answer: Answer) -> None:
    out = console()
    if not answer["repository"]:
        out.print("No infrastructure repository is set up.")
        return
    made = table("Stack", "State", "Applied", "Drift", "Plan", whole=("Stack",))
    for row in answer["rows"]:
        trouble = f": {row['trouble']}" if row["trouble"] else ""
        made.add_row(
            f"{row['environment']}/{row['region']}/{row['layer']}",
            toned(row["state"], row["tone"]).append(trouble, style="default"),
            age(row["applied_at"]) if row["applied_at"] else "never",
            f"{row['drifted']} resources" if row["drifted"] else "",
            f"{row['plan']} {row['plan_state']}" if row["plan"] else "",
        )
    out.print(made if made.row_count else "There are no such stacks.")


def plans(rows: Iterable[Answer]) -> None:
    made = table("No.", "Plan", "By", "Asked", "State", whole=("No.", "Asked"))
    for row in rows:
        waiting = f": {waits(row)}" if row["waiting"] else ""
        made.add_row(
            str(row["number"]),
            row["title"],
            row["author"],
            age(row["created_at"]),
            toned(row["state"], row["tone"]).append(waiting, style="default"),
        )
    console().print(made if made.row_count else "There are no such plans.")


def plan(page: Answer) -> None:
    """The plan in plain words, with what an approval names."""
    out, row = console(), page["row"]
    out.print(Text.assemble((visible(f"Plan {row['number']}: {row['title']}"), "bold")))
    state = Text("State: ").append_text(toned(row["state"], row["tone"]))
    out.print(state.append(f" · {page['approvals']} of {page['approvals_needed']} approvals"))
    for each in (row["waiting"], page["progress"], page["said"]):
        if each:
            out.print(each, markup=False)
    for problem in page["problems"]:
        out.print(f"  {problem['field']}: {problem['reason']} {problem['fix']}", markup=False)
    if page["headline"]:
        out.print(f"\n{page['headline']}", style="bold", markup=False)
    for danger in page["dangers"]:
        out.print(
            f"  DESTROYS {danger['loses']}. To confirm: --confirm {danger['name']}",
            style="bold red",
            markup=False,
        )
    _changes(out, page["changes"])
    if page["digest"]:
        out.print(f"\nPlan file {page['digest'][:12]}, commit {page['commit'][:7]}", style="dim")
    if page["pull_url"]:
        out.print(f"Pull request: {page['pull_url']}", markup=False)
    if page["may_not"]:
        out.print(page["may_not"], style="yellow", markup=False)


def stack(page: Answer) -> None:
    """The stack with its drift."""
    out, row = console(), page["row"]
    name = f"{row['environment']}/{row['region']}/{row['layer']}"
    out.print(Text.assemble((name, "bold"), ": ").append_text(toned(row["state"], row["tone"])))
    if row["trouble"]:
        out.print(row["trouble"], style="yellow", markup=False)
    if row["checked_at"]:
        out.print(f"Compared with the cloud {age(row['checked_at'])}.", style="dim")
    out.print("Clark compares it now; look again: clark infra stacks", style="dim")
    for each in page["drift"]:
        if each["action"] == "delete":
            out.print(f"  {each['address']} is gone from the cloud", style="red", markup=False)
    _changes(out, [each for each in page["drift"] if each["action"] != "delete"])


# Private functions


def _changes(out: Console, changes: Iterable[Answer]) -> None:
    for each in changes:
        sign = SIGNS[each["action"]]
        out.print(
            Text(visible(f"  {sign} {each['sentence']}"), style=STYLES.get(each["action"], ""))
        )
        if each["action"] in {"update", "replace"}:
            for part in each["attributes"]:
                forces = "  (forces the replacement)" if part["replaces"] else ""
                before, after = part["before"] or "nothing", part["after"] or "nothing"
                out.print(f"      {part['path']}: {before} → {after}{forces}", markup=False)
