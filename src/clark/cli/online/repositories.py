"""`clark repositories`: what people change past Clark, and what Clark says of it."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json


def command(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only those with this in commit, author, file.")
    ] = "",
    state: Annotated[
        str, typer.Option("--state", help="Pushes that are `flagged`, `meant` or `mended`.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show pushes to main that broke the rules, and pull requests that people opened themselves.

    Exits with 1 where a push waits for somebody.
    """
    page = client().get("/repositories", q=text, state=state)
    print_json(page) if as_json else show.repositories(page)
    if page["flagged"]:
        raise typer.Exit(DENIED)
