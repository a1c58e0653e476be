"""`clark prices`: the list that costs are counted with, and a newer one from AWS."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from clark.cli.files import UNUSABLE, load, print_json, print_lines, save
from clark.cli.show.costs import price_line
from clark.costs import (
    Prices,
    UnreadablePrices,
    exact,
    read_prices,
    shipped,
    write_prices,
)
from clark.costs.questions import REGIONS
from clark.costs.refreshing import Refreshed, refreshed
from clark.errors import Refused

Verb = Literal["show", "refresh"]


def command(
    verb: Annotated[Verb, typer.Argument(help="What to do.")] = "show",
    region: Annotated[str, typer.Option(metavar="REGION", help="Only this region.")] = "",
    prices: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A list of prices; without it, the one of Clark."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where refresh writes the new list.")
    ] = Path("prices.csv"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the list as one JSON document.")
    ] = False,
) -> None:
    """Show the list of prices with its sources, or ask AWS for a newer one.

    refresh asks AWS's Price List Query API as whoever the AWS SDK finds signed in; it needs
    pricing:GetProducts. What AWS does not answer stays as it was, and is said.
    """
    known = chosen(prices)
    if verb == "refresh":
        _refresh(known, (region,) if region else REGIONS, out)
        return
    listed = [each for each in known if region in ("", each.region)]
    if as_json:
        rows = [vars(each) | {"usd": exact(each.usd), "as_of": str(each.as_of)} for each in listed]
        print_json(rows)
    else:
        print_lines(price_line(each) for each in listed)


def chosen(file: Path | None) -> Prices:
    """The prices of a file, or Clark's own. Raises Unreadable; exits with 2, each mistake said."""
    if file is None:
        return shipped()
    try:
        return read_prices(load(file))
    except UnreadablePrices as error:
        for problem in error.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise typer.Exit(UNUSABLE) from None


# Private functions


def _refresh(known: Prices, regions: tuple[str, ...], out: Path) -> None:
    # Only here: whoever counts costs needs no SDK, and no settings of a server.
    from clark.wiring import price_list

    new = refreshed(known, regions, price_list().ask)
    _write(out, write_prices(new.prices))
    print_lines(_told(new, out))


def _write(path: Path, text: str) -> None:
    try:
        path.touch()
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}") from None
    save(path, text)


def _told(new: Refreshed, out: Path) -> list[str]:
    rows = []
    for each in new.unanswered:
        kept = f"kept as of {each.kept.as_of}" if each.kept else "not priced"
        rows.append(f"{each.region}  {each.sku}  {kept}: {each.reason}")
    count = f"{new.answered} price{'s' * (new.answered != 1)}"
    return [*rows, f"{out}: {count} from AWS, {len(rows)} that AWS did not answer"]
