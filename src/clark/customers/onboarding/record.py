"""How an onboarding moves: one row, one job and one announcement, in one transaction."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.flow.audit import Act, Deed, write
from clark.flow.deciding import LEAVES
from clark.flow.events import Wait
from clark.flow.record import announce, announce_person
from clark.store.models import Customer, Membership, Onboarding, OnboardingStep, Person

ONBOARD = "clark.onboard"


def defer(onboarding: Onboarding) -> None:
    """Queue the next look, unless it is queued already."""
    name = queueing_lock(onboarding.pk)
    job = app.configure_task(ONBOARD, lock=name, queueing_lock=name)
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's transaction
            job.defer(customer_id=onboarding.pk)
    except AlreadyEnqueued:
        return


def queueing_lock(customer_id: int | str) -> str:
    return f"onboarding:{customer_id}"


def begun(customer: Customer, key: str, place: str, at: datetime) -> None:
    """A step has begun in a place."""
    with transaction.atomic():
        _, new = OnboardingStep.objects.get_or_create(
            customer=customer, key=key, place=place, defaults={"started_at": at}
        )
        if new:
            tell(customer)


def said(customer: Customer, key: str, place: str, words: str) -> None:
    """What was seen of a step that goes on."""
    here = OnboardingStep.objects.filter(customer=customer, key=key, place=place, ended_at=None)
    with transaction.atomic():
        if here.exclude(said=words[:500]).update(said=words[:500]):
            tell(customer)


def ended(customer: Customer, key: str, place: str, words: str, at: datetime) -> None:
    """A step was seen to be done in a place. It stays done."""
    with transaction.atomic():
        row, _ = OnboardingStep.objects.get_or_create(
            customer=customer, key=key, place=place, defaults={"started_at": at}
        )
        if row.ended_at is None:
            row.said, row.ended_at = words[:500], at
            row.save()
            tell(customer)


def wait(seen: Onboarding, wait: Wait, *, until: datetime | None, attempts: int = 0) -> None:
    """Why it is not further, who must act, and when to look again; never where `until` is None."""
    with transaction.atomic():
        here = Onboarding.objects.filter(pk=seen.pk, ended_at=None)
        here = here.exclude(customer__state__in=LEAVES)  # it was stopped during the look
        new = here.exclude(waiting=wait.why[:500], who=wait.who, failed=until is None).exists()
        here.update(
            waiting=wait.why[:500],
            who=wait.who,
            due_at=until,
            failed=until is None,
            attempts=attempts,
        )
        if new:
            tell(seen.customer)


def finish(onboarding: Onboarding, at: datetime) -> None:
    """Everything was seen to be done."""
    with transaction.atomic():
        left = Onboarding.objects.filter(pk=onboarding.pk, ended_at=None)
        if left.update(ended_at=at, due_at=None, waiting="", who="", failed=False, attempts=0):
            tell(onboarding.customer)
            by, done = onboarding.started_by, Act.ONBOARDING_FINISHED
            behalf = f"{by.name} <{by.email}>"
            deed = Deed(done, "onboarding", onboarding.customer.name, on_behalf_of=behalf)
            write(onboarding.pk, deed, by=None, at=at)


def stop(customer: Customer) -> None:
    """The customer leaves: nothing more is looked at. What is waited for stays written down."""
    Onboarding.objects.filter(customer=customer, ended_at=None).update(due_at=None)


def go_on(customer: Customer, at: datetime) -> None:
    """The customer stays after all. What failed waits for "try again", as before."""
    stopped = Onboarding.objects.filter(customer=customer, ended_at=None, failed=False)
    stopped.update(due_at=at)


def end(customer_id: int, at: datetime) -> None:
    """The customer has left."""
    left = Onboarding.objects.filter(customer_id=customer_id, ended_at=None)
    left.update(ended_at=at, due_at=None, waiting="", who="", failed=False)


def tell(customer: Customer) -> None:
    """Engineers watch it from wherever they are; their pages fetch it again."""
    engineers = Membership.objects.filter(customer=customer, role=Person.Role.ENGINEER)
    for person_id in engineers.values_list("person_id", flat=True):
        announce_person(person_id, f"onboarding/{customer.slug}", "customers")
    announce(customer.pk, "customers")
