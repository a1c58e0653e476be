"""`clark look-back`: say what you found who looked at an emergency afterwards."""

from clark.cli.online.decision import decide
from clark.cli.online.options import Comment, Json, Number


def command(number: Number, comment: Comment, as_json: Json = False) -> None:
    """Say that you have looked at what was merged in an emergency, and what you found.

    Never of one's own doing. What has to be mended is asked for by a request.
    """
    decide(number, "look-back", {"comment": comment}, as_json=as_json)
