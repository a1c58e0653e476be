"""`clark request`: order from the catalog, or ask for a change of a running service."""

import time
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json, Region
from clark.cli.online.whereabouts import region_of
from clark.errors import TryLater

EVERY = 0.5  # seconds
ACTIONS = "class, storage, nodes, instances, capacity, standby, improve or delete"


What = Annotated[
    str,
    typer.Argument(
        metavar="OFFERING|SERVICE",
        help="An offering of the catalog; with --action, a service that runs.",
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FIELD=VALUE]...", help="As clark catalog OFFERING lists them."),
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
Reason = Annotated[str, typer.Option(help="Why; the reviewer reads it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show verdict, impact and change; submit nothing.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Follow the request until it has ended.")]


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
    raw, asking = _fields(fields or []) | ({"accept": "on"} if accept else {}), client()
    where, body = _order(what, raw) if not action else _change(asking, what, region, action, raw)
    body |= {"not_before": at} if at else {}
    if dry_run:
        _draft(asking, what, where, body, as_json)
        return
    said = {"reason": reason, "submission": uuid.uuid4().hex}
    number = asking.post(where, body | said)["number"]
    if not as_json:
        typer.echo(f"Asked: request #{number}. A reviewer decides. See: clark review {number}")
    _finish(asking, number, wait, as_json)


def _finish(asking: Client, number: int, wait: bool, as_json: bool) -> None:
    """Exits with 1 where the request was waited for and did not end well."""
    page = _ended(asking, number, quiet=as_json) if wait else asking.get(f"/requests/{number}")
    if as_json:
        print_json(page)
    if wait and page["row"]["state"] != "done":
        raise typer.Exit(DENIED)


def _fields(given: list[str]) -> dict[str, str]:
    """FIELD=VALUE pairs. Raises typer.BadParameter."""
    pairs = [each.partition("=") for each in given]
    for name, sign, _ in pairs:
        if not (name and sign):
            raise typer.BadParameter(f"“{name}” is not FIELD=VALUE", param_hint="FIELD=VALUE")
    names = [name for name, _, _ in pairs]
    if len(set(names)) < len(names):
        raise typer.BadParameter("a field is given twice", param_hint="FIELD=VALUE")
    return {name: value for name, _, value in pairs}


def _order(offering: str, raw: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return "/requests", {"offering": offering, "parameters": dict(raw)}


def _change(
    asking: Client, service: str, region: str, action: str, raw: Mapping[str, str]
) -> tuple[str, dict[str, Any]]:
    where = f"/services/{region_of(asking, service, region)}/{service}/changes"
    return where, {"action": action, "fields": dict(raw)}


def _draft(asking: Client, what: str, where: str, body: Mapping[str, Any], as_json: bool) -> None:
    """Exits with 1 where it could not be submitted."""
    path = f"/catalog/{what}/draft" if "offering" in body else where.replace("/changes", "/draft")
    answer = asking.post(path, body)
    if as_json:
        print_json(answer)
    else:
        show.draft(answer)
    if answer["verdict"]["state"] == "fix":
        raise typer.Exit(DENIED)


def _ended(asking: Client, number: int, *, quiet: bool) -> dict[str, Any]:
    """Follow the request; one line on stderr for each thing it waits for."""
    told = ""
    while True:
        try:
            page: dict[str, Any] = asking.get(f"/requests/{number}")
        except TryLater:
            time.sleep(EVERY)
            continue
        row = page["row"]
        now = f"{row['state']}: {show.waits(row)}" if row["waiting"] else row["state"]
        if now != told and not quiet:
            show.errors().print(f"#{number} {now}", markup=False)
        told = now
        if row["ended"]:
            return page
        time.sleep(EVERY)
