"""`clark logout`: the end of what `clark login` began."""

import os
from contextlib import suppress

import typer

from clark.cli import account
from clark.errors import Refused


def command() -> None:
    """Take back the token that the commands use, and forget it.

    That is the one of clark login, or the one in CLARK_TOKEN where that is set.
    """
    asking = account.client()
    with suppress(Refused):  # Clark knows it no longer: it is old, or was taken back before
        asking.delete("/token")
    if "CLARK_TOKEN" not in os.environ:
        account.forget_login(account.home())
    typer.echo("Signed out: the token opens nothing any more.")
