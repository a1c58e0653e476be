"""Telling Clark what somebody decided, and saying that it was heard."""

from collections.abc import Mapping
from typing import Final

import typer

from clark.cli.account import client
from clark.cli.files import print_json

SAID: Final = {
    "ask": "is back with its author",
    "reject": "is rejected",
    "withdraw": "is withdrawn",
    "look-back": "was looked at afterwards",
}


def decide(number: int, verb: str, body: Mapping[str, object], *, as_json: bool) -> None:
    """Raises `Refused` where Clark does."""
    asking = client()
    asking.post(f"/requests/{number}/{verb}", body)
    if as_json:
        print_json(asking.get(f"/requests/{number}"))
    else:
        typer.echo(f"#{number} {SAID[verb]}.")
