"""`clark request`: order from the catalog, or ask for a change of a running service."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.online.asking import (
    DryRun,
    Fields,
    Reason,
    Wait,
    drafted,
    followed,
    named,
    submitted,
)
from clark.cli.online.options import Json, Region
from clark.cli.online.whereabouts import region_of

ACTIONS = "class, storage, nodes, instances, capacity, standby, improve or delete"


What = Annotated[
    str,
    typer.Argument(
        metavar="OFFERING|SERVICE",
        help="An offering of the catalog; with --action, a service that runs.",
    ),
]
Action = Annotated[
    str, typer.Option(metavar="ACTION", help=f"Change a running service: {ACTIONS}.")
]
Accept = Annotated[
    bool, typer.Option("--accept", help="Accept the interruption that the change causes.")
]
At = Annotated[
    str,
    typer.Option(
        "--at", metavar="TIME", help="Merge a change then, for example 2026-12-01T02:00Z."
    ),
]


def command(  # noqa: PLR0913  an option is a parameter
    what: What,
    fields: Fields = None,
    action: Action = "",
    region: Region = "",
    accept: Accept = False,
    at: At = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Ask for a new service, or for a change of one that runs.

    New:     clark request databases service=orders-db application=order-service team=orders

    Change:  clark request orders-db-prod --action class size=large when=now --accept

    Bigger disk: --action storage storage=200. Nodes of a cache or a node group: --action nodes
    nodes=3. A best practice: --action improve practice=ID; clark practices SERVICE names them.
    Deletion: --action delete confirm=SERVICE. With when=window AWS waits for the maintenance
    window; with --at Clark merges it at that time. Every request is reviewed by somebody else
    before anything happens.
    """
    if (region or accept or at) and not action:
        hint = "--at" if at else "--region"
        raise typer.BadParameter("only a change has it: name the --action", param_hint=hint)
    raw, asking = named(fields or []) | ({"accept": "on"} if accept else {}), client()
    where, body = _order(what, raw) if not action else _change(asking, what, region, action, raw)
    body |= {"not_before": at} if at else {}
    if dry_run:
        path = f"/catalog/{what}/draft" if "offering" in body else where.replace("changes", "draft")
        drafted(asking, path, body, as_json)
        return
    number = submitted(asking, where, body | {"reason": reason})
    if not as_json:
        typer.echo(f"Asked: request #{number}. A reviewer decides. See: clark review {number}")
    followed(asking, number, wait=wait, as_json=as_json)


def _order(offering: str, raw: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return "/requests", {"offering": offering, "parameters": dict(raw)}


def _change(
    asking: Client, service: str, region: str, action: str, raw: Mapping[str, str]
) -> tuple[str, dict[str, Any]]:
    where = f"/services/{region_of(asking, service, region)}/{service}/changes"
    return where, {"action": action, "fields": dict(raw)}
