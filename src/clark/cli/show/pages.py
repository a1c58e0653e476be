"""One request, one draft, one service: everything that its page says."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from clark.cli.problems import named
from clark.cli.show.practices import scored
from clark.cli.show.rows import table
from clark.cli.show.words import MARK_STYLES, MARKS, clock, console, duration, toned, visible, waits
from clark.errors import sentence
from clark.flow import timing

Answer = Mapping[str, Any]
# A field that each change needs, as one would type it.
EXAMPLES: Final = {
    "class": "size=SIZE",
    "storage": "storage=GB",
    "nodes": "nodes=NUMBER",
    "instances": "instances=NUMBER",
    "capacity": "capacity=UNITS",
    "standby": "standby=on",
    "delete": "confirm={name}",
}
SIGNS = {"+": "green", "-": "red"}


def request(page: Answer) -> None:
    """The request with its verdict, impact, diff and timeline."""
    out, row = console(), page["row"]
    out.print(Text.assemble((visible(f"#{row['number']} {row['title']}"), "bold")))
    team = f" for the {row['team']} team" if row["team"] else ""
    asked = f"{row['author']} asked{team} on {clock(row['created_at'])}"
    place = filter(None, (asked, row["region"], row["environment"]))
    out.print(" · ".join(place), style="dim", markup=False)
    if page["reason"]:
        out.print(f"“{page['reason']}”", markup=False)
    out.print(Text("State: ").append_text(toned(row["state"], row["tone"])))
    if row["waiting"]:
        out.print(f"Waits: {waits(row)}", markup=False)
    if page["pull_url"]:
        out.print(f"Pull request: {page['pull_url']}", markup=False)
    if page["head"]:
        out.print(f"Head: {page['head']}", markup=False)
    judged(out, page)
    timeline(out, page["steps"])
    for each in page["needs"]:
        if each["rule"]:
            left = f"{each['left']} missing" if each["left"] else "met"
            out.print(f"Rule {each['rule']}: {each['who']}, {left}", markup=False)
    for each in page["decisions"]:
        void = f" (no longer counts: {each['void_because']})" if each["void_because"] else ""
        said = f": {each['comment']}" if each["comment"] else ""
        who = each["person"] or "A rule"
        out.print(f"{who}: {each['verdict']}{said}{void}", markup=False)
    if page["unseen"]:
        said = "Merged in an emergency: look at it, then clark look-back NUMBER --comment FOUND"
        out.print(said, style="yellow", markup=False)
    if page["may_not"]:
        out.print(page["may_not"], style="yellow", markup=False)


def draft(page: Answer) -> None:
    """A request as it would be."""
    out = console()
    out.print(page["title"], style="bold", markup=False)
    judged(out, page)


def judged(out: Console, page: Answer) -> None:
    """Verdict, what AWS will do, and the exact change."""
    verdict = page["verdict"]
    out.print()
    out.print(verdict["headline"], style="bold", markup=False)
    out.print(verdict["line"], style="dim", markup=False)
    for each in verdict["findings"]:
        finding = each["finding"]
        tone = "bad" if finding["level"] == "deny" else "warn"
        line = Text("  ").append_text(toned(finding["level"], tone))
        where = finding["field"] or f"{finding['file']}, line {finding['line']}"
        said = f"{sentence(finding['reason'])} {finding['fix']}".rstrip()
        if finding["limit"]:
            said += f" See: clark raise {finding['limit']} {finding['wants']} --reason WHY"
        out.print(line.append(visible(f" {where}: {said}")))
    for where, why in verdict["problems"]:
        out.print(f"  {named(where, why)}", style="red", markup=False)
    if page.get("cost"):
        _cost(out, page["cost"])
    if verdict["passed"]:
        out.print(f"  {len(verdict['passed'])} policies hold", style="green")
    for impact in page["impacts"]:
        out.print(f"  {impact['effect']}: {impact['sentence']}", markup=False)
    _when(out, page)
    for way in page.get("alternatives", ()):
        _alternative(out, way, page)
    if page.get("radius"):
        out.print(f"\nWho depends on it: {page['radius']['sentence']}", markup=False)
    scored(out, page.get("score"))
    for file in page["files"]:
        diff(out, file)
    _comments(out, page)


def diff(out: Console, file: Answer) -> None:
    """Each line whole, however long: people copy it. ⋮ is where lines are left out."""
    head = f"\n{file['path']}  +{file['added']} −{file['removed']}"
    out.print(head, style="bold", markup=False, soft_wrap=True)
    last: dict[str, int] = {}
    for row in file["rows"]:
        here = {side: row[side] for side in ("old", "new") if row[side] is not None}
        if any(number > last.get(side, number) + 1 for side, number in here.items()):
            out.print("⋮", style="dim")
        last |= here
        line = Text(visible(f"{row['sign']} {row['text']}"), style=SIGNS.get(row["sign"], "dim"))
        out.print(line, soft_wrap=True)


def timeline(out: Console, steps: Iterable[Answer]) -> None:
    out.print()
    for step in steps:
        mark = MARKS.get(step["state"], " ")
        line = Text(f"{mark} {step['label']:<12}", style=MARK_STYLES.get(step["state"], "dim"))
        out.print(
            line.append(f"{duration(step['seconds']):>12}  {step['detail']}", style="default")
        )


def service(page: Answer) -> None:
    """Sync and health apart, the way to it, the credentials' way, and what can be changed."""
    out, row = console(), page["row"]
    out.print(Text(row["name"], style="bold").append(f"  {row['summary']}", style="default"))
    out.print(f"{row['region']} · {row['environment']} · {row['team']}", style="dim", markup=False)
    out.print(
        Text(f"Sync: {row['sync']} · Health: ").append_text(toned(row["health"], row["tone"]))
    )
    if page["why"]:
        out.print(f"{page['why']} ({page['who']})" if page["who"] else page["why"], markup=False)
    for flaw in page["broken"]:
        where = f"{flaw['path']}, line {flaw['line']}"
        out.print(f"{where}: {flaw['reason']}", style="red", markup=False)
        out.print("What runs is not touched. Mend the file in the repository.", style="dim")
    made = table("", "", "")
    for part in page["parts"]:
        said = part["reason"] or part["health"]
        made.add_row(part["name"], part["summary"], f"{said}, {part['role']}".rstrip(", "))
    for each in [*page["endpoints"], *([page["local"]] if page["local"] else [])]:
        made.add_row(each["label"], each["value"], each["note"])
    for hop in page["deliveries"]:
        mark = MARKS["done" if hop["done"] else "now"]
        made.add_row(f"{mark} {hop['label']}", hop["where"], hop["reason"] or hop["version"])
    out.print(made)
    if page["secret_name"]:
        keys = ", ".join(page["secret_keys"])
        out.print(f"Secret {page['secret_name']} in {row['application']} with {keys}", markup=False)
    if page.get("radius"):
        out.print(page["radius"]["sentence"], markup=False)
    if row.get("score") is not None:
        out.print(f"Best practices: {row['score']} of 100. See: clark practices {row['name']}")
    timeline(out, page["steps"])
    for action in page["actions"]:
        example = EXAMPLES[action["action"]].format(**row)
        asked = f"--region {row['region']} --action {action['action']} {example}"
        line = f"{action['label']}: clark request {row['name']} {asked}"
        out.print(line, style="dim", markup=False)


