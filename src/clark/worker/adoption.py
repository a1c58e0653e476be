"""The job of adoption: look into one region of an account, when somebody asked for it."""

import logging
from datetime import timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django.models import ProcrastinateJob

from clark.customers.adoption import record
from clark.errors import Refused, TryLater
from clark.store.models import CloudLook
from clark.wiring import ports_of

log = logging.getLogger(__name__)
TRIES = 5  # of one look; then a person has to ask again


def register(app: App) -> None:
    app.task(name=record.LOOK, queue="requests")(work)


def work(pk: int) -> None:
    """Whatever is raised is said on the page; what was found before stays."""
    row = CloudLook.objects.select_related("customer").filter(pk=pk).first()
    now = timezone.now()
    if row is None or row.due_at is None or row.due_at > now:
        return
    try:
        found = ports_of(row.customer).cloud.list(row.region)
    except TryLater as error:
        again = timedelta(seconds=2.0 ** min(row.attempts, 5))
        record.failed(row, str(error), again if row.attempts < TRIES else None, timezone.now())
    except Refused as refusal:
        record.failed(row, f"{refusal.reason} {refusal.who}".strip(), None, timezone.now())
    except Exception as error:  # its text may hold anything, so the page is given its name only
        log.exception("look into %s", row.region)
        said = f"Clark met a flaw of its own: {type(error).__name__}."
        record.failed(row, said, None, timezone.now())
    else:
        record.done(row, found, timezone.now())


def wake() -> None:
    """Queue every look that somebody waits for, unless it is queued."""
    queued = ProcrastinateJob.objects.filter(status="todo", queueing_lock__isnull=False)
    name = Concat(Value(record.queueing_lock("")), Cast("id", CharField()))
    due = CloudLook.objects.filter(due_at__lte=timezone.now()).annotate(job=name)
    for pk in due.exclude(job__in=queued.values("queueing_lock")).values_list("pk", flat=True):
        record.defer(pk)
