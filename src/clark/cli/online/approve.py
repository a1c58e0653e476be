"""`clark approve`: approve exactly what was shown."""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Comment, Json, Number
from clark.errors import Refused
from clark.flow import timing

SHORTEST: Final = 7  # letters of a commit's id, as Git abbreviates it

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; --head says what was read.")]
Head = Annotated[
    str, typer.Option(metavar="SHA", help="The head that was read, in 7 letters or more.")
]


Emergency = Annotated[
    bool, typer.Option("--emergency", help="Owners: merge it past the review; --comment says why.")
]


def command(  # noqa: PLR0913  an option is a parameter
    number: Number,
    comment: Comment = "",
    yes: Yes = False,
    head: Head = "",
    emergency: Emergency = False,
    as_json: Json = False,
) -> None:
    """Show a request and approve it.

    The approval holds for the commit and the difference that were shown, and for nothing else: if
    the pull request moves in between, Clark refuses. Nobody approves a request of their own
    but in an emergency.

    An emergency is for when waiting does more harm than a change that nobody else has read.
    Everybody who decides is told at once, and one of them looks at it afterwards.

    Without a question nothing says what was read: --yes and --json need the --head, which
    clark review shows.
    """
    _usable(head, needed=yes or as_json)
    asking = client()
    page = asking.get(f"/requests/{number}")
    if not as_json:
        show.request(page)
    _still(page, number, head)
    if not (yes or as_json):
        _confirm(page["row"]["title"])
    read = {"head": page["head"], "diff_hash": page["diff_hash"]}
    verb = "override" if emergency else "approve"
    answer = asking.post(f"/requests/{number}/{verb}", {**read, "comment": comment})
    whole = emergency or answer["whole"]
    if as_json:
        print_json({"number": number, "approved": True, "whole": whole, **read})
    elif whole:
        when = page["row"]["not_before"]
        then = f"on {timing.spoken(datetime.fromisoformat(when))}" if when else "now"
        typer.echo(f"Approved #{number}. Clark merges it {then}; follow it: clark events --follow")
    else:
        typer.echo(f"Approved #{number}. It needs others, too. See: clark review {number}")


def _still(page: Mapping[str, Any], number: int, head: str) -> None:
    """Raises `Refused` where it is not what was read any more."""
    if page["row"]["ended"]:
        raise Refused(f"#{number} is {page['row']['state']}: there is nothing left to approve.")
    if not page["head"].startswith(head.lower()):
        raise Refused(f"#{number} moved: its head is {page['head']}, not {head}. Read it again.")


def _usable(head: str, *, needed: bool) -> None:
    """Raises typer.BadParameter."""
    if needed and not head:
        raise typer.BadParameter(
            "say which one you read: clark review NUMBER shows it", param_hint="--head"
        )
    if head and len(head) < SHORTEST:
        raise typer.BadParameter(f"take {SHORTEST} letters or more", param_hint="--head")


def _confirm(title: str) -> None:
    if not sys.stdin.isatty():
        raise Refused(
            "There is no terminal to ask. Read it with clark review, then use --yes --head SHA."
        )
    typer.confirm(f"\nApprove “{title}” exactly as shown?", abort=True, err=True)
