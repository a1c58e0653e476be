"""What services cost a month, from definitions and a dated list of prices. Pure.

Nothing is guessed: what has no price in its region is not priced, and never counts as 0.
"""

from clark.costs.counting import PRICED_FIELDS
from clark.costs.delta import Change, Delta, delta, sentence
from clark.costs.estimate import ASSUMED, Estimate, Line, NotPriced, lines, share_by_team
from clark.costs.money import Money, dollars, exact
from clark.costs.part import Assumed
from clark.costs.price import Price, Prices
from clark.costs.table import UnreadablePrices, read_prices, shipped, write_prices
from clark.costs.units import HOURS

# What no line counts, whatever it comes to: pages name it beside every sum.
LEFT_OUT = (
    "data transfer",
    "backups and snapshots beyond what is free",
    "CPU credits of t-class instances",
    "Performance Insights and enhanced monitoring",
    "extended support of old engine versions",
    "secrets in Secrets Manager and encryption keys",
    "discounts, credits, reserved capacity and taxes",
)

__all__ = [
    "ASSUMED",
    "HOURS",
    "LEFT_OUT",
    "PRICED_FIELDS",
    "Assumed",
    "Change",
    "Delta",
    "Estimate",
    "Line",
    "Money",
    "NotPriced",
    "Price",
    "Prices",
    "UnreadablePrices",
    "delta",
    "dollars",
    "exact",
    "lines",
    "read_prices",
    "sentence",
    "share_by_team",
    "shipped",
    "write_prices",
]
