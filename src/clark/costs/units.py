"""What a price is for. A price stays in the unit of its source; a month is counted from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# A year's hours by twelve, as AWS's own calculator counts them; a month has 672 to 744.
HOURS: Final = 730


@dataclass(frozen=True)
class Unit:
    """`of` is what is counted; `monthly` how many of the unit one of these is in a month."""

    of: str
    monthly: Decimal


UNITS: Final[Mapping[str, Unit]] = {
    "hour": Unit("running", Decimal(HOURS)),
    "ACU-hour": Unit("ACU", Decimal(HOURS)),
    "LCU-hour": Unit("LCU", Decimal(HOURS)),
    "GB-month": Unit("GB", Decimal(1)),
    "GB": Unit("GB", Decimal(1)),
    "IOPS-month": Unit("IOPS", Decimal(1)),
    "MBps-month": Unit("MB/s", Decimal(1)),
    "key-month": Unit("key", Decimal(1)),
    "secret-month": Unit("secret", Decimal(1)),
    "request": Unit("request", Decimal(1)),
    "1k requests": Unit("request", Decimal("0.001")),
    "1M requests": Unit("request", Decimal("0.000001")),
}
