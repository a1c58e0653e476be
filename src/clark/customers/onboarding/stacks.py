"""Terraform's part of an onboarding: stacks are planned, decided about by people, and applied.

Nothing is applied that nobody approved: the plans wait on the Infrastructure page as any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from clark.customers import infrastructure
from clark.customers.infrastructure.reconcile import discover
from clark.customers.infrastructure.rules import State
from clark.customers.layout import SHARED, order, problems
from clark.customers.onboarding import content
from clark.customers.onboarding.wish import Wish
from clark.customers.onboarding.work import OURS, Done, Failed, Missing, Seen, Spot, Waiting
from clark.flow.copies import refresh
from clark.flow.deciding import as_actor
from clark.flow.events import Actor
from clark.ports.terraform import GLOBAL, Stack
from clark.store.models import Customer, Onboarding, PlanRecord, StackState

WHY: Final = "Onboarding"
# A person, or Terraform, said no: only "try again" asks once more.
STOPPED: Final = frozenset({State.REFUSED, State.FAILED, State.REJECTED, State.WITHDRAWN})


@dataclass(frozen=True)
class Stacks:
    """The root stacks of these layers, one place each: `prod/us-east-1/network`.

    One is done once a plan was made of it that has nothing left to do.
    """

    layers: tuple[str, ...]

    def places(self, wish: Wish) -> tuple[str, ...]:
        return tuple(str(each) for each in stacks(wish) if each.layer in self.layers)

    def observe(self, at: Spot) -> Seen:
        last = _last_plan(at)
        if last is None:
            return Missing()
        seen = SEEN.get(State(last.state))
        if seen is not None:
            return seen(last)
        again = Onboarding.objects.filter(customer=at.customer, resumed_at__gt=last.created_at)
        if last.state in STOPPED and not again.exists():
            return Failed(_stopped(last, at.place), OURS)
        return Missing()

    def act(self, at: Spot) -> None:
        by, last = _starter(at.customer), _last_plan(at)
        now = timezone.now()
        if last is not None and last.state == State.APPROVED:
            infrastructure.apply(by=by, number=last.number, digest=last.digest, at=now)
            return
        if _row(at) is None:
            refresh(at.customer, at.customer.infra, at.ports.host, now)
            discover(at.customer, now)
        asked = infrastructure.Asked(reason=WHY)
        infrastructure.ask(by=by, stack=_stack(at.place), asked=asked, at=now)


def stacks(wish: Wish) -> tuple[Stack, ...]:
    """Those that Terraform builds meanwhile, in the order of a first apply.

    None where the wish cannot be laid out: its problems say why.
    """
    site = content.site(wish)
    if not wish.terraform or problems(site):
        return ()
    laid_out = map(_stack, order(site))
    return tuple(each for each in laid_out if _wanted(each, wish.terraform))


# Private functions


def _wanted(stack: Stack, places: tuple[str, ...]) -> bool:
    if stack.environment == SHARED:
        regions = {place.partition("/")[2] for place in places}
        return stack.region == GLOBAL or stack.region in regions
    return f"{stack.environment}/{stack.region}" in places


def _stack(place: str) -> Stack:
    environment, region, layer = place.removeprefix("live/").split("/")
    return Stack(environment, region, layer)


def _row(at: Spot) -> StackState | None:
    stack = _stack(at.place)
    return StackState.objects.filter(
        customer=at.customer, environment=stack.environment, region=stack.region, layer=stack.layer
    ).first()


def _last_plan(at: Spot) -> PlanRecord | None:
    """The newest plan of main, and not a preview or a pull request."""
    of_main = PlanRecord.objects.filter(stack=_row(at), wanted="", adopts={})
    return of_main.order_by("-number").first()


def _starter(customer: Customer) -> Actor:
    started_by = Onboarding.objects.select_related("started_by").get(customer=customer).started_by
    return as_actor(started_by, customer.pk)


def _stopped(plan: PlanRecord, place: str) -> str:
    said = f"Plan {plan.number} of {place} is {plan.state}"
    return f"{said}: {plan.said}" if plan.said else f"{said}."


def _progress(plan: PlanRecord) -> Seen:
    """Terraform is at work, or could not begin yet."""
    return Waiting(plan.waiting or plan.progress or "Terraform begins.", plan.who or "Clark")


SEEN: Final[dict[State, Callable[[PlanRecord], Seen]]] = {
    State.ASKED: _progress,
    State.APPLYING: _progress,
    State.IN_REVIEW: lambda plan: Waiting(
        f"Plan {plan.number} waits for an approval on the Infrastructure page.",
        "a reviewer or owner of the customer",
    ),
    State.EMPTY: lambda plan: Done(f"plan {plan.number} finds nothing left to do"),
}
