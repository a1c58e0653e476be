"""A list of prices as a CSV file: read with every mistake named, written in one order."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from clark.costs.money import Money, exact
from clark.costs.price import Price, Prices
from clark.costs.units import UNITS
from clark.errors import Problem, Refused

COLUMNS = ("region", "sku", "unit", "usd", "source", "as_of")


class UnreadablePrices(Refused):
    """A list of prices that cannot be used. Half of one would make wrong sums, so none is."""


@cache
def shipped() -> Prices:
    """The snapshot that comes with Clark. How old each row is, the row says."""
    return read_prices(files("clark.costs").joinpath("prices.csv").read_text("utf-8"))


def read_prices(text: str) -> Prices:
    """Prices from CSV with exactly the columns `COLUMNS`, USD as a decimal number above 0.

    Raises UnreadablePrices, naming every mistake by its line.
    """
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        reason = f"the columns must be {', '.join(COLUMNS)}"
        raise UnreadablePrices("The prices cannot be read.", [Problem("line 1", reason)])
    found: dict[tuple[str, str], Price] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, 2):
        wrong = list(_wrong(row)) or list(_again(row, found))
        problems += [Problem(f"line {number}", reason) for reason in wrong]
        if not wrong:
            found[row["region"], row["sku"]] = _price(row)
    if problems:
        raise UnreadablePrices("The prices cannot be read.", problems)
    return Prices(found.values())


def write_prices(prices: Prices) -> str:
    """The same prices as CSV, by region and SKU: a change of one price changes one line."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for each in prices:
        row = (each.region, each.sku, each.unit, exact(each.usd), each.source)
        lines.writerow((*row, each.as_of.isoformat()))
    return out.getvalue()


# Private functions


def _wrong(row: Mapping[str | None, str | None]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"a row has {len(COLUMNS)} values"
        return
    for column in ("region", "sku", "source"):
        if not (row[column] or "").strip():
            yield f"{column} is empty"
    if row["unit"] not in UNITS:
        yield f"unit {row['unit']!r} is none of {', '.join(UNITS)}"
    if _usd(row["usd"] or "") is None:
        yield f"usd {row['usd']!r} is no decimal number above 0"
    if _day(row["as_of"] or "") is None:
        yield f"as_of {row['as_of']!r} is no day, as 2026-01-31"


def _again(row: Mapping[str, str], found: Mapping[tuple[str, str], Price]) -> Iterator[str]:
    if (row["region"], row["sku"]) in found:
        yield f"{row['sku']} in {row['region']} has a price already"


def _price(row: Mapping[str, str]) -> Price:
    usd, day = _usd(row["usd"]), _day(row["as_of"])
    assert usd is not None  # noqa: S101  _wrong has looked
    assert day is not None  # noqa: S101
    return Price(row["region"], row["sku"], row["unit"], usd, row["source"], day)


def _usd(text: str) -> Money | None:
    """What is not known is left out; a price of 0 would look known."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
