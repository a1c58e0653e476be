"""The Price List Query API: `get_products`, page by page.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from botocore.exceptions import NoCredentialsError, NoRegionError

from clark.adapters.aws.session import Session
from clark.costs.answers import Offer
from clark.errors import Refused, TryLater

HERE: Final = "us-east-1"  # the API stands in few regions; what it answers is of all


class AwsPriceList:
    """Implements `PriceList`, with the credentials and the endpoint that the SDK finds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, service: str, filters: Mapping[str, str]) -> Sequence[Offer]:
        wanted = [
            {"Type": "TERM_MATCH", "Field": field, "Value": value}
            for field, value in filters.items()
        ]
        told: dict[str, Any] = {"ServiceCode": service, "Filters": wanted}
        try:
            pages = self._session.pages("pricing", HERE, "get_products", "PriceList", **told)
            return tuple(offer for each in pages for offer in _offers(each))
        except TryLater as error:
            if isinstance(error.__cause__, NoCredentialsError | NoRegionError):
                reason = (
                    "AWS answers its prices to those who sign in only, and nobody is signed in."
                )
                raise Refused(reason, who="whoever has AWS credentials here") from error
            raise


# Private functions


def _offers(product: str) -> Iterator[Offer]:
    """Of one product, which AWS gives as JSON in a text. Raises TryLater where it is not that."""
    try:
        told = json.loads(product, parse_float=Decimal)
        attributes = told["product"]["attributes"]
        published = date.fromisoformat(told["publicationDate"][:10])
        for term in told.get("terms", {}).get("OnDemand", {}).values():
            for each in term["priceDimensions"].values():
                usd = each["pricePerUnit"].get("USD")
                if usd is not None:
                    begins = Decimal(each.get("beginRange") or 0)
                    yield Offer(attributes, each["unit"], Decimal(usd), begins, published)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise TryLater(
            f"AWS answered get_products otherwise than documented ({error!r})."
        ) from error
