"""Drop the copies of a customer, and make them again. All of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction

from clark.customers.infrastructure.reconcile import discover
from clark.customers.rebuild.tables import COPIES, differing, picture
from clark.errors import NotFound, TryLater
from clark.flow import record
from clark.flow.copies import commit, refresh
from clark.flow.offerings.reconcile import follow
from clark.flow.provision.observe import observe
from clark.ports import Ports
from clark.store.models import (
    CloudLook,
    CopiedFile,
    Copy,
    Customer,
    LiveEvent,
    LiveObject,
    Region,
    StackState,
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Rebuilt:
    """Rows by table, before and after. `differing` rows are in one of the two only: the copies
    were behind, or wrong."""

    customer: str
    before: dict[str, int]
    after: dict[str, int]
    differing: int


def named(slug: str = "") -> tuple[Customer, ...]:
    """The customer, or all whose repositories and clusters Clark follows. Raises `NotFound`."""
    followed = Customer.objects.filter(state__in=Customer.FOLLOWED).order_by("slug")
    found = tuple(followed.filter(slug=slug) if slug else followed)
    if slug and not found:
        there = ", ".join(followed.values_list("slug", flat=True)) or "nobody"
        raise NotFound(f"Clark follows no customer “{slug}”. It follows: {there}.")
    return found


def rebuild(customer: Customer, ports: Ports, at: datetime, say: Say) -> Rebuilt:
    """Make every copy again from Git and the clusters. `say` hears of each repository and region.

    One transaction: pages see the old copies until all new ones are there, and keep the old ones
    where something does not answer. Raises `TryLater`, `Refused`; nothing was dropped then.
    """
    with _alone():
        before = picture(customer)
        _make(customer, ports, at, say)
        after = picture(customer)
        record.announce(customer.pk, "services", "requests")
    return Rebuilt(
        customer=customer.slug,
        before={name: rows.total() for name, rows in before.items()},
        after={name: rows.total() for name, rows in after.items()},
        differing=differing(before, after),
    )


@contextmanager
def rebuilt_for_now(customer: Customer, ports: Ports, at: datetime) -> Iterator[None]:
    """Within the block, this process sees the copies as a rebuild makes them. Nobody else does, and
    afterwards they are as before. Raises as `rebuild` does."""
    with _alone():
        _make(customer, ports, at, lambda _: None)
        yield
        transaction.set_rollback(True)


# Private functions


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction. Who loses against a watcher that writes the same rows may try again."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        raise TryLater("The copies were just being written. Nothing was dropped.") from error


def _make(customer: Customer, ports: Ports, at: datetime, say: Say) -> None:
    _drop(customer, at)
    for repository in filter(None, (customer.gitops, customer.control, customer.infra)):
        _copy(customer, repository, ports, at, say)
    follow(customer, ports.host)
    _stacks(customer, at, say)
    for region in customer.regions:
        _observe(customer, region, ports, at, say)


def _drop(customer: Customer, at: datetime) -> None:
    # Rows go before those they belong to, and in the order in which watchers write them.
    list(Copy.objects.select_for_update().filter(customer=customer))
    for table in reversed(COPIES):
        table.model._default_manager.filter(**{table.customer: customer}).delete()
    stacks = StackState.objects.filter(customer=customer)
    stacks.filter(plans=None).delete()
    stacks.update(listed=False, drift=[], checked_at=None, trouble="")
    stacks.exclude(applied_at=None).update(due_at=at)  # the worker looks for drift again
    looks = CloudLook.objects.filter(customer=customer)
    looks.update(found=[], looked_at=None, trouble="", due_at=at)


def _copy(customer: Customer, repository: str, ports: Ports, at: datetime, say: Say) -> None:
    refresh(customer, repository, ports.host, at)
    files = CopiedFile.objects.filter(copy__customer=customer, copy__repository=repository).count()
    say(f"{repository} at {commit(customer, repository)[:7]}: {files} files")


def _stacks(customer: Customer, at: datetime, say: Say) -> None:
    if customer.infra:
        discover(customer, at)
        listed = StackState.objects.filter(customer=customer, listed=True).count()
        say(f"{customer.infra}: {listed} Terraform stacks")


def _observe(customer: Customer, name: str, ports: Ports, at: datetime, say: Say) -> None:
    observe(customer, name, ports.cluster, at)
    region = Region.objects.get(customer=customer, name=name)
    if region.silent_since is not None:
        why = f"The cluster in {name} does not answer: {region.silence}"
        raise TryLater(f"{why} Nothing was dropped. Try again when it answers.")
    objects = LiveObject.objects.filter(region=region).count()
    events = LiveEvent.objects.filter(region=region).count()
    say(f"cluster in {name}: {objects} objects, {events} events")
