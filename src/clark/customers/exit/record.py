"""How an exit moves: one row, one job and one announcement, in one transaction."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.customers.exit.inventory import Checked
from clark.customers.onboarding import record as onboardings
from clark.flow.audit import Act, Deed, write
from clark.flow.events import Wait
from clark.flow.record import announce, announce_person
from clark.store.models import (
    Customer,
    Exit,
    ExitCheck,
    ExitStep,
    Membership,
    Person,
    StackState,
)

EXIT: Final = "clark.exit"
CHECK: Final = "clark.exit-check"
TOPIC: Final = "exit"
ABOUT: Final = "exit"  # in the audit trail


class Stayed(Exception):
    """The customer stays after all: there is nothing to do any more."""


def defer(task: str, customer_id: int) -> None:
    """Queue the next look, unless it is queued already."""
    name = queueing_lock(task, customer_id)
    job = app.configure_task(task, lock=name, queueing_lock=name)
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's transaction
            job.defer(customer_id=customer_id)
    except AlreadyEnqueued:
        return


def queueing_lock(task: str, customer_id: int | str) -> str:
    return f"{task}:{customer_id}"


def checked(row: ExitCheck, found: Checked, at: datetime) -> None:
    """What a comparison found."""
    with transaction.atomic():
        ExitCheck.objects.filter(pk=row.pk).update(
            found=asdict(found), checked_at=at, due_at=None, trouble="", attempts=0
        )
        announce(row.customer_id, TOPIC)


def unchecked(row: ExitCheck, why: str, seconds: float, at: datetime) -> None:
    """Why a comparison could not be made, and when it is tried again."""
    with transaction.atomic():
        ExitCheck.objects.filter(pk=row.pk).exclude(due_at=None).update(
            trouble=why[:500], due_at=at + timedelta(seconds=seconds), attempts=row.attempts + 1
        )
        announce(row.customer_id, TOPIC)


def begun(exit_: Exit, key: str, place: str, at: datetime) -> None:
    """A step begins in a place. Raises `Stayed`."""
    with transaction.atomic():
        if not Exit.objects.select_for_update().filter(pk=exit_.pk, ended_at=None).exists():
            raise Stayed
        _, new = ExitStep.objects.get_or_create(
            exit=exit_, key=key, place=place, defaults={"started_at": at}
        )
        if new:
            tell(exit_.customer)


def said(exit_: Exit, key: str, place: str, words: str) -> None:
    """What was seen of a step that goes on."""
    here = ExitStep.objects.filter(exit=exit_, key=key, place=place, ended_at=None)
    with transaction.atomic():
        if here.exclude(said=words[:500]).update(said=words[:500]):
            tell(exit_.customer)


def ended(exit_: Exit, key: str, place: str, words: str, at: datetime) -> None:
    """A step was seen to be done in a place. It stays done."""
    here = ExitStep.objects.filter(exit=exit_, key=key, place=place, ended_at=None)
    with transaction.atomic():
        if here.update(said=words[:500], ended_at=at):
            tell(exit_.customer)


def wait(seen: Exit, wait: Wait, *, until: datetime, attempts: int = 0) -> None:
    """Why it is not further, who must act, and when to look again."""
    with transaction.atomic():
        here = Exit.objects.filter(pk=seen.pk, ended_at=None)
        new = here.exclude(waiting=wait.why[:500], who=wait.who).exists()
        here.update(waiting=wait.why[:500], who=wait.who, due_at=until, attempts=attempts)
        if new:
            tell(seen.customer)


def finish(exit_: Exit, at: datetime) -> None:
    """Everything was seen to be done: Clark looks no more, and shows what it saw last."""
    with transaction.atomic():
        left = Exit.objects.filter(pk=exit_.pk, ended_at=None)
        if left.update(ended_at=at, due_at=None, waiting="", who="", attempts=0):
            Customer.objects.filter(pk=exit_.customer_id).update(state=Customer.State.LEFT)
            StackState.objects.filter(customer_id=exit_.customer_id).update(due_at=None)
            ExitCheck.objects.filter(customer_id=exit_.customer_id).update(due_at=None)
            onboardings.end(exit_.customer_id, at)
            tell(exit_.customer)
            by, done = exit_.started_by, Deed(Act.EXIT_COMPLETED, ABOUT, exit_.customer.name)
            behalf = replace(done, on_behalf_of=f"{by.name} <{by.email}>")
            write(exit_.customer_id, behalf, by=None, at=at)


def tell(customer: Customer) -> None:
    """Owners watch it; Clark's engineers see it in their list of customers."""
    announce(customer.pk, TOPIC, "customers", "services", "requests")
    engineers = Membership.objects.filter(customer=customer, role=Person.Role.ENGINEER)
    for person_id in engineers.values_list("person_id", flat=True):
        announce_person(person_id, f"onboarding/{customer.slug}", "customers")
