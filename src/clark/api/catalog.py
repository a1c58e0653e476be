"""What can be ordered, and what an order would do."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import request
from clark.flow.cards import CatalogPage, Draft

router = Router()


class Order(Schema):
    """Fields by the names of the offering's form; a missing field takes its default."""

    parameters: dict[str, Any] = {}


@router.get("", response={200: CatalogPage, **REFUSALS})
def catalog(http: HttpRequest) -> CatalogPage:
    """The offerings of the customer's control repository."""
    return request.catalog(by=actor(http))


@router.get("/{offering}", response={200: Draft, **REFUSALS})
def form(http: HttpRequest, offering: str) -> Draft:
    """The form of an offering with its defaults, and what they would do."""
    return request.draft_new(by=actor(http), offering=offering, raw={})


@router.post("/{offering}/draft", response={200: Draft, **REFUSALS})
def draft(http: HttpRequest, offering: str, order: Order) -> Draft:
    """What an order would do: files, verdict and impact. Nothing is submitted."""
    return request.draft_new(by=actor(http), offering=offering, raw=order.parameters)
