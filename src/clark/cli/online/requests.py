"""`clark requests`: what was asked, by everybody or by you."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.listing import listed, none
from clark.cli.online.options import Json


def command(
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="A word of the title, service or author.")
    ] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only what you asked for.")] = False,
    state: Annotated[str, typer.Option(help="Only these, e.g. “open”, “in review”, “done”.")] = "",
    page: Annotated[int, typer.Option(help="50 a page.", min=1)] = 1,
    as_json: Json = False,
) -> None:
    """List requests, newest first."""
    answer = listed(client(), "/requests", {"state": state}, q=search, mine=mine, page=page)
    if as_json:
        print_json(answer)
    else:
        show.requests(answer["rows"], none(answer, page, "There are no such requests."))
