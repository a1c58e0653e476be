"""`clark rebuild`: drops what is a copy, and makes it again from Git and the clusters."""

import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from clark import wiring
from clark.cli import account, show
from clark.cli.files import print_json
from clark.cli.online.options import Json
from clark.cli.serving import set_up
from clark.errors import Refused


def command(
    customer: Annotated[
        str, typer.Option(metavar="SLUG", help="Only this customer's copies.", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Drop Clark's copies of branches and clusters, and make them again.

    Requests, decisions, people and what was told to them are no copies, and stay. Pages show the
    old copies until all new ones of a customer are there. Where something does not answer, nothing
    was dropped. It runs on the machine of Clark itself, beside it.
    """
    home = account.home()
    if account.running(home) is None:
        raise Refused(f"No Clark runs in {home}. Start one: clark up")
    set_up(wiring.environment(wiring.running_at(home)))
    from clark.customers import rebuild

    done = []
    for each in rebuild.named(customer):
        _say(f"{each.name}:", as_json)
        began = time.monotonic()
        made = asdict(
            rebuild.rebuild(
                each, wiring.ports_of(each), datetime.now(UTC), lambda line: _say(line, as_json)
            )
        )
        done.append({**made, "seconds": round(time.monotonic() - began, 2)})
        _say(_summary(done[-1]), as_json)
    if as_json:
        print_json(done)


# Private functions


def _say(line: str, as_json: bool) -> None:
    out = show.errors() if as_json else show.console()
    out.print(line if line.endswith(":") else f"  {line}", markup=False)


def _summary(made: Mapping[str, Any]) -> str:
    rows, other = sum(made["after"].values()), made["differing"]
    said = "as they were" if not other else f"{other} are other than before: the copies were behind"
    return f"✓ {rows} rows made again in {made['seconds']} s, {said}"
