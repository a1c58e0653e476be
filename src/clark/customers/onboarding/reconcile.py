"""Take an onboarding as far as it goes: look, act, look again, and write down what was seen."""

from dataclasses import replace

from django.utils import timezone

from clark.customers.onboarding import enrol, record
from clark.customers.onboarding.steps import STEPS, Step
from clark.customers.onboarding.work import Done, Failed, Missing, Seen, Spot, Waiting
from clark.errors import TryLater
from clark.flow.events import Wait
from clark.ports import Ports
from clark.store.models import Customer, Onboarding, OnboardingStep

SOON = 0.3  # seconds until the next look at something that goes on outside


class Stuck(Exception):
    """A step failed: somebody must act first."""

    def __init__(self, wait: Wait) -> None:
        super().__init__(wait.why)
        self.wait = wait


def advance(onboarding: Onboarding, ports: Ports) -> Wait | None:
    """Every step whose needs are met. None when all were seen to be done, else the first wait.

    Raises `Stuck`, `TryLater`, `Refused`.
    """
    over: set[str] = set()
    wish = enrol.wish_of(onboarding)
    waits: list[Wait] = []
    for step in (each for each in STEPS if over.issuperset(each.needs)):
        wait = _step(step, Spot(onboarding.customer, wish, "", ports))
        if wait is None:
            over.add(step.key)
        else:
            waits.append(wait)
    if waits:
        return waits[0]
    record.finish(onboarding, timezone.now())
    return None


# Private functions


def _step(step: Step, at: Spot) -> Wait | None:
    """In all its places at once: what takes long in one region does not keep another waiting."""
    over = set(
        OnboardingStep.objects.filter(customer=at.customer, key=step.key)
        .exclude(ended_at=None)
        .values_list("place", flat=True)
    )
    left = [place for place in step.work.places(at.wish) if place not in over]
    found = [_place(step, replace(at, place=place)) for place in left]
    return next((wait for wait in found if wait is not None), None)


def _place(step: Step, at: Spot) -> Wait | None:
    record.begun(at.customer, step.key, at.place, timezone.now())
    try:
        seen = step.work.observe(at)
        if isinstance(seen, Missing):
            step.work.act(at)
            seen = step.work.observe(at)
    except TryLater as error:
        seen = Waiting(str(error))
    return _written(step, at.customer, at.place, seen)


def _written(step: Step, customer: Customer, place: str, seen: Seen) -> Wait | None:
    match seen:
        case Done(words):
            record.ended(customer, step.key, place, words, timezone.now())
            return None
        case Failed(why, who):
            record.said(customer, step.key, place, why)
            raise Stuck(Wait(why, who))
        case Waiting(why, who):
            record.said(customer, step.key, place, why)
            return Wait(why, who, SOON)
        case _:
            why = f"{step.title}{f' in {place}' if place else ''}: on its way."
            record.said(customer, step.key, place, "on its way")
            return Wait(why, "Clark", SOON)