def _when(out: Console, page: Answer) -> None:
    """The time that was chosen, of a draft or a request, and the windows that AWS waits for."""
    chosen = page.get("not_before") or page.get("row", {}).get("not_before")
    if chosen:
        said = f"  merged on {timing.spoken(datetime.fromisoformat(chosen))}, not before"
        out.print(said, markup=False)
    for window in page.get("windows", ()):
        out.print(f"  {window['said']}", markup=False)


def _alternative(out: Console, way: Answer, page: Answer) -> None:
    """A way that interrupts less, with the command of each step that Clark does."""
    out.print(f"\n{way['title']}: {way['interruption']}", markup=False)
    out.print(f"  Source: {way['source']}", style="dim", markup=False)
    row = page.get("row", {})
    name, region = row.get("service") or page.get("name", "SERVICE"), row.get("region", "")
    for number, step in enumerate(way["steps"], 1):
        said = f"  {number}. {step['sentence']} {step['claim']}".rstrip()
        out.print(said if step["action"] else f"{said} ({step['who']})", markup=False)
        if step["action"]:
            fields = " ".join(f"{key}={value}" for key, value in step["fields"].items())
            where = f" --region {region}" if region else ""
            asked = f"clark request {name}{where} --action {step['action']} {fields}"
            out.print(f"     {asked}", style="dim", markup=False, soft_wrap=True)


def _comments(out: Console, page: Answer) -> None:
    for each in page.get("comments", ()):
        spot, past = each["spot"], "" if each["stands"] else " (not shown any more)"
        out.print(f"\n{each['person']} of {spot['path']}:{spot['line']}{past}", markup=False)
        out.print(f"  {each['quoted'].strip()}", style="dim", markup=False)
        out.print(f"  {each['said']}", markup=False)


def _cost(out: Console, cost: Answer) -> None:
    out.print(f"\nCost: {cost['sentence']}", markup=False)
    for each in cost["lines"]:
        sort = "usage, as assumed" if each["usage"] else "fixed"
        said = f"  {each['sign']}{each['monthly']} {sort}: {each['of']}: {each['what']}"
        out.print(f"{said} ({each['assumption']}; price of {each['as_of']})", markup=False)
    for missing in cost["not_priced"]:
        out.print(f"  not priced: {missing}", style="yellow", markup=False)
