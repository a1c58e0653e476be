"""`clark rerender`: bring services up to date with a changed offering."""

import uuid
from typing import Annotated, Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json, Region
from clark.errors import Problem, Refused

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
    names = set(services or ())
    rows = [
        each
        for each in page["rows"]
        if (not names or each["name"] in names) and region in ("", each["region"])
    ]
    missing = names - {each["name"] for each in rows}
    if missing:
        problems = [Problem(each, "is up to date, or is not there.") for each in sorted(missing)]
        raise Refused("Not every service is behind its offering.", problems)
    if preview or not (services or everything):
        print_json(page) if as_json else show.revisions(page, rows)
        return
    chosen = [{"region": each["region"], "name": each["name"]} for each in rows]
    said = {"accept": accept, "reason": reason, "submission": uuid.uuid4().hex}
    answer: dict[str, Any] = {"sent": []}
    for at in range(0, len(chosen), BATCH):
        batch = asking.post(path, {"services": chosen[at : at + BATCH]} | said)
        answer["sent"] += batch["sent"]
    print_json(answer) if as_json else show.sent(answer)
    if not all(each["number"] for each in answer["sent"]):
        raise typer.Exit(DENIED)
