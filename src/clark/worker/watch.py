"""The watcher: copies branches and clusters, and wakes what is due. Polling is the truth."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import psycopg
from django.db import close_old_connections
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from clark.customers.infrastructure.reconcile import discover
from clark.customers.repositories import review
from clark.errors import ClarkError
from clark.flow import pushes, record
from clark.flow.copies import refresh
from clark.flow.locks import Lock
from clark.flow.offerings.reconcile import follow
from clark.flow.provision.observe import observe
from clark.ports import GitHost
from clark.store.models import Customer, Request
from clark.wiring import ports_of
from clark.worker import adoption, audit, exits, infrastructure, onboarding

log = logging.getLogger(__name__)
Work = Callable[[Customer, str], None]
Names = Callable[[Customer], Sequence[str]]
LOOKS = 6  # at once; a slow one takes a thread and a session of the database for itself


def run(stop: threading.Event, every: float) -> None:
    """Look every `every` seconds until told to stop. Only one worker at a time does it."""
    leads = Leadership()
    with ThreadPoolExecutor(max_workers=LOOKS, thread_name_prefix="watch") as pool:
        looks = Looks(
            pool, ((_copy, repositories), (_discover, infrastructures), (_observe, regions))
        )
        while not stop.wait(every):
            try:
                if leads():
                    looks.begin(patience=every)
                    wake()
                    infrastructure.wake()
                    onboarding.wake()
                    adoption.wake()
                    exits.wake()
                    audit.wake()
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
        asked = "SELECT true" if self._held else f"SELECT pg_try_advisory_lock({Lock.LEADER.value})"
        self._held = session.execute(asked).fetchone() == (True,)
        return self._held


class Looks:
    """Looks that are under way: one at a time for each repository and region of a customer."""

    def __init__(self, pool: ThreadPoolExecutor, works: Sequence[tuple[Work, Names]]) -> None:
        self._pool, self._works = pool, works
        self._running: dict[tuple[int, str], Future[None]] = {}

    def begin(self, patience: float) -> None:
        """One round over every customer, but for what an earlier round still waits for.

        Returns once the round is over, or after `patience` seconds: who is slow delays nobody else.
        """
        self._running = {key: each for key, each in self._running.items() if not each.done()}
        begun = [
            self._begin(work, customer, name)
            for customer in Customer.objects.filter(state__in=Customer.FOLLOWED)
            for work, names in self._works
            for name in names(customer)
            if (customer.pk, name) not in self._running
        ]
        wait(begun, timeout=patience)

    def _begin(self, work: Work, customer: Customer, name: str) -> Future[None]:
        begun = self._pool.submit(_safely, work, customer, name)
        self._running[customer.pk, name] = begun
        return begun


def repositories(customer: Customer) -> Sequence[str]:
    return (customer.gitops, customer.control)


def infrastructures(customer: Customer) -> Sequence[str]:
    return (customer.infra,) if customer.infra else ()


def regions(customer: Customer) -> Sequence[str]:
    found: list[str] = customer.regions
    return found


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
    host = ports_of(customer).host
    if refresh(customer, repository, host, timezone.now()):
        record.announce(customer.pk, "services", "requests", "catalog")
    if repository == customer.control and follow(customer, host):
        record.announce(customer.pk, "catalog")
    _people(customer, repository, host)


def _discover(customer: Customer, repository: str) -> None:
    now, host = timezone.now(), ports_of(customer).host
    if refresh(customer, repository, host, now):
        discover(customer, now)
    _people(customer, repository, host)


def _people(customer: Customer, repository: str, host: GitHost) -> None:
    """What people do there past Clark: neither look waits for what the other one meets."""
    for each in (pushes.look, review):
        try:
            each(customer, repository, host, timezone.now())
        except ClarkError as error:
            log.warning("%s: %s", repository, error)
        except Exception:
            log.exception("%s: a look failed", repository)


def _observe(customer: Customer, region: str) -> None:
    observe(customer, region, ports_of(customer).cluster, timezone.now())
