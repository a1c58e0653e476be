"""Drop the copies of a customer, and make them again. All of it, or nothing.

Everything is fetched first. The transaction that drops and writes calls nobody, so that whoever
merges, proposes or observes meanwhile waits for no cluster.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import OperationalError, transaction

from clark.customers.infrastructure.reconcile import discover
from clark.customers.rebuild.tables import COPIES, differing, picture
from clark.errors import NotFound, TryLater
from clark.flow import record
from clark.flow.copies import Fetched, fetch, put
from clark.flow.offerings.reconcile import follow
from clark.flow.provision.observe import Look, look, write
from clark.ports import Ports
from clark.store.models import (
    CloudLook,
    Copy,
    Customer,
    LiveEvent,
    LiveObject,
    OfferingVersion,
    ProposedBranch,
    Region,
    StackState,
)

Say = Callable[[str], None]
# What the control repository's history and branches say. It takes many calls, and is replaced bit
# by bit, each in a transaction of its own, by who finds it.
FOLLOWING: Final = {OfferingVersion, ProposedBranch}


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
    where something does not answer. Raises `TryLater`, `Refused`; nothing was dropped then. What is
    found in the history of the control repository, and in its branches, follows at once; where that
    does not answer, the worker finds it later.
    """
    before = picture(customer)
    if not any(_made(customer, _fetched(customer, ports), at, say) for _ in range(5)):
        raise TryLater("The copies moved while they were fetched. Nothing was dropped.")
    follow(customer, ports.host)
    record.announce(customer.pk, "services", "requests")
    after = picture(customer)
    return Rebuilt(
        customer=customer.slug,
        before={name: rows.total() for name, rows in before.items()},
        after={name: rows.total() for name, rows in after.items()},
        differing=differing(before, after),
    )


# Private functions


@dataclass(frozen=True)
class _Fetched:
    files: tuple[Fetched, ...]
    looks: Mapping[str, Look]


def _fetched(customer: Customer, ports: Ports) -> _Fetched:
    repositories = filter(None, (customer.gitops, customer.control, customer.infra))
    return _Fetched(
        files=tuple(fetch(customer, each, ports.host) for each in repositories),
        looks={name: _look(name, ports) for name in customer.regions},
    )


def _look(name: str, ports: Ports) -> Look:
    try:
        return look(ports.cluster, name)
    except TryLater as error:
        why = f"The cluster in {name} does not answer: {error}"
        raise TryLater(f"{why} Nothing was dropped. Try again when it answers.") from error


def _made(customer: Customer, found: _Fetched, at: datetime, say: Say) -> bool:
    """False, and nothing was dropped, where a copy moved since it was fetched.

    Who loses against a watcher that writes the same rows may try again.
    """
    try:
        with transaction.atomic():
            if not _still(customer, found):
                return False
            _drop(customer, at)
            for each in found.files:
                put(customer, replace(each, before=""), at)
                say(f"{each.repository} at {each.commit[:7]}: {len(each.blobs)} files")
            _stacks(customer, at, say)
            for name, seen in found.looks.items():
                _observe(customer, name, seen, at, say)
    except OperationalError as error:
        raise TryLater("The copies were just being written. Nothing was dropped.") from error
    return True


def _still(customer: Customer, found: _Fetched) -> bool:
    """Whether the copies are what they were, held from here on: an older commit never comes after
    a newer one. Rows are held in the order in which watchers write them."""
    held = Copy.objects.select_for_update().filter(customer=customer, branch=customer.branch)
    now = dict(held.values_list("repository", "commit"))
    return all(now.get(each.repository, "") == each.before for each in found.files)


def _drop(customer: Customer, at: datetime) -> None:
    # Rows go before those they belong to, and in the order in which watchers write them.
    for table in reversed(COPIES):
        if table.model not in FOLLOWING:
            table.model._default_manager.filter(**{table.customer: customer}).delete()
    # Without its mark the history is looked through anew, and a branch without its head read anew.
    ProposedBranch.objects.filter(customer=customer).update(head="")
    stacks = StackState.objects.filter(customer=customer)
    stacks.filter(plans=None).delete()
    stacks.update(listed=False, drift=[], checked_at=None, trouble="")
    stacks.exclude(applied_at=None).update(due_at=at)  # the worker looks for drift again
    looks = CloudLook.objects.filter(customer=customer)
    looks.update(found=[], looked_at=None, trouble="", due_at=at)


def _stacks(customer: Customer, at: datetime, say: Say) -> None:
    if customer.infra:
        discover(customer, at)
        listed = StackState.objects.filter(customer=customer, listed=True).count()
        say(f"{customer.infra}: {listed} Terraform stacks")


def _observe(customer: Customer, name: str, seen: Look, at: datetime, say: Say) -> None:
    region = Region.objects.create(customer=customer, name=name)
    write(region, seen, at)
    objects = LiveObject.objects.filter(region=region).count()
    events = LiveEvent.objects.filter(region=region).count()
    say(f"cluster in {name}: {objects} objects, {events} events")
