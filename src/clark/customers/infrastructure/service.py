"""What people do about infrastructure: each function is one transaction. The worker acts."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from clark.customers.infrastructure import record, rules
from clark.customers.infrastructure.decided import note_drift
from clark.customers.infrastructure.record import locked_number, locked_stack
from clark.customers.infrastructure.rules import State
from clark.errors import NotFound, Problem, Refused
from clark.flow.deciding import as_actor, asking
from clark.flow.events import Actor
from clark.flow.inputs import plain
from clark.ports.terraform import Attribute, Stack
from clark.store.models import Person, PlanDecision, PlanRecord, StackState


@dataclass(frozen=True)
class Asked:
    """`commit` is for a look at code that is not on main: it can never be applied."""

    reason: str = ""
    commit: str = ""


def ask(*, by: Actor, stack: Stack, asked: Asked, at: datetime) -> int:
    """Have a stack planned. Returns the plan's number."""
    if asked.commit and not re.fullmatch(r"[0-9a-f]{40}", asked.commit):
        why = "A commit is named by its 40 hexadecimal digits."
        raise Refused(why, [Problem("commit", why, "git rev-parse HEAD")])
    with transaction.atomic():
        _has_repository(by)
        row = locked_stack(by.customer_id, stack)
        if not row.listed:
            raise Refused(f"Main no longer has {stack.path}. A person removes what is left of it.")
        plan = _new(row, by, plain(asked.reason, "reason"), at)
        plan.wanted = asked.commit
        record.begin(plan, by=by)
    return plan.number


def adopt(*, by: Actor, stack: Stack, address: str, path: str, at: datetime) -> int:
    """Have main say what the cloud has: a pull request that changes one variable's value.

    Raises `Refused` where the attribute is not set by a variable as it is: then only a person can
    say how the code should come to it.
    """
    with transaction.atomic():
        _has_repository(by)
        row = locked_stack(by.customer_id, stack)
        found = next(
            (
                each
                for change in rules.from_json(row.drift)
                if change.address == address
                for each in change.attributes
                if each.path == path
            ),
            None,
        )
        if found is None:
            raise NotFound("This drift is gone. Look again.")
        plan = _new(row, by, f"Keep what was changed in the cloud: {address}, {path}.", at)
        plan.adopts = {found.variable: _whole_value(found, stack, address)}
        record.begin(plan, by=by)
    return plan.number


def look_for_drift(*, by: Actor, stack: Stack, at: datetime) -> None:
    """Have the stack compared with the cloud now."""
    with transaction.atomic():
        _has_repository(by)
        row = locked_stack(by.customer_id, stack)
        if row.applied_at is None:
            raise Refused("Clark has not applied this stack, so there is nothing to compare.")
        row.due_at, row.attempts = at, 0
        row.save()
        record.defer(record.DRIFT, row.pk, row.pk)
        record.announce_stacks(by.customer_id)
        note_drift(row, by=by, at=at)


@dataclass(frozen=True)
class Approval:
    """What a person read, and the names that they typed of what holds data and goes."""

    digest: str
    confirmed: Collection[str] = ()
    comment: str = ""


def approve(*, by: Actor, number: int, approval: Approval, at: datetime) -> None:
    """Approve exactly the plan that was read. Where data would go, two people have to."""
    comment = plain(approval.comment, "comment")
    with transaction.atomic():
        plan = locked_number(by, number)
        known = facts(plan)
        rules.may_decide(by, known)
        rules.may_approve(known, approval.digest, approval.confirmed)
        confirmed = sorted({danger.name for danger in known.dangers})
        _keep(plan, by, PlanDecision(verdict="approve", confirmed=confirmed, comment=comment), at)
        if rules.enough(known, by.id):
            record.move(plan, State.APPROVED, at=at, by=by, said=comment)
        else:
            record.note(plan, rules.HALF_APPROVED, at=at, by=by, said=comment)


def reject(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Refuse the plan, with the reason."""
    said = plain(comment, "comment")
    if not said:
        raise Refused("Say why.", [Problem("comment", "The author needs the reason.")])
    with transaction.atomic():
        plan = locked_number(by, number)
        rules.may_review(by, plan.author_id)
        plan.said = said[:500]
        PlanDecision.objects.filter(plan=plan, person_id=by.id).delete()
        record.move(plan, State.REJECTED, at=at, by=by, said=said)
        _keep(plan, by, PlanDecision(verdict="reject", comment=said), at)


def withdraw(*, by: Actor, number: int, at: datetime) -> None:
    """Take one's own plan back before it is applied; an owner may take back anybody's."""
    with transaction.atomic():
        plan = locked_number(by, number)
        if by.id != plan.author_id and by.role != "owner":
            raise Refused("Its author, or an owner, withdraws a plan.")
        record.move(plan, State.WITHDRAWN, at=at, by=by)


def apply(*, by: Actor, number: int, digest: str, at: datetime) -> None:
    """Have the worker apply the approved plan, and nothing else."""
    with transaction.atomic():
        plan = locked_number(by, number)
        rules.may_apply(by, facts(plan), digest)
        record.move(plan, State.APPLYING, at=at, by=by)


def facts(plan: PlanRecord) -> rules.Facts:
    """What a decision about the plan depends on."""
    standing = plan.decisions.filter(verdict="approve", digest=plan.digest).select_related("person")
    return rules.Facts(
        state=State(plan.state),
        author_id=plan.author_id,
        digest=plan.digest,
        dangers=rules.dangers(rules.from_json(plan.changes)),
        approvers=frozenset(each.person_id for each in standing if _counts(each.person, plan)),
    )


# Private functions


def _counts(person: Person, plan: PlanRecord) -> bool:
    """Whether this person's approval counts now, whatever they were when they gave it."""
    if not person.is_active:
        return False
    try:
        rules.may_review(as_actor(person, plan.customer_id), plan.author_id)
    except Refused:  # or they do not work for the customer any more
        return False
    return True


def _whole_value(found: Attribute, stack: Stack, address: str) -> Any:
    """What the cloud has. Raises `Refused` where Clark cannot write it down."""
    try:
        if found.variable and found.after is not None:
            return json.loads(found.after)
    except ValueError:  # hidden, or too long to be kept
        pass
    raise Refused(
        f"No variable of the stack sets {found.path} of {address} as it is. Change it in "
        f"{stack.path} by hand."
    )


def _has_repository(by: Actor) -> None:
    """Before the stack's row is taken, as leaving does: customers come first."""
    if not asking(by.customer_id).infra:
        raise Refused("There is no infrastructure repository.")


def _new(row: StackState, by: Actor, reason: str, at: datetime) -> PlanRecord:
    return PlanRecord(
        customer_id=by.customer_id, stack=row, author_id=by.id, reason=reason, created_at=at
    )


def _keep(plan: PlanRecord, by: Actor, decision: PlanDecision, at: datetime) -> None:
    decision.plan, decision.person_id, decision.digest, decision.at = plan, by.id, plan.digest, at
    decision.save(force_insert=True)
