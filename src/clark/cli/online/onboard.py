"""`clark onboard`: the plan, then each step as it is done."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, UNUSABLE, print_json
from clark.cli.online.options import Json
from clark.errors import TryLater

EVERY: Final = 0.3  # seconds between looks
TEXTS: Final = {
    "name": "Name",
    "slug": "Name for machines, such as northwind",
    "account": "AWS account, 12 digits",
    "organization": "Git organization",
}
EXAMPLE_RANGE: Final = "10.{}.0.0/16"


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The customer, in YAML.")
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask for everything instead.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan; nothing happens.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Bring a customer to Clark, as an engineer of Clark.

    The plan comes first, with everything that stands against it. Then one line for each step that
    was seen to be done, with its time. Cut off, it goes on; the same file again follows it.
    """
    if (file is None) == (not interactive):
        raise typer.BadParameter("name a file, or ask for --interactive", param_hint="FILE")
    wish = _read(file) if file is not None else _asked()
    asking = client()
    if not _planned(asking, wish, as_json, alone=dry_run):
        raise typer.Exit(DENIED)
    if dry_run:
        return
    if not (yes or as_json):
        typer.confirm("Begin?", abort=True)
    slug = asking.post("/customers", wish)["slug"]
    page = _followed(asking, slug, quiet=as_json)
    if as_json:
        print_json(page)
    if page["row"]["state"] != "ready":
        raise typer.Exit(DENIED)


# Private functions


def _read(file: Path) -> dict[str, Any]:
    """The document in the file. What stands in it is Clark's to judge."""
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        typer.echo(f"clark onboard: {file} cannot be read: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    if not isinstance(found, dict):
        typer.echo(f"clark onboard: {file} describes no customer.", err=True)
        raise typer.Exit(UNUSABLE)
    return found


def _asked() -> dict[str, Any]:
    """The same, asked for line by line."""
    wish: dict[str, Any] = {key: typer.prompt(label) for key, label in TEXTS.items()}
    names = typer.prompt("Regions, separated by spaces", "us-east-1").split()
    wish["regions"] = [
        {"name": name, "network": typer.prompt(f"Range of {name}", EXAMPLE_RANGE.format(index))}
        for index, name in enumerate(names)
    ]
    wish["environments"] = typer.prompt("Environments", "dev staging prod").split()
    teams = _until_empty("Team and its budget in US dollars a month, such as sales 4000")
    wish["teams"] = [
        {"name": name, "budget": int(budget) if budget.isdigit() else 0}
        for name, _, budget in (line.rpartition(" ") for line in teams)
    ]
    people = _until_empty("Person: user name, name, e-mail, team, role")
    keys = ("username", "name", "email", "team", "role")
    wish["people"] = [
        dict.fromkeys(keys, "") | dict(zip(keys, map(str.strip, line.split(",")), strict=False))
        for line in people
    ]
    return wish


def _until_empty(label: str) -> list[str]:
    found: list[str] = []
    while line := str(typer.prompt(f"{label} (nothing to go on)", "", show_default=False)).strip():
        found.append(line)
    return found


def _planned(asking: Client, wish: Mapping[str, Any], as_json: bool, *, alone: bool) -> bool:
    """Show the plan, if it is all that is shown as JSON. Whether nothing stands against it.

    A customer that is on its way already takes its own names; then starting says how far it is.
    """
    plan = asking.post("/customers/plan", wish)
    if as_json and (alone or (not plan["possible"] and not _known(asking, wish))):
        print_json(plan)
    elif not as_json:
        show.onboarding_plan(plan)
    if plan["possible"] or (not alone and _known(asking, wish)):
        return True
    for each in plan["problems"]:
        if not as_json:
            show.errors().print(f"  {each['field']}: {each['reason']} {each['fix']}", markup=False)
    return False


def _known(asking: Client, wish: Mapping[str, Any]) -> bool:
    return any(row["slug"] == wish.get("slug") for row in asking.get("/customers"))


def _followed(asking: Client, slug: str, *, quiet: bool) -> dict[str, Any]:
    """Until it is ready, or somebody must act."""
    told, waiting = show.Told(), ""
    while True:
        try:
            page: dict[str, Any] = asking.get(f"/customers/{slug}")
        except TryLater:
            time.sleep(EVERY)
            continue
        row = page["row"]
        for line in told.new(page):
            if not quiet:
                show.console().print(f"✓ {line}", markup=False)
        if row["waiting"] != waiting and row["waiting"] and not quiet:
            show.errors().print(f"  {show.waits(row)}", markup=False)
        waiting = row["waiting"]
        if row["state"] != "onboarding":
            return page
        time.sleep(EVERY)
