"""The job of the audit trail: follow each customer's chain, every hour."""

import logging

from django.db import transaction
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clark.flow import audit
from clark.store.models import Customer

log = logging.getLogger(__name__)
CHECK = "clark.audit"


def register(app: App) -> None:
    app.task(name=CHECK, queue="requests")(work)


def work(customer_id: int) -> None:
    """What is wrong is on the page from now on, and in the log, loudly."""
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        return
    broken = audit.check(customer, timezone.now()).found.broken
    if broken is not None:
        log.critical("audit trail of %s, row %s: %s", customer.slug, broken.sequence, broken.why)


def wake() -> None:
    """Queue the look at every chain that was not followed for an hour, unless it is queued."""
    for customer in audit.due(timezone.now()):
        name = f"audit:{customer.pk}"
        job = app.configure_task(CHECK, lock=name, queueing_lock=name)
        try:
            with transaction.atomic():
                job.defer(customer_id=customer.pk)
        except AlreadyEnqueued:
            continue
