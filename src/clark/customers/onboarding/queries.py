"""Onboardings as engineers see them: those of the customers they work for, and no others."""

from collections.abc import Mapping

from django.db.models import QuerySet

from clark.customers.onboarding import enrol
from clark.customers.onboarding.cards import OnboardingPage, OnboardingRow, PlaceCard, StepCard
from clark.customers.onboarding.steps import STEPS, Step
from clark.customers.onboarding.wish import Wish
from clark.errors import NotFound
from clark.flow.deciding import LEAVES
from clark.flow.events import Actor
from clark.store.models import Customer, Membership, Onboarding, OnboardingStep, Person
from clark.store.tenancy import everywhere

TONES = {"onboarding": "busy", "failed": "bad", "ready": "ok", "leaving": "warn", "left": "idle"}
Rows = Mapping[tuple[str, str], OnboardingStep]


@everywhere("An engineer looks after onboardings of all customers they work for.")
def onboardings(*, by: Actor) -> tuple[OnboardingRow, ...]:
    """The newest first. Raises `NotFound` for who is no engineer: the page does not exist then."""
    return tuple(_row(each, by) for each in _visible(by).order_by("-created_at"))


@everywhere("An engineer looks after onboardings of all customers they work for.")
def onboarding(*, by: Actor, slug: str) -> OnboardingPage:
    """Everything about one. Raises `NotFound`."""
    found = _visible(by).filter(customer__slug=slug).first() if slug.isprintable() else None
    if found is None:
        raise NotFound("There is no such customer.")
    return _page(found, by)


# Private functions


def _visible(by: Actor) -> "QuerySet[Onboarding]":
    """The only place that says who sees an onboarding."""
    if not by.may_onboard:
        raise NotFound("There is no such page.")
    seats = Membership.objects.filter(person_id=by.id, role=Person.Role.ENGINEER)
    mine = Onboarding.objects.filter(customer__in=seats.values("customer"))
    return mine.select_related("customer__exit", "started_by")


def _row(found: Onboarding, by: Actor) -> OnboardingRow:
    customer = found.customer
    state = _state(found)
    return OnboardingRow(
        slug=customer.slug,
        name=customer.name,
        state=state,
        tone=TONES.get(state, ""),
        account=customer.account,
        organization=customer.organization,
        regions=tuple(customer.regions),
        waiting=found.waiting,
        who=found.who,
        created_at=found.created_at,
        here=customer.pk == by.customer_id,
        left_at=customer.exit.ended_at if state == Customer.State.LEFT else None,
    )


def _state(found: Onboarding) -> str:
    """How far it came, unless the customer went meanwhile: that is what counts then."""
    if found.customer.state in LEAVES:
        return str(found.customer.state)
    return "failed" if found.failed else "ready" if found.ended_at else "onboarding"


def _page(found: Onboarding, by: Actor) -> OnboardingPage:
    customer, wish = found.customer, enrol.wish_of(found)
    rows = OnboardingStep.objects.filter(customer=customer)
    known = {(row.key, row.place): row for row in rows}
    ended = found.ended_at
    return OnboardingPage(
        row=_row(found, by),
        steps=tuple(
            _step(step, wish, known, found.failed) for step in STEPS if step.work.places(wish)
        ),
        repositories=(customer.infra, customer.control, customer.gitops),
        networks=tuple((each, customer.networks[each]) for each in customer.regions),
        environments=tuple(customer.environments),
        people=len(wish.people),
        teams=len(wish.teams),
        started_by=found.started_by.name,
        seconds=(ended - found.created_at).total_seconds() if ended else None,
        may_try_again=_state(found) == "failed",
    )


def _step(step: Step, wish: Wish, known: Rows, failed: bool) -> StepCard:
    wanted = step.work.places(wish)
    places = tuple(_place(place, known.get((step.key, place))) for place in wanted)
    states = {each.state for each in places}
    state = "done" if states == {"done"} else "next" if states == {"next"} else "now"
    if state == "now" and failed:
        state = "failed"
    return StepCard(step.key, step.title, step.what, state, places)


def _place(place: str, row: OnboardingStep | None) -> PlaceCard:
    if row is None:
        return PlaceCard(place, "next", "", None, None)
    if row.ended_at is None:
        return PlaceCard(place, "now", row.said, row.started_at, None)
    seconds = (row.ended_at - row.started_at).total_seconds()
    return PlaceCard(place, "done", row.said, row.started_at, seconds)
