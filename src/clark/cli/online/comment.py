"""`clark comment`: say something of one line of a change."""

from typing import Annotated

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json, Number

Where = Annotated[str, typer.Argument(metavar="FILE:LINE", help="As clark review names the file.")]
Said = Annotated[str, typer.Argument(metavar="TEXT", help="What you have to say of it.")]
Old = Annotated[
    bool, typer.Option("--old", help="A line that the change takes out, by its old number.")
]


def command(
    number: Number, where: Where, said: Said, old: Old = False, as_json: Json = False
) -> None:
    """Comment on one line of an open request's change.

    It decides nothing. The author, and who decided or commented before, are told, and the pull
    request shows it, too.
    """
    path, _, line = where.rpartition(":")
    if not (path and line.isascii() and line.isdigit()):
        raise typer.BadParameter(f"“{where}” is not FILE:LINE", param_hint="FILE:LINE")
    asking = client()
    spot = {"path": path, "line": int(line), "side": "old" if old else "new"}
    head = asking.get(f"/requests/{number}")["head"]
    asking.post(f"/requests/{number}/comments", {**spot, "comment": said, "head": head})
    page = asking.get(f"/requests/{number}")
    if as_json:
        print_json(page)
    else:
        line = page["comments"][-1]["quoted"].strip()
        show.console().print(f"#{number}: said of {where}, which is: {line}", markup=False)
