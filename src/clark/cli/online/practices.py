"""`clark practices`: how far services follow best practices, and what mends one of them."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.listing import listed, none
from clark.cli.online.options import Json, Region
from clark.cli.online.whereabouts import region_of


def command(  # noqa: PLR0913  an option is a parameter
    service: Annotated[
        str, typer.Argument(metavar="[SERVICE]", help="For example orders-db-prod.")
    ] = "",
    region: Region = "",
    environment: Annotated[str, typer.Option(help="Only dev, staging or prod.")] = "",
    kind: Annotated[str, typer.Option(help="Only e.g. “RDSInstance” or “Bucket”.")] = "",
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="A part of the name, team or application.")
    ] = "",
    page: Annotated[int, typer.Option(help="50 a page.", min=1)] = 1,
    as_json: Json = False,
) -> None:
    """Show a service's checklist with its score, or all services, the lowest score first.

    Each check says why it is asked, who says so, and the request that mends it.
    """
    asking = client()
    if not service:
        filters = {"region": region, "environment": environment, "kind": kind}
        answer = listed(asking, "/practices", filters, q=search, page=page)
        print_json(answer) if as_json else show.practices(
            answer["rows"], none(answer, page, "There are no such services.")
        )
        return
    for option, given in (("environment", environment), ("kind", kind), ("search", search)):
        if given:
            raise typer.BadParameter("only a list has it", param_hint=f"--{option}")
    found = asking.get(f"/services/{region_of(asking, service, region)}/{service}")
    print_json(found["practices"]) if as_json else show.checklist(found)
