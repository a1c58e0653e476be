"""`clark revert`: ask for what a push changed as it was before."""

from typing import Annotated

import typer

from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json


def command(
    commit: Annotated[str, typer.Argument(metavar="COMMIT", help="7 letters or more of its id.")],
    service: Annotated[
        str, typer.Argument(metavar="[SERVICE]", help="This service only; all without it.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="What the reviewer is told.")] = "",
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Accept what it interrupts, and what it takes back besides."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask for the files of services as they were before a flagged push to main.

    Each service becomes a request of its own, which is reviewed, approved and merged like any
    other. Nothing is taken back before that. Of many services, 50 are asked for at a time.
    """
    wanted = {"service": service, "reason": reason, "accept": accept}
    answer = client().post(f"/repositories/pushes/{commit}/revert", wanted)
    if as_json:
        print_json(answer)
        return
    for number in answer["numbers"]:
        typer.echo(f"Asked for: #{number}. Follow it: clark review {number}")
    for each in answer["skipped"]:
        typer.echo(f"Not asked for: {each}")
