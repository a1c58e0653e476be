"""`clark raise`: ask for a limit to be raised."""

from typing import Annotated

import typer

from clark.cli.account import client
from clark.cli.online.asking import DryRun, Reason, Wait, drafted, followed, named, submitted
from clark.cli.online.options import Json

Limit = Annotated[str, typer.Argument(metavar="LIMIT", help="As clark limits names it.")]
Fields = Annotated[
    list[str],
    typer.Argument(
        metavar="FIELD=VALUE...",
        help="What it is to allow: services, storageGB, monthlyUSD; sizes that come on top.",
    ),
]


def command(  # noqa: PLR0913  an option is a parameter
    limit: Limit,
    fields: Fields,
    reason: Reason = "",
    dry_run: DryRun = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Ask for a limit to be raised; an owner decides.

    Count:  clark raise databases-of-a-team services=40 --reason "Every shop gets its own."

    Sizes:  clark raise small-outside-production sizes=db.t3.large --reason "Load tests."

    Once it is in force, what was over the limit can be asked for again.
    """
    asking, path, body = client(), f"/limits/{limit}", {"fields": named(fields)}
    if dry_run:
        drafted(asking, f"{path}/draft", body, as_json)
        return
    number = submitted(asking, f"{path}/raise", {**body, "reason": reason})
    if not as_json:
        typer.echo(f"Asked: request #{number}. An owner decides. See: clark review {number}")
    followed(asking, number, wait=wait, as_json=as_json)
