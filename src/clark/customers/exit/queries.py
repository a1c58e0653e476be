"""The exit as owners see it. Nobody else sees any of it."""

from collections.abc import Iterator, Mapping

from clark.customers.exit.cards import ExitCheckCard, ExitPage, ExitPlace, ExitStepCard
from clark.customers.exit.rules import FOR_OWNERS, Difference
from clark.customers.exit.steps import POINT_OF_NO_RETURN, STEPS, Step
from clark.customers.exit.stops import Stop
from clark.customers.infrastructure.rules import OPEN as OPEN_PLANS
from clark.errors import NotFound
from clark.flow.deciding import customer_of
from clark.flow.events import OPEN, Actor
from clark.store.models import Customer, Exit, ExitCheck, ExitStep, PlanRecord, Request

Rows = Mapping[tuple[str, str], ExitStep]


def leaving(*, by: Actor) -> ExitPage:
    """What leaving means, how far it is, and what was found before. Raises `NotFound`."""
    if not by.may_leave:
        raise NotFound(FOR_OWNERS)
    customer = customer_of(by.customer_id)
    checked = ExitCheck.objects.filter(customer=customer).first()
    gone = Exit.objects.filter(customer=customer).select_related("started_by").first()
    rows = ExitStep.objects.filter(exit=gone) if gone else ExitStep.objects.none()
    known = {(row.key, row.place): row for row in rows}
    return ExitPage(
        customer=customer.name,
        slug=customer.slug,
        standing=str(customer.state),
        repositories=tuple(filter(None, (customer.gitops, customer.control, customer.infra))),
        under_way=tuple(_under_way(customer)),
        check=_check(checked) if checked else None,
        steps=tuple(_step(step, customer, known) for step in STEPS),
        waiting=gone.waiting if gone else "",
        who=gone.who if gone else "",
        started_by=gone.started_by.name if gone else "",
        started_at=gone.created_at if gone else None,
        ended_at=gone.ended_at if gone else None,
        may_stay=gone is not None
        and gone.ended_at is None
        and not any(key == POINT_OF_NO_RETURN for key, _ in known),
    )


# Private functions


def _under_way(customer: Customer) -> Iterator[str]:
    requests = Request.objects.filter(customer=customer).order_by("number")
    for each in requests.filter(state__in=OPEN):
        yield f"Request {each.number}, {each.title}: it would be withdrawn."
    for each in requests.exclude(state__in=OPEN).exclude(due_at=None):
        yield f"Request {each.number}, {each.title}: its end would be waited for."
    plans = PlanRecord.objects.filter(customer=customer, state__in=OPEN_PLANS)
    for plan in plans.order_by("number"):
        yield f"Infrastructure plan {plan.number}, {plan.state}."


def _check(row: ExitCheck) -> ExitCheckCard:
    found = row.found
    return ExitCheckCard(
        pending=row.due_at is not None,
        trouble=row.trouble,
        asked_at=row.asked_at,
        checked_at=row.checked_at,
        head=found.get("head", ""),
        services=found.get("services", 0),
        equal=row.checked_at is not None and not found["differences"],
        differences=tuple(Difference(**each) for each in found.get("differences", ())),
        goes_on=tuple(found.get("goes_on", ())),
        stops=tuple(Stop(**each) for each in found.get("stops", ())),
    )


def _step(step: Step, customer: Customer, known: Rows) -> ExitStepCard:
    places = tuple(
        _place(place, known.get((step.key, place))) for place in step.work.places(customer)
    )
    states = {each.state for each in places}
    state = "done" if states == {"done"} else "next" if states == {"next"} else "now"
    return ExitStepCard(step.key, step.title, step.what, state, places)


def _place(place: str, row: ExitStep | None) -> ExitPlace:
    if row is None:
        return ExitPlace(place, "next", "", None)
    if row.ended_at is None:
        return ExitPlace(place, "now", row.said, None)
    return ExitPlace(place, "done", row.said, (row.ended_at - row.started_at).total_seconds())
