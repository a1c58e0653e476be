"""How a look into an account is asked for: one row, one job and one announcement."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.flow.audit import Act, Deed, write
from clark.flow.events import Actor
from clark.flow.provision.observe import kept
from clark.flow.record import announce
from clark.ports.cloud import Found
from clark.store.models import CloudLook, Customer

LOOK = "clark.look"
TOPIC = "adoption"


def ask(customer: Customer, region: str, by: Actor, at: datetime) -> None:
    """Have a region looked into, unless it is being looked into already."""
    with transaction.atomic():
        row, _ = CloudLook.objects.get_or_create(customer=customer, region=region)
        if row.due_at is None:
            CloudLook.objects.filter(pk=row.pk, due_at=None).update(due_at=at, attempts=0)
            announce(customer.pk, TOPIC)
        defer(row.pk)
        write(
            customer.pk,
            Deed(Act.ACCOUNT_LOOKED_INTO, f"account {customer.account}", region),
            by=by,
            at=at,
        )


def done(seen: CloudLook, found: Sequence[Found], at: datetime) -> None:
    """What was found stands in place of what was found before, but for values that are named like
    secrets: AWS tells none, and none is kept in any case."""
    with transaction.atomic():
        CloudLook.objects.filter(pk=seen.pk).update(
            found=[kept(asdict(each)) for each in found],
            looked_at=at,
            trouble="",
            attempts=0,
            due_at=None,
        )
        announce(seen.customer_id, TOPIC)


def failed(seen: CloudLook, why: str, again: timedelta | None, at: datetime) -> None:
    """Why it could not be looked into. What was found before stays. Without `again` nobody tries
    until somebody asks."""
    with transaction.atomic():
        CloudLook.objects.filter(pk=seen.pk).update(
            trouble=why[:500],
            attempts=seen.attempts + 1,
            due_at=at + again if again is not None else None,
        )
        announce(seen.customer_id, TOPIC)


def defer(pk: int) -> None:
    """Queue the look, unless it is queued."""
    name = queueing_lock(pk)
    job = app.configure_task(LOOK, lock=name, queueing_lock=name)
    try:
        with transaction.atomic():  # a savepoint: the refusal must not end the caller's transaction
            job.defer(pk=pk)
    except AlreadyEnqueued:
        return


def queueing_lock(pk: int | str) -> str:
    return f"look:{pk}"


def found_in(row: CloudLook) -> tuple[Found, ...]:
    return tuple(Found(**each) for each in row.found)
