"""The watcher: copies branches and clusters, and wakes what is due. Polling is the truth."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connection
from django.utils import timezone

from clark.errors import ClarkError
from clark.flow import record
from clark.flow.copies import refresh
from clark.flow.provision.observe import observe
from clark.store.models import Customer, Request
from clark.wiring import ports_of

log = logging.getLogger(__name__)
Work = Callable[[Customer, str], None]
LEADER = 7002  # advisory lock: one watcher of all workers looks, the others stand by


def run(stop: threading.Event, every: float) -> None:
    """Look every `every` seconds until told to stop. Only one worker at a time does it."""
    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="watch") as pool:
        while not stop.wait(every):
            try:
                if _leads():
                    look(pool)
            except Exception:  # the loop must outlive whatever one look meets
                log.exception("a look failed; looking again")
                close_old_connections()


def look(pool: ThreadPoolExecutor) -> None:
    """One round over every customer, then wake the requests that are due."""
    rounds = [
        pool.submit(_safely, work, customer, name)
        for customer in Customer.objects.all()
        for work, names in (
            (_copy, (customer.gitops, customer.control)),
            (_observe, customer.regions),
        )
        for name in names
    ]
    for each in rounds:
        each.result()
    for request in Request.objects.filter(due_at__lte=timezone.now()).order_by("due_at"):
        record.defer(request)


# Private functions


def _leads() -> bool:
    """Hold the lock as long as this thread's session lives; a session that died has lost it."""
    connection.ensure_connection()
    session = connection.connection
    if _held.get("session") is session and not session.closed:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
        leads = bool(cursor.fetchone()[0])
    _held["session"] = session if leads else None
    return leads


_held: dict[str, object] = {}


def _safely(work: Work, customer: Customer, name: str) -> None:
    try:
        work(customer, name)
    except ClarkError as error:
        log.warning("%s: %s", name, error)
    finally:
        close_old_connections()


def _copy(customer: Customer, repository: str) -> None:
    if refresh(customer, repository, ports_of(customer).host, timezone.now()):
        record.announce(customer.pk, "services", "requests")


def _observe(customer: Customer, region: str) -> None:
    observe(customer, region, ports_of(customer).cluster, timezone.now())
