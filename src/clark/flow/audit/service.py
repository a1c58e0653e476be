"""Following a customer's chain, and noting how far it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from clark.errors import NotFound
from clark.flow.audit.rules import Anchor, Found, Link, verify
from clark.flow.locks import Lock, queue_up
from clark.store.models import AuditCheck, AuditHead, AuditRow, Customer

EVERY: Final = timedelta(hours=1)
CHUNK: Final = 2000  # rows
SAID: Final = tuple(each.name for each in fields(Link))


@dataclass(frozen=True)
class Checked:
    """A customer's chain, followed from its first row to its head."""

    customer: str
    found: Found
    at: datetime


def named(slug: str = "") -> tuple[Customer, ...]:
    """The customer, or every one. Raises `NotFound`."""
    everyone = Customer.objects.order_by("slug")
    found = tuple(everyone.filter(slug=slug) if slug else everyone)
    if slug and not found:
        there = ", ".join(everyone.values_list("slug", flat=True)) or "nobody"
        raise NotFound(f"There is no customer “{slug}”. There is: {there}.")
    return found


def due(at: datetime) -> tuple[Customer, ...]:
    """Whose chain was not followed for a while."""
    lately = AuditCheck.objects.filter(checked_at__gt=at - EVERY)
    return tuple(Customer.objects.exclude(pk__in=lately.values("customer")).order_by("pk"))


def check(customer: Customer, at: datetime, anchors: Iterable[Anchor] = ()) -> Checked:
    """Follow the chain to its head of this moment, and keep what was found for its page.

    What is compared with anchors is told to whoever compares only: they may be anybody's.
    """
    with transaction.atomic():
        queue_up(Lock.AUDIT, customer.pk)
        head = AuditHead.objects.filter(pk=customer.pk).values_list("sequence", "hash").first()
        upto = AuditRow.objects.filter(customer=customer).order_by("-sequence", "-pk").first()
    end = Anchor(*head) if head else None
    last = upto.sequence if upto else 0
    noted = tuple(anchors)
    found = verify(customer.slug, _rows(customer, last), end, noted)
    if not noted:
        _keep(customer, found, at)
    return Checked(customer.slug, found, at)


# Private functions


def _keep(customer: Customer, found: Found, at: datetime) -> None:
    trouble = found.broken.why if found.broken else ""
    said = {"checked_at": at, "whole_to": found.last.sequence, "trouble": trouble}
    AuditCheck.objects.update_or_create(customer=customer, defaults=said)


def _rows(customer: Customer, last: int) -> Iterator[tuple[Link, str]]:
    """In the order of their numbers. Not among those that the database would see to be there once:
    whoever changes rows may have taken that from it, too."""
    rows = AuditRow.objects.filter(customer=customer, sequence__lte=last)
    ordered = rows.order_by("sequence", "pk").values_list("hash", *SAID)
    for hash_, *said in ordered.iterator(CHUNK):
        yield Link(**dict(zip(SAID, said, strict=True))), hash_
