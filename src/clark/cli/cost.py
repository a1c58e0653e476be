"""`clark cost`: what definitions cost a month, without a server."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from clark.cli.files import (
    UNUSABLE,
    folders_opened,
    load_manifests,
    print_json,
    print_lines,
    report,
)
from clark.cli.prices import chosen
from clark.cli.show.costs import delta_json, delta_lines, estimate_json, estimate_lines
from clark.costs import Prices, delta, dollars, lines, share_by_team
from clark.manifests import Unreadable, read


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files of manifests; of a folder, all.")
    ],
    old: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="All of it as it was: what does the change cost?"),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A list of prices; without it, the one of Clark."),
    ] = None,
    by_team: Annotated[
        bool, typer.Option("--by-team", help="Only each team's sum, by the label clark.dev/team.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the costs as one JSON document.")
    ] = False,
) -> None:
    """Say what definitions cost a month and, with --old, what a change of them costs.

    What has no price is named and is in no sum. Exits with 2 where a file cannot be read.
    """
    if by_team and old is not None:
        raise typer.BadParameter("it is about what is, not about a change", param_hint="--by-team")
    known = chosen(prices)
    now = _objects(files)
    if by_team:
        _teams(now, known, as_json)
    elif old is not None:
        change = delta(_objects([old]), now, known)
        print_json(delta_json(change)) if as_json else print_lines(delta_lines(change))
    else:
        estimate = lines(now, known)
        print_json(estimate_json(estimate)) if as_json else print_lines(estimate_lines(estimate))


# Private functions


def _objects(paths: list[Path]) -> list[Mapping[str, Any]]:
    """Exits with 2 where one of them cannot be read: a sum without it would be too small."""
    found: list[Mapping[str, Any]] = []
    broken = False
    for path in folders_opened(paths):
        try:
            found += [document.value for document in read(load_manifests(path))]
        except Unreadable as error:
            report(path, error)
            broken = True
    if broken:
        raise typer.Exit(UNUSABLE)
    return found


def _teams(objects: list[Mapping[str, Any]], prices: Prices, as_json: bool) -> None:
    shares = share_by_team(objects, prices)
    if as_json:
        print_json({team: estimate_json(share) for team, share in shares.items()})
        return
    for team, share in shares.items():
        missing = f", {len(share.not_priced)} not priced" if share.not_priced else ""
        usage = f", usage as assumed {dollars(share.usage)}"
        typer.echo(f"{team or '(no team)'}: fixed {dollars(share.fixed)} a month{usage}{missing}")
