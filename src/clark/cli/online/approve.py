"""`clark approve`: approve exactly what was shown."""

import sys
from typing import Annotated, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Comment, Json, Number
from clark.errors import Refused

SHORTEST: Final = 7  # letters of a commit's id, as Git abbreviates it

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; --head says what was read.")]
Head = Annotated[
    str, typer.Option(metavar="SHA", help="The head that was read, in 7 letters or more.")
]


def command(
    number: Number, comment: Comment = "", yes: Yes = False, head: Head = "", as_json: Json = False
) -> None:
    """Show a request and approve it.

    The approval holds for the commit and the difference that were shown, and for nothing else: if
    the pull request moves in between, Clark refuses. Nobody approves a request of their own.

    Without a question nothing says what was read: --yes and --json need the --head, which
    clark review shows.
    """
    _usable(head, needed=yes or as_json)
    asking = client()
    page = asking.get(f"/requests/{number}")
    if not as_json:
        show.request(page)
    state = page["row"]["state"]
    if page["row"]["ended"]:
        raise Refused(f"#{number} is {state}: there is nothing left to approve.")
    if not page["head"].startswith(head.lower()):
        raise Refused(f"#{number} moved: its head is {page['head']}, not {head}. Read it again.")
    if not (yes or as_json):
        _confirm(page["row"]["title"])
    read = {"head": page["head"], "diff_hash": page["diff_hash"]}
    asking.post(f"/requests/{number}/approve", {**read, "comment": comment})
    if as_json:
        print_json({"number": number, "approved": True, **read})
    else:
        typer.echo(f"Approved #{number}. Clark merges it now; follow it: clark events --follow")


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
