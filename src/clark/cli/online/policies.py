"""`clark policies`: what each says, and what it would say of every service today."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json


def command(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only those with this in name or message.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="BRANCH", help="As this branch would make them.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show your customer's policies and about how many running services each would speak today.

    With --at, what a branch of the control repository would change of that before it is merged.
    Exits with 1 where a policy cannot be read.
    """
    page = client().get("/policies", q=text, at=at)
    print_json(page) if as_json else show.policies(page)
    if page["broken"]:
        raise typer.Exit(DENIED)
