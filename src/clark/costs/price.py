"""What AWS asks for one unit of something, in one region, and who says so since when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from clark.costs.money import Money


@dataclass(frozen=True)
class Price:
    """`sku` is Clark's name of what is sold, `usd` the price of one `unit` (a key of `UNITS`).

    `source` can be looked up: a URL, or a repository's file at a commit. `as_of` is the day from
    which the source says that it is true.
    """

    region: str
    sku: str
    unit: str
    usd: Money
    source: str
    as_of: date


class Prices:
    """A list of prices. At most one for a SKU in a region."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._by_key: Mapping[tuple[str, str], Price] = MappingProxyType(
            {(each.region, each.sku): each for each in prices}
        )

    def find(self, region: str, sku: str) -> Price | None:
        """The price, or nothing: another region's price is never taken for it."""
        return self._by_key.get((region, sku))

    def regions(self) -> tuple[str, ...]:
        return tuple(sorted({region for region, _ in self._by_key}))

    def __iter__(self) -> Iterator[Price]:
        return iter(self._by_key[key] for key in sorted(self._by_key))

    def __len__(self) -> int:
        return len(self._by_key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prices) and self._by_key == other._by_key

    def __hash__(self) -> int:
        return hash(frozenset(self._by_key.items()))
