"""How a plan moves: one state, one entry, one job and one announcement, in one transaction."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.customers.infrastructure.decided import note_plan
from clark.customers.infrastructure.rules import OPEN, State, advance
from clark.errors import NotFound, Refused
from clark.flow.events import Actor, Wait
from clark.flow.locks import Lock, queue_up
from clark.flow.record import announce
from clark.ports.terraform import Stack
from clark.store.models import PlanEntry, PlanRecord, StackState

WORK = "clark.infrastructure"
QUEUE = "infrastructure"
PLAN, DRIFT = "plan", "drift"
# States in which the worker has something to do: to plan, to apply, to forget the plan file.
WORKED_ON = frozenset(
    {State.ASKED, State.APPLYING, State.FAILED, State.DISCARDED, State.REJECTED, State.WITHDRAWN}
    | {State.PREVIEW, State.EMPTY}
)


def stack_of(row: StackState) -> Stack:
    return Stack(row.environment, row.region, row.layer)


def find_stack(rows: "QuerySet[StackState]", customer_id: int, stack: Stack) -> StackState:
    """The customer's row among these. Raises `NotFound`, also for what is no name at all."""
    found = None
    if str(stack).isprintable():  # PostgreSQL takes no NUL
        found = rows.filter(customer_id=customer_id, **asdict(stack)).first()
    if found is None:
        raise NotFound("There is no such stack.")
    return found


def locked_stack(customer_id: int, stack: Stack) -> StackState:
    """The stack's row, held until the transaction ends. Raises `NotFound`."""
    return find_stack(StackState.objects.select_for_update(), customer_id, stack)


def locked_number(by: Actor, number: int) -> PlanRecord:
    """The plan's row, held until the transaction ends, among those the actor may see."""
    visible = PlanRecord.objects.visible_to(by.customer_id).select_for_update(of=("self",))
    try:
        return visible.select_related("stack").get(number=number)
    except PlanRecord.DoesNotExist:
        raise NotFound(f"There is no plan {number}.") from None


def locked(pk: int) -> PlanRecord:
    return PlanRecord.objects.select_for_update(of=("self",)).select_related("stack").get(pk=pk)


def begin(plan: PlanRecord, *, by: Actor) -> None:
    """Write down a new plan of a locked stack. Raises `Refused` where one is open."""
    standing = PlanRecord.objects.filter(stack_id=plan.stack_id, state__in=OPEN).first()
    if standing is not None:
        raise Refused(
            f"Plan {standing.number} of this stack is {standing.state}. Decide about it, or "
            "withdraw it, first."
        )
    queue_up(Lock.PLANS, plan.customer_id)
    mine = PlanRecord.objects.filter(customer_id=plan.customer_id)
    plan.number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    plan.state, plan.due_at, plan.updated_at = State.ASKED, plan.created_at, plan.created_at
    plan.save(force_insert=True)
    _log(plan, "asked", at=plan.created_at, by=by, said=plan.reason)
    defer(PLAN, plan.pk, plan.stack_id)
    announce_plan(plan)


def move(
    plan: PlanRecord, to: State, *, at: datetime, by: Actor | None = None, said: str = ""
) -> None:
    """Move a locked plan. Raises `Refused` when it cannot go there."""
    plan.state = advance(State(plan.state), to)
    plan.attempts, plan.waiting, plan.who, plan.progress = 0, "", "", ""
    plan.due_at = at if to in WORKED_ON else None
    plan.updated_at = at
    plan.save()
    _log(plan, str(to), at=at, by=by, said=said)
    if plan.due_at is not None:
        defer(PLAN, plan.pk, plan.stack_id)
    announce_plan(plan)


def note(plan: PlanRecord, event: str, *, at: datetime, by: Actor, said: str) -> None:
    """Something happened to a locked plan that leaves it in its state."""
    plan.updated_at = at
    plan.save()
    _log(plan, event, at=at, by=by, said=said)
    announce_plan(plan)


def wait(seen: PlanRecord, wait: Wait, *, until: datetime, attempts: int) -> None:
    """Note why a plan is not further and when to look again, while it is in the state seen."""
    here = PlanRecord.objects.filter(pk=seen.pk, state=seen.state)
    with transaction.atomic():
        if here.update(
            waiting=wait.why[:500], who=wait.who, due_at=until, attempts=attempts, progress=""
        ):
            announce_plan(seen)


def tell(plan: PlanRecord, line: str) -> None:
    """What Terraform says while it works on the plan."""
    with transaction.atomic():
        PlanRecord.objects.filter(pk=plan.pk).update(progress=line[:300])
        announce(plan.customer_id, f"plan/{plan.number}")


def defer(kind: str, pk: int, stack_id: int) -> None:
    """Queue the next step, unless it is queued. One run of a stack at a time."""
    job = app.configure_task(
        WORK, queue=QUEUE, lock=f"stack:{stack_id}", queueing_lock=queueing_lock(kind, pk)
    )
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's
            job.defer(kind=kind, pk=pk)
    except AlreadyEnqueued:
        return


def queueing_lock(kind: str, pk: int | str) -> str:
    return f"{QUEUE}:{kind}:{pk}"


def announce_plan(plan: PlanRecord) -> None:
    announce(plan.customer_id, f"plan/{plan.number}", "infrastructure")


def announce_stacks(customer_id: int) -> None:
    announce(customer_id, "infrastructure")


def _log(plan: PlanRecord, event: str, *, at: datetime, by: Actor | None, said: str) -> None:
    by_id = by.id if by else None
    PlanEntry.objects.create(plan=plan, event=event, at=at, by_id=by_id, said=said)
    note_plan(plan, event, by=by, said=said, at=at)
