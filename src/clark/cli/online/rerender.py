"""`clark rerender`: bring services up to date with a changed offering."""

import uuid
from typing import Annotated, Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json, Region
from clark.errors import Problem, Refused

Row = dict[str, Any]
BATCH: Final = 50  # services that the API takes at once


def command(  # noqa: PLR0913  an option is a parameter
    offering: Annotated[str, typer.Argument(metavar="OFFERING", help="The offering that changed.")],
    services: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SERVICE]...", help="Those to bring up to date; none: only show."),
    ] = None,
    region: Region = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show; ask for nothing.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Ask for all that can be.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept the interruptions that are named.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; the reviewer reads it.")] = "",
    as_json: Json = False,
) -> None:
    """Show what an update would change, or ask for it: one request for each service.

    What people wrote into a file stays. Where the offering changed the same field, both are shown
    and nothing is asked for. Exits with 1 where a service could not be asked for.
    """
    if everything and services:
        raise typer.BadParameter("name services or say --all, not both", param_hint="--all")
    asking, path = client(), f"/catalog/{offering}/revisions"
    page = asking.get(path)
    rows = _chosen(page["rows"], set(services or ()), region)
    if preview or not (services or everything):
        print_json(page) if as_json else show.revisions(page, rows)
        return
    said = {"accept": accept, "reason": reason, "submission": uuid.uuid4().hex}
    answer = _sent(asking, path, rows, said)
    print_json(answer) if as_json else show.sent(answer)
    if not all(each["number"] for each in answer["sent"]):
        raise typer.Exit(DENIED)


# Private functions


def _chosen(rows: list[Row], names: set[str], region: str) -> list[Row]:
    """Those that are named, or all. Raises `Refused` where one that is named is not behind."""
    found = [
        each
        for each in rows
        if (not names or each["name"] in names) and region in ("", each["region"])
    ]
    missing = names - {each["name"] for each in found}
    if missing:
        problems = [Problem(each, "is up to date, or is not there.") for each in sorted(missing)]
        raise Refused("Not every service is behind its offering.", problems)
    return found


def _sent(asking: Client, path: str, rows: list[Row], said: Row) -> Row:
    """Ask for them, as many at a time as the API takes."""
    chosen = [{"region": each["region"], "name": each["name"]} for each in rows]
    sent: list[Row] = []
    for at in range(0, len(chosen), BATCH):
        sent += asking.post(path, {"services": chosen[at : at + BATCH], **said})["sent"]
    return {"sent": sent}
