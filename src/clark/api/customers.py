"""Customers: plan an onboarding, start it, follow it. For Clark's engineers."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from clark.api.answers import REFUSALS, FieldProblem, actor
from clark.customers import onboarding
from clark.customers.onboarding import OnboardingPage, OnboardingRow, PlannedStep, Wish

router = Router()


class NewRegion(Schema, extra="forbid"):
    name: str
    network: str


class NewTeam(Schema, extra="forbid"):
    """`budget` is in US dollars a month."""

    name: str
    budget: int


class NewPerson(Schema, extra="forbid"):
    """`role` is developer, reviewer or owner."""

    username: str
    name: str
    email: str
    team: str
    role: str


class NewCustomer(Schema, extra="forbid"):
    """Repositories are named within the organization; the names below are the usual ones. A key
    that nobody knows is refused: a misspelt one would be lost.

    `terraform` names what Terraform builds at once, as ENVIRONMENT/REGION.
    """

    name: str
    slug: str
    account: str
    organization: str
    regions: list[NewRegion]
    environments: list[str]
    teams: list[NewTeam]
    people: list[NewPerson]
    terraform: list[str] = []
    infra: str = "clark-platform-infra"
    control: str = "clark-platform-control"
    gitops: str = "gitops"


class OnboardingPlan(Schema):
    """What would happen, and everything that stands against it, by field."""

    name: str
    possible: bool
    steps: list[PlannedStep]
    problems: list[FieldProblem]


class Started(Schema):
    slug: str


@router.get("", response={200: list[OnboardingRow], **REFUSALS})
def list_customers(request: HttpRequest) -> Any:
    """The customers you brought or work for, the newest first."""
    # A list: two rows in a tuple would be read as a status and its body.
    return list(onboarding.onboardings(by=actor(request)))


@router.post("/plan", response={200: OnboardingPlan, **REFUSALS})
def plan(request: HttpRequest, new: NewCustomer) -> OnboardingPlan:
    """What an onboarding would do. Nothing happens."""
    made = onboarding.plan(by=actor(request), wish=Wish.parse(new.dict()))
    return OnboardingPlan(
        name=made.name,
        possible=made.possible,
        steps=list(made.steps),
        problems=[FieldProblem(**asdict(each)) for each in made.problems],
    )


@router.post("", response={201: Started, **REFUSALS})
def start(request: HttpRequest, new: NewCustomer) -> Status[Started]:
    """Begin. The same customer again goes on where it stopped."""
    wish = Wish.parse(new.dict())
    return Status(
        201, Started(slug=onboarding.start(by=actor(request), wish=wish, at=timezone.now()))
    )


@router.get("/{slug}", response={200: OnboardingPage, **REFUSALS})
def show(request: HttpRequest, slug: str) -> OnboardingPage:
    """How far one is: steps, places, times; and why it is not further."""
    return onboarding.onboarding(by=actor(request), slug=slug)


@router.post("/{slug}/again", response={204: None, **REFUSALS})
def again(request: HttpRequest, slug: str) -> Status[None]:
    """Try the step that failed again."""
    onboarding.try_again(by=actor(request), slug=slug, at=timezone.now())
    return Status(204, None)
