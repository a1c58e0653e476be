"""What commands share that ask for something: its fields, a draft, and the request that follows."""

import time
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from clark.cli import show
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.errors import TryLater

EVERY = 0.5  # seconds

Fields = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FIELD=VALUE]...", help="As clark catalog OFFERING lists them."),
]
Reason = Annotated[str, typer.Option(help="Why; the reviewer reads it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show verdict, impact and change; submit nothing.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Follow the request until it has ended.")]


def named(given: list[str]) -> dict[str, str]:
    """FIELD=VALUE pairs. Raises typer.BadParameter."""
    pairs = [each.partition("=") for each in given]
    for name, sign, _ in pairs:
        if not (name and sign):
            raise typer.BadParameter(f"“{name}” is not FIELD=VALUE", param_hint="FIELD=VALUE")
    names = [name for name, _, _ in pairs]
    if len(set(names)) < len(names):
        raise typer.BadParameter("a field is given twice", param_hint="FIELD=VALUE")
    return {name: value for name, _, value in pairs}


def drafted(asking: Client, path: str, body: Mapping[str, Any], as_json: bool) -> None:
    """Show it as it would be. Exits with 1 where it could not be submitted."""
    answer = asking.post(path, body)
    if as_json:
        print_json(answer)
    else:
        show.draft(answer)
    if answer["verdict"]["state"] == "fix":
        raise typer.Exit(DENIED)


def submitted(asking: Client, path: str, body: Mapping[str, Any]) -> int:
    """Ask for it, once. Returns the request's number."""
    number: int = asking.post(path, {**body, "submission": uuid.uuid4().hex})["number"]
    return number


def followed(asking: Client, number: int, *, wait: bool, as_json: bool) -> None:
    """Exits with 1 where the request was waited for and did not end well."""
    page = _ended(asking, number, quiet=as_json) if wait else asking.get(f"/requests/{number}")
    if as_json:
        print_json(page)
    if wait and page["row"]["state"] != "done":
        raise typer.Exit(DENIED)


# Private functions


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
