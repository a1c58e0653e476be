"""`clark exit-check`: is the dashboard what Git and the clusters say, and what would stop?"""

import time
from typing import Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json

EVERY: Final = 0.3  # seconds between looks


def command(as_json: Json = False) -> None:
    """Rebuild the inventory from Git and the clusters alone, and compare it with the dashboard.

    Then it lists what would stop without Clark, and what replaces it. Nothing is changed. For
    owners. Exits with 0 only when the inventory is equal.
    """
    asking = client()
    asking.post("/exit/check")
    check = _awaited(asking)
    if as_json:
        print_json(check)
    else:
        show.exit_check(check)
    if not check["equal"]:
        raise typer.Exit(DENIED)


# Private functions


def _awaited(asking: Client) -> dict[str, Any]:
    """The comparison, once it was made. What keeps it waiting is said on standard error."""
    said = ""
    while True:
        check: dict[str, Any] = asking.get("/exit")["check"]
        if not check["pending"]:
            return check
        if check["trouble"] != said:
            said = check["trouble"]
            show.errors().print(f"  {said}", markup=False)
        time.sleep(EVERY)
