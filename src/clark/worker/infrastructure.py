"""The job of infrastructure: one step of a plan, or one look for drift. Runs in a queue of its own,
so that Terraform's minutes never keep a request waiting."""

import logging
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django.models import ProcrastinateJob

from clark.customers.infrastructure import reconcile, record
from clark.customers.infrastructure.reconcile import Outside
from clark.errors import Refused, TryLater
from clark.flow.events import Wait
from clark.store.models import Customer, PlanRecord, StackState
from clark.wiring import ports_of, terraform_of

log = logging.getLogger(__name__)
Row = TypeVar("Row", PlanRecord, StackState)
SLOWEST = 120.0  # seconds between tries, at most


def register(app: App) -> None:
    app.task(name=record.WORK, queue=record.QUEUE)(work)


def work(kind: str, pk: int) -> None:
    """Whatever is raised delays it and loses nothing."""
    _plan(pk) if kind == record.PLAN else _drift(pk)


def wake() -> None:
    """Queue the next step of everything that is due, unless it is queued."""
    now = timezone.now()
    for plan in _not_queued(PlanRecord.objects.filter(due_at__lte=now), record.PLAN):
        record.defer(record.PLAN, plan.pk, plan.stack_id)
    for stack in _not_queued(StackState.objects.filter(due_at__lte=now), record.DRIFT):
        record.defer(record.DRIFT, stack.pk, stack.pk)


# Private functions


def _plan(pk: int) -> None:
    found = PlanRecord.objects.select_related("customer", "author", "stack").filter(pk=pk).first()
    now = timezone.now()
    if found is None or found.due_at is None or (found.waiting and found.due_at > now):
        return
    try:
        wait, failures = reconcile.advance(found, _outside(found.customer), now), 0
    except Exception as error:
        wait, failures = _delay(f"plan {found.number}", found.attempts, error), found.attempts + 1
    if wait is not None:
        until = timezone.now() + timedelta(seconds=wait.seconds)
        record.wait(found, wait, until=until, attempts=failures)


def _drift(pk: int) -> None:
    found = StackState.objects.select_related("customer").filter(pk=pk).first()
    if found is None or found.due_at is None or found.due_at > timezone.now():
        return
    try:
        reconcile.check(found, _outside(found.customer), timezone.now())
    except Exception as error:
        wait = _delay(f"drift of {record.stack_of(found)}", found.attempts, error)
        until = timezone.now() + timedelta(seconds=wait.seconds)
        StackState.objects.filter(pk=pk).update(
            due_at=until, attempts=found.attempts + 1, trouble=wait.why[:500]
        )
        record.announce_stacks(found.customer_id)


def _outside(customer: Customer) -> Outside:
    return Outside(ports_of(customer).host, partial(terraform_of, customer))


def _delay(what: str, attempts: int, error: Exception) -> Wait:
    seconds = min(SLOWEST, 1.0 * 2 ** min(attempts, 7))
    if isinstance(error, TryLater):
        return Wait(str(error) or "The outside does not answer.", "Clark", error.after or seconds)
    if isinstance(error, Refused):
        log.warning("%s: %s", what, error)
        return Wait(str(error) or "It was refused.", "Clark team", SLOWEST)
    # A flaw of Clark's own. Its text may hold anything, so the page is given its name only.
    log.error("%s", what, exc_info=error)
    return Wait(f"Clark met a flaw of its own: {type(error).__name__}.", "Clark team", seconds)


def _not_queued(due: "QuerySet[Row]", kind: str) -> "QuerySet[Row]":
    queued = ProcrastinateJob.objects.filter(status="todo", queueing_lock__isnull=False)
    name = Concat(Value(record.queueing_lock(kind, "")), Cast("id", CharField()))
    return due.annotate(job=name).exclude(job__in=queued.values("queueing_lock"))
