"""What can be ordered, and what an order would do."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.flow import offerings
from clark.flow import request as asking
from clark.flow.cards import CatalogPage, Draft
from clark.flow.offerings.cards import ProposalList, ProposalPage

router = Router()


class Order(Schema):
    """Fields by the names of the offering's form; a missing field takes its default."""

    parameters: dict[str, Any] = {}


@router.get("", response={200: CatalogPage, **REFUSALS})
def catalog(request: HttpRequest) -> CatalogPage:
    """The offerings of the customer's control repository."""
    return asking.catalog(by=actor(request))


@router.get("/proposed", response={200: ProposalList, **REFUSALS})
def proposed(request: HttpRequest, q: str = "") -> ProposalList:
    """Branches of the control repository that would change an offering."""
    return offerings.proposals(by=actor(request), q=q)


@router.get("/proposed/{path:branch}", response={200: ProposalPage, **REFUSALS})
def proposal(request: HttpRequest, branch: str) -> ProposalPage:
    """What a branch would change: form, files that it renders, or why it is broken."""
    return offerings.proposal(by=actor(request), branch=branch)


@router.get("/{offering}", response={200: Draft, **REFUSALS})
def form(request: HttpRequest, offering: str) -> Draft:
    """The form of an offering with its defaults, and what they would do."""
    return asking.draft_new(by=actor(request), offering=offering, raw={})


@router.post("/{offering}/draft", response={200: Draft, **REFUSALS})
def draft(request: HttpRequest, offering: str, order: Order) -> Draft:
    """What an order would do: files, verdict and impact. Nothing is submitted."""
    return asking.draft_new(by=actor(request), offering=offering, raw=order.parameters)
