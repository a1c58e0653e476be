"""`clark service`: one service, and the way to it."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json, Region
from clark.cli.online.whereabouts import region_of


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="For example orders-db-prod.")],
    region: Region = "",
    as_json: Json = False,
) -> None:
    """Show a service: sync, health, endpoint, how its credentials travelled, and its changes.

    --region may be left out where only one region has a service of this name.
    """
    asking = client()
    answer = asking.get(f"/services/{region_of(asking, name, region)}/{name}")
    if as_json:
        print_json(answer)
    else:
        show.service(answer)
