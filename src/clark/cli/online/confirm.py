"""`clark confirm`: say that what somebody did in a repository was meant."""

from typing import Annotated

import typer

from clark.cli.account import client
from clark.cli.files import print_json
from clark.cli.online.options import Json


def command(
    what: Annotated[
        str,
        typer.Argument(
            metavar="COMMIT|ROLE#NUMBER",
            help="A flagged push, or a pull request: gitops#12, control#3, infra#4.",
        ),
    ],
    comment: Annotated[str, typer.Option("--comment", "-m", help="Why it was meant.")],
    head: Annotated[
        str, typer.Option(metavar="SHA", help="The head of the pull request that was read.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say, as an owner, that a push or a pull request was meant, and why.

    A push that removed too many services stops approvals and merges until somebody does. Of a pull
    request the answer holds for the head that was read: clark repositories shows it.
    """
    role, apart, number = what.partition("#")
    if not apart:
        client().post(f"/repositories/pushes/{what}/confirm", {"comment": comment})
    elif not (number.isascii() and number.isdigit()):
        raise typer.BadParameter("name it like gitops#12", param_hint="COMMIT|ROLE#NUMBER")
    elif not head:
        raise typer.BadParameter("say which one you read", param_hint="--head")
    else:
        said = {"head": head, "comment": comment}
        client().post(f"/repositories/pulls/{role}/{number}/confirm", said)
    print_json({"confirmed": what}) if as_json else typer.echo(f"{what} was meant: written down.")
