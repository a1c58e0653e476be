"""Adoption: what exists in the account, and definitions of it."""

from dataclasses import asdict

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from clark.api.answers import REFUSALS, FieldProblem, actor
from clark.customers import adoption
from clark.customers.adoption import Chosen, ResourceRows
from clark.flow.cards import FileDiff
from clark.flow.request import Asked

router = Router()


class ResourceFilters(Schema):
    q: str = ""
    region: str = ""
    sort: str = ""
    state: str = ""


class LookInto(Schema):
    """No region means all of them."""

    regions: list[str] = []


class Resource(Schema):
    """`key` as the list shows it. What is left out is as its tags and its name suggest."""

    key: str
    service: str | None = None
    environment: str | None = None
    team: str | None = None
    application: str | None = None


class NewAdoption(Schema):
    """`submission` is a key of your own: the same key submits once, however often it is sent."""

    resources: list[Resource]
    reason: str = ""
    submission: str = ""


class AdoptionDraft(Schema):
    """What the pull request would hold, and everything that stands against it, by field."""

    chosen: list[Chosen]
    files: list[FileDiff]
    problems: list[FieldProblem]
    warnings: list[FieldProblem]


class AdoptionNumber(Schema):
    number: int


@router.get("", response={200: ResourceRows, **REFUSALS})
def list_resources(request: HttpRequest, filters: Query[ResourceFilters]) -> ResourceRows:
    """What exists in the account, as Clark last saw it. Every filter is optional."""
    asked = filters.dict()
    return adoption.resources(by=actor(request), q=asked.pop("q"), filters=asked)


@router.post("/look", response={204: None, **REFUSALS})
def look(request: HttpRequest, new: LookInto) -> Status[None]:
    """Have the account looked into now, by calls that only read."""
    adoption.look(by=actor(request), regions=new.regions, at=timezone.now())
    return Status(204, None)


@router.post("/plan", response={200: AdoptionDraft, **REFUSALS})
def plan(request: HttpRequest, new: NewAdoption) -> AdoptionDraft:
    """What adopting these would write. Nothing happens."""
    made = adoption.plan(by=actor(request), wishes=_wishes(new))
    return AdoptionDraft(
        chosen=list(made.chosen),
        files=list(made.files),
        problems=[FieldProblem(**asdict(each)) for each in made.problems],
        warnings=[FieldProblem(**asdict(each)) for each in made.warnings],
    )


@router.post("", response={201: AdoptionNumber, **REFUSALS})
def adopt(request: HttpRequest, new: NewAdoption) -> Status[AdoptionNumber]:
    """Ask for definitions of these, in one pull request. Nothing in AWS is changed."""
    number = adoption.adopt(
        by=actor(request),
        wishes=_wishes(new),
        asked=Asked({}, new.reason, new.submission),
        at=timezone.now(),
    )
    return Status(201, AdoptionNumber(number=number))


# Private functions


def _wishes(new: NewAdoption) -> dict[str, dict[str, str]]:
    return {
        each.key: {
            name: said for name, said in each.dict(exclude={"key"}).items() if isinstance(said, str)
        }
        for each in new.resources
    }
