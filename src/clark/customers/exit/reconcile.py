"""Take an exit as far as it goes: look, act, look again, and write down what was seen."""

from django.utils import timezone

from clark.customers.exit import record
from clark.customers.exit.inventory import check as compare
from clark.customers.exit.steps import STEPS, Step
from clark.customers.exit.work import Spot
from clark.customers.onboarding.work import OURS, Done, Missing, Seen, Waiting
from clark.errors import Refused, TryLater
from clark.flow.events import Wait
from clark.ports import Ports
from clark.store.models import Exit, ExitCheck, ExitStep

SOON = 0.3  # seconds until the next look at something that goes on outside


def check(row: ExitCheck, ports: Ports) -> None:
    """Make the comparison that was asked for. Raises `TryLater`, `Refused`."""
    now = timezone.now()
    record.checked(row, compare(row.customer, ports, now), now)


def advance(exit_: Exit, ports: Ports) -> Wait | None:
    """Step by step, up to the first that has to wait. None when all were seen to be done.

    Raises `Stayed`.
    """
    for step in STEPS:
        wait = _step(step, exit_, ports)
        if wait is not None:
            return wait
    record.finish(exit_, timezone.now())
    return None


# Private functions


def _step(step: Step, exit_: Exit, ports: Ports) -> Wait | None:
    """In all its places at once: what takes long in one region does not keep another waiting."""
    over = set(
        ExitStep.objects.filter(exit=exit_, key=step.key)
        .exclude(ended_at=None)
        .values_list("place", flat=True)
    )
    left = [place for place in step.work.places(exit_.customer) if place not in over]
    found = [_place(step, Spot(exit_, place, ports)) for place in left]
    return next((wait for wait in found if wait is not None), None)


def _place(step: Step, at: Spot) -> Wait | None:
    record.begun(at.exit, step.key, at.place, timezone.now())
    try:
        seen = step.work.observe(at)
        if isinstance(seen, Missing):
            step.work.act(at)
            seen = step.work.observe(at)
    except TryLater as error:
        seen = Waiting(str(error))
    except Refused as refusal:
        said = " ".join([refusal.reason, *map(str, refusal.problems)])
        seen = Waiting(said, refusal.who or OURS)
    return _written(step, at, seen)


def _written(step: Step, at: Spot, seen: Seen) -> Wait | None:
    match seen:
        case Done(words):
            record.ended(at.exit, step.key, at.place, words, timezone.now())
            return None
        case Waiting(why, who):
            record.said(at.exit, step.key, at.place, why)
            return Wait(why, who, SOON)
        case _:
            record.said(at.exit, step.key, at.place, "on its way")
            return Wait(f"{step.title}: on its way.", "Clark", SOON)
