"""`clark events`: everything that happens to requests."""

import json
import time
from typing import Annotated, Any

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import print_json
from clark.errors import TryLater

EVERY = 1.0  # seconds


def command(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    number: Annotated[int | None, typer.Option(help="Only of this request.", min=1)] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON list; with --follow one object a line.")
    ] = False,
) -> None:
    """List what happened to requests, oldest first."""
    asking = client()
    known = _page(asking, 0, number)
    while len(known) % 200 == 0 and (more := _page(asking, _last(known), number)):
        known += more
    if as_json and not follow:
        print_json(known)
        return
    _print(known, as_json)
    try:
        while follow:
            time.sleep(EVERY)
            new = _next(asking, _last(known), number)
            _print(new, as_json)
            known = new or known
    except KeyboardInterrupt:
        return


def _page(asking: Client, after: int, number: int | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asking.get("/events", after=after, number=number)
    return found


def _next(asking: Client, after: int, number: int | None) -> list[dict[str, Any]]:
    """What is new; nothing while Clark does not answer, for it may be starting again."""
    try:
        return _page(asking, after, number)
    except TryLater:
        return []


def _last(known: list[dict[str, Any]]) -> int:
    return int(known[-1]["id"]) if known else 0


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if not as_json:
        show.events(rows)
        return
    for row in rows:
        typer.echo(json.dumps(row))
