"""The jobs of leaving: a comparison, and the exit itself, each as far as it goes."""

import logging
from datetime import timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django.models import ProcrastinateJob

from clark.customers.exit import record
from clark.customers.exit.reconcile import advance, check
from clark.errors import Refused, TryLater
from clark.flow.events import Wait
from clark.store.models import Exit, ExitCheck
from clark.wiring import ports_of

log = logging.getLogger(__name__)
SLOWEST = 30.0  # seconds between looks, at most
PATIENT = 20  # looks that found the same, after which they become rarer


def register(app: App) -> None:
    app.task(name=record.EXIT, queue="requests")(work)
    app.task(name=record.CHECK, queue="requests")(compare)


def work(customer_id: int) -> None:
    """Whatever is raised delays it and loses nothing."""
    rows = Exit.objects.select_related("customer", "started_by")
    found = rows.filter(customer_id=customer_id).first()
    now = timezone.now()
    if found is None or found.due_at is None or (found.waiting and found.due_at > now):
        return
    try:
        wait = advance(found, ports_of(found.customer))
    except record.Stayed:
        return
    except Exception as error:
        wait = _delay(f"exit of {found.customer}", error)
    if wait is not None:
        attempts = found.attempts + 1 if wait.why == found.waiting else 0
        seconds = min(SLOWEST, wait.seconds * 2 ** min(max(attempts - PATIENT, 0), 8))
        until = timezone.now() + timedelta(seconds=seconds)
        record.wait(found, wait, until=until, attempts=attempts)


def compare(customer_id: int) -> None:
    """The same of a comparison."""
    found = ExitCheck.objects.select_related("customer").filter(customer_id=customer_id).first()
    now = timezone.now()
    if found is None or found.due_at is None or (found.trouble and found.due_at > now):
        return
    try:
        check(found, ports_of(found.customer))
    except Exception as error:
        wait = _delay(f"exit check of {found.customer}", error)
        seconds = min(SLOWEST, wait.seconds * 2 ** min(found.attempts, 6))
        record.unchecked(found, wait.why, seconds, timezone.now())


def wake() -> None:
    """Queue the next look of everything that is due, unless it is queued."""
    queued = ProcrastinateJob.objects.filter(status="todo", queueing_lock__isnull=False)
    for task, model in ((record.EXIT, Exit), (record.CHECK, ExitCheck)):
        name = Concat(Value(record.queueing_lock(task, "")), Cast("customer_id", CharField()))
        due = model._default_manager.filter(due_at__lte=timezone.now()).annotate(job=name)
        rows = due.exclude(job__in=queued.values("queueing_lock"))
        for customer_id in rows.values_list("customer_id", flat=True):
            record.defer(task, customer_id)


# Private functions


def _delay(what: str, error: Exception) -> Wait:
    if isinstance(error, TryLater):
        return Wait(str(error) or "The outside does not answer.", "Clark", error.after or 0.5)
    if isinstance(error, Refused):
        log.warning("%s: %s", what, error)
        said = " ".join([str(error), *(str(problem) for problem in error.problems)])
        return Wait(said or "It was refused.", error.who or "Clark team", SLOWEST)
    # A flaw of Clark's own. Its text may hold anything, so the page is given its name only.
    log.error("%s", what, exc_info=error)
    return Wait(f"Clark met a flaw of its own: {type(error).__name__}.", "Clark team", 2.0)
