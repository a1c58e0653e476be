"""`clark limits`: how much may be asked for, and what of it is used."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json


def command(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only those with this in name or scope.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show your customer's limits and how far each is used.

    What approved requests will add counts, too. Exits with 1 where something is over its limit, or
    where the limits cannot be read.
    """
    page = client().get("/limits", q=text)
    print_json(page) if as_json else show.limits(page)
    if page["over"] or page["broken"]:
        raise typer.Exit(DENIED)
