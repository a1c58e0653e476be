"""`clark catalog`: what can be ordered, and with which fields."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json


def command(
    offering: Annotated[
        str | None, typer.Argument(metavar="[OFFERING]", help="Show the fields of this one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what your catalog offers, or the fields of one offering."""
    answer = client().get(f"/catalog/{offering}" if offering else "/catalog")
    if as_json:
        print_json(answer)
    elif offering:
        show.form(answer)
    else:
        show.catalog(answer)
