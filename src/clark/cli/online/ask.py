"""`clark ask`: send a request back to its author."""

from clark.cli.online.decision import decide
from clark.cli.online.options import Comment, Json, Number


def command(number: Number, comment: Comment, as_json: Json = False) -> None:
    """Send a request back with what should be different. Its author can edit it and ask again."""
    decide(number, "ask", {"comment": comment}, as_json=as_json)
