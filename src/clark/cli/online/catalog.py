"""`clark catalog`: what can be ordered, with which fields, and what branches would change."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json


def command(
    offering: Annotated[
        str | None, typer.Argument(metavar="[OFFERING]", help="Show the fields of this one.")
    ] = None,
    at: Annotated[
        str, typer.Option("--at", metavar="BRANCH", help="Show what this branch would change.")
    ] = "",
    proposed: Annotated[
        bool, typer.Option("--proposed", help="List the branches that would change something.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what your catalog offers, the fields of one offering, or what is proposed.

    With --at it exits with 1 where the branch would break an offering.
    """
    if at or proposed:
        _proposed(at, offering, as_json)
        return
    answer = client().get(f"/catalog/{offering}" if offering else "/catalog")
    if as_json:
        print_json(answer)
    elif offering:
        show.form(answer)
    else:
        show.catalog(answer)


# Private functions


def _proposed(branch: str, offering: str | None, as_json: bool) -> None:
    answer = client().get(f"/catalog/proposed/{quote(branch)}" if branch else "/catalog/proposed")
    if branch and offering:
        found = [each for each in answer["offerings"] if each["name"] == offering]
        answer = {**answer, "offerings": found}
    if as_json:
        print_json(answer)
    elif branch:
        show.proposal(answer)
    else:
        show.proposals(answer)
    if branch and (answer["row"]["trouble"] or any(_broken(each) for each in answer["offerings"])):
        raise typer.Exit(DENIED)


def _broken(each: Mapping[str, Any]) -> bool:
    return bool(each["change"] == "broken")
