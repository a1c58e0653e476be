"""`clark withdraw`: take a request back."""

from clark.cli.online.decision import decide
from clark.cli.online.options import Json, Number


def command(number: Number, as_json: Json = False) -> None:
    """Take a request of yours back, or as an owner anybody's, as long as it is not merged."""
    decide(number, "withdraw", {}, as_json=as_json)
