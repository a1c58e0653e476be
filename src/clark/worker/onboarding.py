"""The job of onboarding: as far as it goes, then again when it is due."""

import logging
from datetime import timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django.models import ProcrastinateJob

from clark.customers.onboarding import record
from clark.customers.onboarding.reconcile import Stuck, advance
from clark.errors import Refused, TryLater
from clark.flow.events import Wait
from clark.store.models import Onboarding
from clark.wiring import ports_of

log = logging.getLogger(__name__)
SLOWEST = 30.0  # seconds between looks, at most
PATIENT = 20  # looks that found the same, after which they become rarer


def register(app: App) -> None:
    app.task(name=record.ONBOARD, queue="requests")(work)


def work(customer_id: int) -> None:
    """Whatever is raised delays it and loses nothing."""
    found = Onboarding.objects.select_related("customer").filter(pk=customer_id).first()
    now = timezone.now()
    if found is None or found.due_at is None or (found.waiting and found.due_at > now):
        return
    try:
        wait = advance(found, ports_of(found.customer))
    except Stuck as stuck:
        record.wait(found, stuck.wait, until=None)
        return
    except Exception as error:
        wait = _delay(found, error)
    if wait is not None:
        attempts = found.attempts + 1 if wait.why == found.waiting else 0
        seconds = min(SLOWEST, wait.seconds * 2 ** min(max(attempts - PATIENT, 0), 8))
        until = timezone.now() + timedelta(seconds=seconds)
        record.wait(found, wait, until=until, attempts=attempts)


def wake() -> None:
    """Queue the next look of every onboarding that is due, unless it is queued."""
    queued = ProcrastinateJob.objects.filter(status="todo", queueing_lock__isnull=False)
    name = Concat(Value(record.queueing_lock("")), Cast("customer_id", CharField()))
    due = Onboarding.objects.filter(due_at__lte=timezone.now()).annotate(job=name)
    for onboarding in due.exclude(job__in=queued.values("queueing_lock")):
        record.defer(onboarding)


# Private functions


def _delay(found: Onboarding, error: Exception) -> Wait:
    if isinstance(error, TryLater):
        return Wait(str(error) or "The outside does not answer.", "Clark", error.after or 0.5)
    if isinstance(error, Refused):
        log.warning("onboarding of %s: %s", found.customer, error)
        said = " ".join([str(error), *(str(problem) for problem in error.problems)])
        return Wait(said or "It was refused.", "Clark team", SLOWEST)
    # A flaw of Clark's own. Its text may hold anything, so the page is given its name only.
    log.error("onboarding of %s", found.customer, exc_info=error)
    return Wait(f"Clark met a flaw of its own: {type(error).__name__}.", "Clark team", 2.0)
