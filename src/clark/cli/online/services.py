"""`clark services`: what runs."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.listing import listed, none
from clark.cli.online.options import Json


def command(  # noqa: PLR0913  an option is a parameter
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="A part of the name, team or application.")
    ] = "",
    region: Annotated[str, typer.Option(help="Only in this region.")] = "",
    environment: Annotated[str, typer.Option(help="Only dev, staging or prod.")] = "",
    health: Annotated[str, typer.Option(help="Only e.g. “Healthy” or “Degraded”.")] = "",
    page: Annotated[int, typer.Option(help="50 a page.", min=1)] = 1,
    as_json: Json = False,
) -> None:
    """List services with sync and health."""
    filters = {"region": region, "environment": environment, "health": health}
    answer = listed(client(), "/services", filters, q=search, page=page)
    if as_json:
        print_json(answer)
    else:
        show.services(answer["rows"], none(answer, page, "There are no such services."))
