"""What objects cost in a month: the lines that are priced, and what is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clark.costs.counting import counted
from clark.costs.money import NOTHING, Money
from clark.costs.part import Assumed, Manifest, Part, Surroundings, Unknown, asked
from clark.costs.price import Price, Prices
from clark.costs.units import UNITS
from clark.kinds.manifest import block, name

ASSUMED = Assumed()
TEAM = "clark.dev/team"


@dataclass(frozen=True)
class Line:
    """One thing of one object, priced.

    `quantity` is of what the unit counts, `unit_price` USD for one `unit`, `monthly` USD of a month
    of 730 hours. `usage` tells what depends on use and is assumed. `most` is the month where it
    grows as far as it may, `monthly` again where it cannot. `as_of` and `source` are the price's.
    """

    of: str
    what: str
    region: str
    quantity: Decimal
    unit: str
    unit_price: Money
    monthly: Money
    most: Money
    assumption: str
    usage: bool
    sku: str
    source: str
    as_of: date


@dataclass(frozen=True)
class NotPriced:
    """One thing of one object that costs, and why nobody can say how much."""

    of: str
    what: str
    reason: str


@dataclass(frozen=True)
class Estimate:
    """USD a month. Where something is not priced, every sum here is of the rest only."""

    lines: tuple[Line, ...] = ()
    not_priced: tuple[NotPriced, ...] = ()

    @property
    def fixed(self) -> Money:
        """What comes without any use."""
        return sum((each.monthly for each in self.lines if not each.usage), NOTHING)

    @property
    def usage(self) -> Money:
        """What depends on use, with the assumptions of its lines."""
        return sum((each.monthly for each in self.lines if each.usage), NOTHING)

    @property
    def monthly(self) -> Money:
        return self.fixed + self.usage

    @property
    def most(self) -> Money:
        """The month where everything grows as far as it may without anybody asking."""
        return sum((each.most for each in self.lines), NOTHING)

    @property
    def complete(self) -> bool:
        return not self.not_priced

    @property
    def oldest(self) -> date | None:
        """The oldest price that was used; None where none was."""
        return min((each.as_of for each in self.lines), default=None)


def lines(objects: Iterable[Manifest], prices: Prices, assumed: Assumed = ASSUMED) -> Estimate:
    """What these objects cost in a month, each in its own region."""
    listed = tuple(objects)
    return _estimate(listed, Surroundings(listed), prices, assumed)


def share_by_team(
    objects: Iterable[Manifest], prices: Prices, assumed: Assumed = ASSUMED
) -> Mapping[str, Estimate]:
    """The same by the label clark.dev/team, for budgets; "" holds what names no team."""
    listed = tuple(objects)
    around = Surroundings(listed)
    teams: dict[str, list[Manifest]] = {}
    for each in listed:
        teams.setdefault(_team(each), []).append(each)
    return {team: _estimate(tuple(teams[team]), around, prices, assumed) for team in sorted(teams)}


# Private functions


def _estimate(
    objects: tuple[Manifest, ...], around: Surroundings, prices: Prices, assumed: Assumed
) -> Estimate:
    priced: list[Line] = []
    unknown: list[NotPriced] = []
    for each in objects:
        for part in counted(each, around, assumed):
            found = _line(each, part, prices)
            if isinstance(found, Line):
                priced.append(found)
            else:
                unknown.append(found)
    return Estimate(tuple(priced), tuple(unknown))


def _line(manifest: Manifest, part: Part | Unknown, prices: Prices) -> Line | NotPriced:
    of = f"{manifest.get('kind')}/{name(manifest)}"
    if isinstance(part, Unknown):
        return NotPriced(of, part.what, part.reason)
    region = _region(manifest)
    price = prices.find(region, part.sku)
    if not region:
        return NotPriced(of, part.what, "the definition does not say its region")
    if price is None:
        return NotPriced(of, part.what, f"there is no price of {part.sku} in {region}")
    if UNITS[price.unit].of != part.of:
        return NotPriced(of, part.what, f"its price is per {price.unit}, not for {part.of}")
    return _priced(of, part, price)


def _priced(of: str, part: Part, price: Price) -> Line:
    each = UNITS[price.unit].monthly * price.usd
    monthly = part.quantity * each
    return Line(
        of=of,
        what=part.what,
        region=price.region,
        quantity=part.quantity,
        unit=price.unit,
        unit_price=price.usd,
        monthly=monthly,
        most=monthly if part.most is None else part.most * each,
        assumption=part.assumption,
        usage=part.usage,
        sku=price.sku,
        source=price.source,
        as_of=price.as_of,
    )


def _region(manifest: Manifest) -> str:
    wanted = asked(manifest)
    return str(wanted.get("region") or wanted.get("locationConstraint") or "")


def _team(manifest: Manifest) -> str:
    return str(block(manifest, "metadata", "labels").get(TEAM) or "")
