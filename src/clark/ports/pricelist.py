"""AWS's list of prices, asked question by question."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from clark.costs.answers import Offer


class PriceList(Protocol):
    """A call that reads, and no other. Raises `TryLater` while AWS does not answer, and `Refused`
    where it does not let Clark ask."""

    def ask(self, service: str, filters: Mapping[str, str]) -> Sequence[Offer]:
        """Prices on demand of the service's products with exactly these attributes.

        A product without a price on demand is left out; several ranges of one are several offers.
        """
        ...
