"""`clark approve`: approve exactly what was shown."""

import sys
from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Comment, Json, Number
from clark.errors import Refused


def command(
    number: Number,
    comment: Comment = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Show a request and approve it.

    The approval holds for the commit and the difference that were shown, and for nothing else: if
    the pull request moves in between, Clark refuses. Nobody approves a request of their own.
    """
    asking = client()
    page = asking.get(f"/requests/{number}")
    if not as_json:
        show.request(page)
    if not yes:
        _confirm(page["row"]["title"])
    read = {"head": page["head"], "diff_hash": page["diff_hash"]}
    asking.post(f"/requests/{number}/approve", {**read, "comment": comment})
    if as_json:
        print_json({"number": number, "approved": True, **read})
    else:
        typer.echo(f"Approved #{number}. Clark merges it now; follow it: clark events --follow")


def _confirm(title: str) -> None:
    if not sys.stdin.isatty():
        raise Refused("There is no terminal to ask. Read it with clark review, then use --yes.")
    typer.confirm(f"\nApprove “{title}” exactly as shown?", abort=True, err=True)
