"""How a decision comes into the chain: in the transaction that it is made in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from clark.flow.audit.acts import Act
from clark.flow.audit.rules import GENESIS, Anchor, Link, digest, trailer
from clark.flow.events import Actor
from clark.flow.locks import Lock, queue_up
from clark.store.models import AuditHead, AuditRow, Customer, Membership, Person

CLARK: Final = "Clark"  # what nobody decides but Clark by itself


@dataclass(frozen=True)
class Deed:
    """What was decided, about what, and why. Details are texts by name; empty ones are left out."""

    act: Act
    about: str = ""
    subject: str = ""
    why: str = ""
    on_behalf_of: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def write(customer_id: int, deed: Deed, *, by: Actor | None, at: datetime) -> None:
    """Add a row at the end. Only within the transaction of what it tells of; nobody is Clark.

    From here to the commit one writes at a time: chains have neither gaps nor forks. Whoever takes
    other locks of the customer takes them before.
    """
    queue_up(Lock.AUDIT, customer_id)
    head = AuditHead.objects.select_related("customer").filter(pk=customer_id).first()
    customer = head.customer if head else Customer.objects.get(pk=customer_id)
    link = Link(
        sequence=(head.sequence if head else 0) + 1,
        at=at,
        name=by.name if by else CLARK,
        email=by.email if by else "",
        role=by.role if by else "",
        on_behalf_of=deed.on_behalf_of or _represented(by, customer),
        act=str(deed.act),
        about=deed.about,
        subject=deed.subject,
        why=deed.why,
        details=_details(deed, by),
        previous=head.hash if head else GENESIS,
    )
    hash_ = digest(customer.slug, link)
    said = {name: getattr(link, name) for name in asdict(link)}
    AuditRow.objects.create(customer_id=customer_id, hash=hash_, **said)
    if head is None:
        AuditHead.objects.create(customer=customer, sequence=link.sequence, hash=hash_)
    else:
        AuditHead.objects.filter(pk=customer_id).update(sequence=link.sequence, hash=hash_)


def write_everywhere(person: Person, deed: Deed, *, by: Actor | None, at: datetime) -> None:
    """The same in the chain of every customer that a person works for."""
    seats = Membership.objects.filter(person=person).values_list("customer_id", flat=True)
    home = () if person.customer_id is None else (person.customer_id,)
    for customer_id in sorted({*seats, *home}):
        write(customer_id, deed, by=by, at=at)


def write_once(customer_id: int, deed: Deed, *, by: Actor, at: datetime) -> None:
    """The same, unless this person has a row of this act about this already."""
    queue_up(Lock.AUDIT, customer_id)
    rows = AuditRow.objects.filter(customer_id=customer_id, act=deed.act, about=deed.about)
    if not rows.filter(email=by.email).exists():
        write(customer_id, deed, by=by, at=at)


def noted_now(customer_id: int) -> str:
    """Where the chain is, as a line for a commit in the customer's repository; "" without rows."""
    found = AuditHead.objects.filter(pk=customer_id).values_list("sequence", "hash").first()
    return trailer(Anchor(*found)) if found else ""


def anchor(customer_id: int, act: Act, about: str) -> Anchor | None:
    """The first row of this kind."""
    rows = AuditRow.objects.filter(customer_id=customer_id, act=act, about=about)
    found = rows.order_by("sequence").values_list("sequence", "hash").first()
    return Anchor(*found) if found else None


# Private functions


def _represented(by: Actor | None, customer: Customer) -> str:
    """Clark's engineers act for whom they work for; everybody else for themselves."""
    return customer.name if by is not None and by.role == Person.Role.ENGINEER else ""


def _details(deed: Deed, by: Actor | None) -> dict[str, str]:
    through = f"a token for {by.via}" if by is not None and by.via else ""
    return {name: each for name, each in {**deed.details, "through": through}.items() if each}
