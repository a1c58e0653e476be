"""`clark exit`: leave Clark, step by step."""

import time
from typing import Annotated, Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json
from clark.errors import TryLater

EVERY: Final = 0.3  # seconds between looks


def command(
    confirm: Annotated[
        str,
        typer.Option(metavar="NAME", help="The customer's name, instead of typing it."),
    ] = "",
    stay: Annotated[
        bool, typer.Option("--stay", help="Stop leaving, before any access was given back.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Leave Clark, as an owner. Clusters, clouds and repositories go on; Clark's access ends.

    The steps come first, then the customer's name has to be typed. Cut off, it goes on; the same
    command again follows it.
    """
    asking = client()
    if stay:
        asking.post("/exit/stay")
        show.errors().print("You stay. What was withdrawn stays so.", markup=False)
        return
    page = asking.get("/exit")
    if page["standing"] != "left":
        if not as_json:
            show.exit_plan(page)
        typed = confirm or typer.prompt(f"Type {page['customer']} to leave", err=True)
        asking.post("/exit", {"confirm": typed})
    page = _followed(asking, quiet=as_json)
    if as_json:
        print_json(page)
    if page["standing"] != "left":
        raise typer.Exit(DENIED)


# Private functions


def _followed(asking: Client, *, quiet: bool) -> dict[str, Any]:
    """Until the customer has left, or stays after all."""
    told, waiting = show.Told(), ""
    while True:
        try:
            page: dict[str, Any] = asking.get("/exit")
        except TryLater:
            time.sleep(EVERY)
            continue
        out = show.errors() if quiet else show.console()
        for line in told.new(page):
            out.print(f"✓ {line}", markup=False)
        if page["waiting"] != waiting and page["waiting"]:
            show.errors().print(f"  {page['waiting']} ({page['who']})", markup=False)
        waiting = page["waiting"]
        if page["standing"] != "leaving":
            return page
        time.sleep(EVERY)
