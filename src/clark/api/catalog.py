"""What can be ordered, and what an order would do."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from clark.api.answers import REFUSALS, actor
from clark.errors import Problem, Refused
from clark.flow import offerings
from clark.flow import request as asking
from clark.flow.cards import CatalogPage, Draft
from clark.flow.offerings.cards import ProposalList, ProposalPage, RevisionPage, Sent
from clark.flow.request import Asked

router = Router()


class Order(Schema):
    """Fields by the names of the offering's form; a missing field takes its default."""

    parameters: dict[str, Any] = {}


class Service(Schema):
    region: str
    name: str


class Wish(Schema):
    """Which services are brought up to date: those that are named, or all."""

    services: list[Service] = []
    all: bool = False
    accept: bool = False
    reason: str = ""
    submission: str = ""


class Answer(Schema):
    """What became of each service: the number of its request, or why there is none."""

    sent: list[Sent]


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


@router.get("/{offering}/revisions", response={200: RevisionPage, **REFUSALS})
def revisions(request: HttpRequest, offering: str, q: str = "") -> RevisionPage:
    """Services that earlier revisions of the offering made, and what an update would change."""
    return offerings.revisions(by=actor(request), offering=offering, q=q)


@router.post("/{offering}/revisions", response={200: Answer, **REFUSALS})
def bring_up_to_date(request: HttpRequest, offering: str, wish: Wish) -> Answer:
    """Ask for services to be brought up to date: one request for each."""
    if not wish.services and not wish.all:
        raise Refused("No service is chosen.", [Problem("services", "is empty.", "Or say all.")])
    sent = offerings.bring_up_to_date(
        by=actor(request),
        offering=offering,
        services=[] if wish.all else [(each.region, each.name) for each in wish.services],
        asked=Asked({"accept": "on" if wish.accept else ""}, wish.reason, wish.submission),
        at=timezone.now(),
    )
    return Answer(sent=list(sent))


@router.get("/{offering}", response={200: Draft, **REFUSALS})
def form(request: HttpRequest, offering: str) -> Draft:
    """The form of an offering with its defaults, and what they would do."""
    return asking.draft_new(by=actor(request), offering=offering, raw={})


@router.post("/{offering}/draft", response={200: Draft, **REFUSALS})
def draft(request: HttpRequest, offering: str, order: Order) -> Draft:
    """What an order would do: files, verdict and impact. Nothing is submitted."""
    return asking.draft_new(by=actor(request), offering=offering, raw=order.parameters)
