"""Which price of AWS's answer is the one that was meant. Where that is in doubt, none is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from clark.costs.money import Money
from clark.costs.price import Price
from clark.costs.questions import Question
from clark.costs.units import UNITS

SOURCE: Final = "AWS Price List Query API"
# AWS's words for units, as they stand in its answers.
CALLED: Final = {
    "hrs": "hour",
    "hours": "hour",
    "hour": "hour",
    "gb-mo": "GB-month",
    "gb": "GB",
    "acu-hr": "ACU-hour",
    "acu-hour": "ACU-hour",
    "lcu-hrs": "LCU-hour",
    "iops-mo": "IOPS-month",
    "mbps-mo": "MBps-month",
    "requests": "request",
    "ios": "request",
    "keys": "key-month",
    "secrets": "secret-month",
}


@dataclass(frozen=True)
class Offer:
    """One price on demand of AWS's answer: `usd` for a `unit`, AWS's word, from `begins` of them.

    `attributes` are the product's, `published` the day of the list that it stands in.
    """

    attributes: Mapping[str, str]
    unit: str
    usd: Money
    begins: Decimal
    published: date


def meant(region: str, sku: str, asked: Question, offers: Sequence[Offer]) -> Price | str:
    """The price of a SKU among what AWS answered, or why none is taken."""
    found = [each for each in offers if _matches(region, asked, each)]
    found = _of_engine(asked, found)
    # A free allowance is a first range of price 0. What comes after it is what is paid.
    paid = [each for each in found if each.usd > 0]
    if not paid:
        return "AWS answers no price for it"
    first = min(each.begins for each in paid)
    cheapest = {(each.usd, each.unit): each for each in paid if each.begins == first}
    if len(cheapest) > 1:
        return f"AWS answers {len(cheapest)} prices for it, and which is meant cannot be told"
    (offer,) = cheapest.values()
    unit = CALLED.get(offer.unit.lower())
    if unit is None or UNITS[unit].of != asked.of:
        return f"AWS answers a price per {offer.unit!r}, which Clark does not know here"
    return Price(region, sku, unit, offer.usd, SOURCE, offer.published)


# Private functions


def _matches(region: str, asked: Question, offer: Offer) -> bool:
    # us-east-1 has no prefix or USE1-, Ireland EU-, the others letters and a digit; KMS the region.
    usage = re.sub(rf"^(?:EU|[A-Z]{{2,4}}\d|{region})-", "", offer.attributes.get("usagetype", ""))
    return usage.startswith(asked.usage) if asked.usage.endswith(":") else usage == asked.usage


def _of_engine(asked: Question, offers: list[Offer]) -> list[Offer]:
    for engine in asked.engines:
        named = [each for each in offers if each.attributes.get("databaseEngine") == engine]
        if named:
            return named
    return [] if asked.engines else offers
