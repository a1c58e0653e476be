"""`clark review`: what waits for a decision, and everything about one of them."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json


def command(
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Show this request.", min=1)
    ] = None,
    as_json: Json = False,
) -> None:
    """List requests that wait for a reviewer, or show one: verdict, impact and exact change.

    Decide with: clark approve, clark ask, clark reject.
    """
    answer = client().get(f"/requests/{number}" if number else "/requests/queue")
    if as_json:
        print_json(answer)
    elif number:
        show.request(answer)
    else:
        show.requests(answer, "Nothing waits for a review.")
