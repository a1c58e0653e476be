"""Costs and prices: every line with what it was made of, and what is missing beside every sum."""

from collections.abc import Iterator
from typing import Any

from clark.costs import (
    HOURS,
    LEFT_OUT,
    Change,
    Delta,
    Estimate,
    Line,
    NotPriced,
    Price,
    dollars,
    exact,
    sentence,
)


def estimate_lines(estimate: Estimate) -> Iterator[str]:
    """An estimate for people: fixed parts, usage, what is not priced."""
    yield from map(_line, estimate.lines)
    yield from map(_unknown, estimate.not_priced)
    if estimate.lines:
        yield ""
        yield f"Fixed: {dollars(estimate.fixed)} a month."
        if any(each.usage for each in estimate.lines):
            yield f"Usage, as assumed: {dollars(estimate.usage)} a month."
        if estimate.most > estimate.monthly:
            yield f"Grown as far as it may: {dollars(estimate.most)} a month."
    if estimate.not_priced:
        yield f"Not priced: {_counted(len(estimate.not_priced))}. No sum here holds them."
    yield from _small_print(estimate)


def delta_lines(change: Delta) -> Iterator[str]:
    """A change for people: both sides line by line, then the sentence."""
    for title, side in (("Before", change.before), ("After", change.after)):
        if side.lines or side.not_priced:
            yield f"{title}:"
            yield from (f"  {_line(each)}" for each in side.lines)
            yield from (f"  {_unknown(each)}" for each in side.not_priced)
            yield ""
    yield sentence(change)
    both = (*change.before.lines, *change.after.lines)
    yield from _small_print(Estimate(both))


def price_line(price: Price) -> str:
    """One row of a list of prices."""
    what = f"{price.region}  {price.sku}  ${exact(price.usd)} per {price.unit}"
    return f"{what}  {price.as_of}  {price.source}"


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate for programs: USD a month as decimal text."""
    oldest = estimate.oldest
    return {
        "fixed": exact(estimate.fixed),
        "usage": exact(estimate.usage),
        "most": exact(estimate.most),
        "complete": estimate.complete,
        "oldest": oldest.isoformat() if oldest else None,
        "lines": [_line_json(each) for each in estimate.lines],
        "not_priced": [vars(each) for each in estimate.not_priced],
    }


def delta_json(change: Delta) -> dict[str, Any]:
    """A change for programs; differences are null where a part is not priced."""
    return {
        "sentence": sentence(change),
        "complete": change.complete,
        "difference": None if change.difference is None else exact(change.difference),
        "fixed": _change_json(change, change.fixed),
        "usage": _change_json(change, change.usage),
        "not_priced": [vars(each) for each in change.not_priced],
        "before": estimate_json(change.before),
        "after": estimate_json(change.after),
    }


# Private functions


def _line(line: Line) -> str:
    counted = f"{exact(line.quantity)} × ${exact(line.unit_price)} per {line.unit}"
    sort = "usage" if line.usage else "fixed"
    told = f"; {line.assumption}" if line.assumption else ""
    return (
        f"{line.of}: {line.what}: {dollars(line.monthly)} a month"
        f" ({sort}: {counted}{told}; price of {line.as_of})"
    )


def _unknown(missing: NotPriced) -> str:
    return f"{missing.of}: {missing.what}: not priced: {missing.reason}"


def _small_print(estimate: Estimate) -> Iterator[str]:
    if estimate.oldest:
        yield f"On demand, in US dollars, {HOURS} hours a month; oldest price: {estimate.oldest}."
        yield f"Not counted: {', '.join(LEFT_OUT)}."


def _counted(count: int) -> str:
    return f"{count} part{'s' * (count != 1)}"


def _line_json(line: Line) -> dict[str, Any]:
    money = {name: exact(getattr(line, name)) for name in ("unit_price", "monthly", "most")}
    rest = {"quantity": exact(line.quantity), "as_of": line.as_of.isoformat()}
    return {**vars(line), **money, **rest}


def _change_json(whole: Delta, change: Change) -> dict[str, str | None]:
    """A difference that lacks a part would be taken for the whole one by a program."""
    return {
        "before": exact(change.before),
        "after": exact(change.after),
        "difference": exact(change.difference) if whole.complete else None,
    }
