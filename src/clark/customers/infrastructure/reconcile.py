"""What the worker does: plan, apply, open a pull request, look for drift. One step of each."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from clark.customers.infrastructure import ground as grounds
from clark.customers.infrastructure import record, rules, service
from clark.customers.infrastructure.record import stack_of
from clark.customers.infrastructure.rules import State
from clark.errors import Refused
from clark.flow.copies import Snapshot, refresh
from clark.flow.events import Wait
from clark.ports import Change, GitHost
from clark.ports.terraform import Plan, Stopped, Terraform
from clark.store.models import Customer, PlanRecord, StackState

DRIFT_EVERY: Final = timedelta(hours=6)
VALUES: Final = "terraform.tfvars.json"


@dataclass(frozen=True)
class Outside:
    """What a step may speak to. `terraform` is made with somebody who hears its progress."""

    host: GitHost
    terraform: Callable[[Callable[[str], None]], Terraform]


def advance(plan: PlanRecord, outside: Outside, at: datetime) -> Wait | None:
    """One step of a plan. What is raised as `TryLater` delays it and loses nothing."""
    if plan.state == State.ASKED:
        return _adopt(plan, outside, at) if plan.adopts else _plan(plan, outside, at)
    if plan.state == State.APPLYING:
        return _apply(plan, outside, at)
    if plan.digest:
        outside.terraform(lambda _: None).discard(stack_of(plan.stack), plan.digest)
    ended = PlanRecord.objects.filter(pk=plan.pk, state=plan.state)
    ended.update(due_at=None, waiting="", who="", attempts=0)
    return None


def check(row: StackState, outside: Outside, at: datetime) -> None:
    """Compare a stack that was applied with the cloud. A new plan of it comes first."""
    stack = stack_of(row)
    found, trouble = rules.from_json(row.drift), ""
    try:
        found = outside.terraform(lambda _: None).drift(stack, row.commit).drifted
    except Refused as refusal:
        trouble = str(refusal)[:500]
    with transaction.atomic():
        StackState.objects.filter(pk=row.pk).update(
            drift=rules.as_json(found),
            checked_at=at,
            trouble=trouble,
            attempts=0,
            due_at=at + DRIFT_EVERY,
        )
        record.announce_stacks(row.customer_id)


def discover(customer: Customer, at: datetime) -> None:
    """Know every stack that main has, and let go of plans whose code has moved."""
    snapshot = grounds.main(customer)
    if not snapshot.commit:
        return
    now = set(grounds.stacks(snapshot.blobs))
    rows = {stack_of(row): row for row in StackState.objects.filter(customer=customer)}
    with transaction.atomic():
        for stack in now - rows.keys():
            StackState.objects.create(customer=customer, **asdict(stack))
        for stack, row in rows.items():
            StackState.objects.filter(pk=row.pk).exclude(listed=stack in now).update(
                listed=stack in now
            )
        record.announce_stacks(customer.pk)
    standing = PlanRecord.objects.filter(
        customer=customer, state__in=[State.IN_REVIEW, State.APPROVED]
    ).select_related("stack")
    for plan in standing:
        if grounds.ground(snapshot.blobs, stack_of(plan.stack)) != plan.ground:
            _discard(plan, f"Main moved to {snapshot.commit[:7]}, which changes its code.", at)


# Private functions


def _plan(plan: PlanRecord, outside: Outside, at: datetime) -> Wait | None:
    customer, stack = plan.customer, stack_of(plan.stack)
    refresh(customer, customer.infra, outside.host, at)
    snapshot = grounds.main(customer)
    commit = plan.wanted or snapshot.commit
    try:
        made = outside.terraform(lambda line: record.tell(plan, line)).plan(stack, commit)
    except Refused as refusal:
        if isinstance(refusal, Stopped):
            refusal = Refused(_out_of_order(plan) + refusal.reason, refusal.problems)
        _end(plan, State.REFUSED, refusal, at)
        return None
    preview = commit != snapshot.commit
    with transaction.atomic():
        locked = record.locked(plan.pk)
        wanted = locked.state == State.ASKED
        if wanted:
            _note_plan(locked, made, at)
            locked.ground = grounds.ground(snapshot.blobs, stack)
            record.move(locked, _after_plan(made, preview=preview), at=at)
    if not wanted:  # withdrawn meanwhile: nobody knows of this file, and it holds secrets
        outside.terraform(lambda _: None).discard(stack, made.digest)
    return None


def _out_of_order(plan: PlanRecord) -> str:
    """Terraform says only what it missed; this is said before it, of a stack that never stood."""
    if plan.stack.applied_at is not None:
        return ""
    never = StackState.objects.filter(customer=plan.customer, listed=True, applied_at=None)
    waiting = {stack_of(row) for row in never}
    missing = [str(each) for each in rules.stands_on(stack_of(plan.stack)) if each in waiting]
    if not missing:
        return ""
    return f"It stands on {missing[0]}, which Clark has not applied yet: have that planned first. "


def _after_plan(made: Plan, *, preview: bool) -> State:
    if preview:
        return State.PREVIEW
    return State.EMPTY if made.empty else State.IN_REVIEW


def _note_plan(locked: PlanRecord, made: Plan, at: datetime) -> None:
    locked.commit, locked.digest, locked.planned_at = made.commit, made.digest, at
    locked.changes = rules.as_json(rules.ordered(made.changes))
    locked.drifted = rules.as_json(made.drifted)
    locked.changed_outputs = list(made.outputs)
    locked.terraform = made.terraform


def _apply(plan: PlanRecord, outside: Outside, at: datetime) -> Wait | None:
    customer, stack = plan.customer, stack_of(plan.stack)
    refresh(customer, customer.infra, outside.host, at)
    snapshot = grounds.main(customer)
    terraform = outside.terraform(lambda line: record.tell(plan, line))
    why = "" if plan.begun else _void_because(plan, snapshot)
    if why:
        _discard(plan, why, at)
        return None
    # From here on it may have begun: if this worker dies, the next one asks how it ended.
    PlanRecord.objects.filter(pk=plan.pk).update(begun=True)
    try:
        outputs = terraform.apply(stack, plan.digest)
    except Refused as refusal:
        _end(plan, State.FAILED, refusal, at)
        StackState.objects.filter(pk=plan.stack_id).exclude(applied_at=None).update(due_at=at)
        return None
    with transaction.atomic():
        locked = record.locked(plan.pk)
        if locked.state == State.APPLYING:
            _note_applied(locked, dict(outputs), at)
            record.move(locked, State.APPLIED, at=at)
    return None


def _void_because(plan: PlanRecord, snapshot: Snapshot) -> str:
    """Why what was approved is not what would be applied now; "" where it is."""
    if grounds.ground(snapshot.blobs, stack_of(plan.stack)) != plan.ground:
        return f"Main moved to {snapshot.commit[:7]}, which changes its code."
    try:
        rules.still_approved(service.facts(plan))
    except Refused as refusal:
        return refusal.reason
    return ""


def _note_applied(locked: PlanRecord, outputs: dict[str, Any], at: datetime) -> None:
    StackState.objects.filter(pk=locked.stack_id).update(
        commit=locked.commit,
        ground=locked.ground,
        applied_at=at,
        outputs=outputs,
        drift=[],
        checked_at=at,
        trouble="",
        due_at=at + DRIFT_EVERY,
    )


def _adopt(plan: PlanRecord, outside: Outside, at: datetime) -> Wait | None:
    """Write the cloud's values into the stack's file of values, as a pull request."""
    customer, stack = plan.customer, stack_of(plan.stack)
    base = outside.host.head(customer.infra, customer.branch)
    path = f"{stack.path}/{VALUES}"
    blob = outside.host.tree(customer.infra, base).get(path)
    try:
        if not blob:
            raise Refused(f"There is no file {path} on main. Links are not followed.")
        text = _with_values(outside.host.blobs(customer.infra, [blob])[blob], plan.adopts, path)
        pull = outside.host.propose(_change(plan, base, {path: text}))
    except Refused as refusal:
        _end(plan, State.REFUSED, refusal, at)
        return None
    with transaction.atomic():
        locked = record.locked(plan.pk)
        if locked.state == State.ASKED:
            locked.pull_url, locked.commit = pull.url, base
            record.move(locked, State.PROPOSED, at=at, said=f"Pull request {pull.number}.")
    return None


def _with_values(content: bytes, adopts: dict[str, Any], path: str) -> str:
    """The file with these values, in its own order. Raises `Refused`."""
    try:
        values = json.loads(content)
    except ValueError as error:
        raise Refused(f"{path} is no JSON: {error}") from error
    missing = [name for name in adopts if not isinstance(values, dict) or name not in values]
    if missing:
        raise Refused(f"{path} does not set {', '.join(missing)}. Set it there by hand.")
    return json.dumps(values | adopts, indent=2, ensure_ascii=False) + "\n"


def _change(plan: PlanRecord, base: str, files: dict[str, str | None]) -> Change:
    customer, author, stack = plan.customer, plan.author, stack_of(plan.stack)
    names = ", ".join(plan.adopts)
    return Change(
        repository=customer.infra,
        base=customer.branch,
        base_commit=base,
        branch=f"clark/adopt-{plan.number}",
        title=f"{stack}: adopt {names} as it is in the cloud",
        body=f"{plan.reason}\n\nAsked by {author.name} as Clark plan {plan.number}.",
        files=files,
        author_name=author.name,
        author_email=author.email,
        at=plan.created_at,
    )


def _end(plan: PlanRecord, to: State, refusal: Refused, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(plan.pk)
        if locked.state != plan.state:
            return
        locked.said = refusal.reason[:500]
        locked.problems = [asdict(each) for each in refusal.problems]
        record.move(locked, to, at=at, said=refusal.reason)


def _discard(plan: PlanRecord, because: str, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(plan.pk)
        if locked.state != plan.state:
            return
        locked.said = because
        record.move(locked, State.DISCARDED, at=at, said=because)
