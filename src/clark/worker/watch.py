"""The watcher: copies branches and clusters, and wakes what is due. Polling is the truth."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import close_old_connections
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from clark.customers.infrastructure.reconcile import discover
from clark.errors import ClarkError
from clark.flow import record
from clark.flow.copies import refresh
from clark.flow.provision.observe import observe
from clark.store.models import Customer, Request
from clark.wiring import ports_of
from clark.worker import infrastructure, onboarding

log = logging.getLogger(__name__)
Work = Callable[[Customer, str], None]
LEADER = 7002  # advisory lock: one watcher of all workers looks, the others stand by


def run(stop: threading.Event, every: float) -> None:
    """Look every `every` seconds until told to stop. Only one worker at a time does it."""
    leads = Leadership()
    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="watch") as pool:
        while not stop.wait(every):
            try:
                if leads():
                    look(pool)
            except Exception:  # the loop must outlive whatever one look meets
                log.exception("a look failed; looking again")
            finally:
                close_old_connections()


class Leadership:
    """An advisory lock on a session of its own: it is lost when that session is, and only then.

    A session of Django's pool would not do: the pool hands it to others with the lock on it.
    """

    def __init__(self) -> None:
        self._session: psycopg.Connection[Any] | None = None
        self._held = False

    def __call__(self) -> bool:
        """Whether this process is the one that looks. Raises `psycopg.Error`."""
        if self._session is None or self._session.closed:
            self._session = psycopg.connect(**connector_params(), autocommit=True)
            self._held = False
        try:
            return self._ask(self._session)
        except psycopg.Error:
            self._session.close()
            raise

    def _ask(self, session: "psycopg.Connection[Any]") -> bool:
        asked = "SELECT true" if self._held else f"SELECT pg_try_advisory_lock({LEADER})"
        self._held = session.execute(asked).fetchone() == (True,)
        return self._held


def look(pool: ThreadPoolExecutor) -> None:
    """One round over every customer, then wake the requests that are due."""
    rounds = [
        pool.submit(_safely, work, customer, name)
        for customer in Customer.objects.filter(state=Customer.State.READY)
        for work, names in (
            (_copy, (customer.gitops, customer.control)),
            (_discover, (customer.infra,) if customer.infra else ()),
            (_observe, customer.regions),
        )
        for name in names
    ]
    for each in rounds:
        each.result()
    wake()
    infrastructure.wake()
    onboarding.wake()


def wake() -> None:
    """Queue the next step of every request that is due, unless it is queued."""
    queued = ProcrastinateJob.objects.filter(status="todo", queueing_lock__isnull=False)
    name = Concat(Value(record.queueing_lock("")), Cast("id", CharField()))
    due = Request.objects.filter(due_at__lte=timezone.now()).annotate(job=name)
    for request in (
        due.exclude(job__in=queued.values("queueing_lock"))
        .only("customer_id", "state")
        .order_by("due_at")
    ):
        record.defer(request)


# Private functions


def _safely(work: Work, customer: Customer, name: str) -> None:
    try:
        work(customer, name)
    except ClarkError as error:
        log.warning("%s: %s", name, error)
    except Exception:  # what one repository or region meets must not keep the others waiting
        log.exception("%s: a look failed", name)
    finally:
        close_old_connections()


def _copy(customer: Customer, repository: str) -> None:
    if refresh(customer, repository, ports_of(customer).host, timezone.now()):
        record.announce(customer.pk, "services", "requests")


def _discover(customer: Customer, repository: str) -> None:
    now = timezone.now()
    if refresh(customer, repository, ports_of(customer).host, now):
        discover(customer, now)


def _observe(customer: Customer, region: str) -> None:
    observe(customer, region, ports_of(customer).cluster, timezone.now())
