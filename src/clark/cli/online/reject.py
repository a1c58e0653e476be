"""`clark reject`: refuse a request."""

from clark.cli.online.decision import decide
from clark.cli.online.options import Comment, Json, Number


def command(number: Number, comment: Comment, as_json: Json = False) -> None:
    """Refuse a request, with the reason."""
    decide(number, "reject", {"comment": comment}, as_json=as_json)
