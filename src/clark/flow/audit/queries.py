"""The audit trail as it is read: newest first, a page at a time, by number."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from clark.errors import NotFound, Problem, Refused
from clark.flow.audit.acts import Act
from clark.flow.audit.record import CLARK
from clark.flow.events import Actor
from clark.flow.inputs import PAGE, words
from clark.store import tenancy
from clark.store.models import AuditCheck, AuditHead, AuditRow, Person
from clark.store.models.audit import WORDS

FOR_WHOM: Final = "Owners, reviewers and Clark's engineers read the audit trail."
LONGEST_PAGE: Final = 1000  # rows, of one that a program asks for
LATEST: Final = 2**62  # no row has a number as high


@dataclass(frozen=True)
class AuditRowCard:
    """`request` and `plan` are the numbers of what the row is about, where it is about one."""

    sequence: int
    at: datetime
    name: str
    email: str
    role: str
    on_behalf_of: str
    act: str
    about: str
    subject: str
    why: str
    details: dict[str, str]
    previous: str
    hash: str
    request: int | None
    plan: int | None


@dataclass(frozen=True)
class Standing:
    """The last row, and how far the chain was whole when it was followed last."""

    sequence: int
    hash: str
    checked_at: datetime | None
    whole_to: int
    trouble: str


@dataclass(frozen=True)
class AuditPage:
    """`next` is the number to go on from, in the same direction; none at the end."""

    rows: tuple[AuditRowCard, ...]
    next: int | None


@dataclass(frozen=True)
class Wanted:
    """Which rows. `person` is an e-mail address, or Clark. With `after` the oldest come first."""

    q: str = ""
    act: str = ""
    person: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    after: int | None = None
    limit: int = PAGE


def may_see(by: Actor) -> bool:
    return by.may_review


def page(*, by: Actor, wanted: Wanted) -> AuditPage:
    """Rows of the person's customer. Raises `NotFound` for who may not read them, `Refused`."""
    _may_see(by)
    if wanted.act and wanted.act not in set(Act):
        why = f"“{wanted.act[:50]}” is no act."
        known = Problem("act", why, f"Known are {', '.join(Act)}.")
        raise Refused("The list cannot be narrowed to that.", [known])
    wanted = replace(wanted, person=words(wanted.person), about=words(wanted.about))
    limit = min(max(wanted.limit, 1), LONGEST_PAGE)
    rows = AuditRow.objects.filter(_matching(wanted), customer_id=by.customer_id)
    if sought := _sought(wanted.q):
        rows = rows.filter(sequence__in=_found(rows, sought, wanted, limit + 1))
    shown = list(_turned(rows, wanted)[: limit + 1])
    more = shown[limit - 1].sequence if len(shown) > limit else None
    return AuditPage(tuple(_card(each) for each in shown[:limit]), more)


def standing(*, by: Actor) -> Standing:
    """Raises `NotFound` for who may not read the trail."""
    _may_see(by)
    head = AuditHead.objects.filter(pk=by.customer_id).first()
    seen = AuditCheck.objects.filter(pk=by.customer_id).first()
    return Standing(
        sequence=head.sequence if head else 0,
        hash=head.hash if head else "",
        checked_at=seen.checked_at if seen else None,
        whole_to=seen.whole_to if seen else 0,
        trouble=seen.trouble if seen else "",
    )


def people(*, by: Actor) -> tuple[tuple[str, str], ...]:
    """E-mail address and name of everybody who works for the customer, and Clark.

    Raises `NotFound` for who may not read the trail.
    """
    _may_see(by)
    mine = Q(customer=by.customer_id) | Q(memberships__customer=by.customer_id)
    found = Person.objects.filter(mine).distinct().order_by("name")
    return (*found.values_list("email", "name"), (CLARK, CLARK))


# Private functions


def _may_see(by: Actor) -> None:
    if not may_see(by):
        raise NotFound(FOR_WHOM)


def _matching(wanted: Wanted) -> Q:
    who = Q(email="", name=CLARK) if wanted.person == CLARK else Q(email=wanted.person)
    return (
        (Q(act=wanted.act) if wanted.act else Q())
        & (who if wanted.person else Q())
        & (Q(about=wanted.about) if wanted.about else Q())
        & (Q(at__gte=wanted.since) if wanted.since else Q())
        & (Q(at__lt=wanted.until) if wanted.until else Q())
    )


def _turned(rows: "QuerySet[AuditRow]", wanted: Wanted) -> "QuerySet[AuditRow]":
    if wanted.after is not None:
        return rows.filter(sequence__gt=max(wanted.after, 0)).order_by("sequence")
    last = min(wanted.before, LATEST) if wanted.before is not None else LATEST
    return rows.filter(sequence__lt=last).order_by("-sequence")


def _sought(q: str) -> str:
    """Words, or beginnings of words, that all have to be there, as PostgreSQL asks for them."""
    found = (re.sub(r"['\\:&|!()*<>]", " ", each).strip() for each in words(q).split())
    return " & ".join(f"'{each}':*" for each in found if each)


@tenancy.everywhere("Row-level security keeps a search from its index; the rows are read within.")
def _found(rows: "QuerySet[AuditRow]", sought: str, wanted: Wanted, most: int) -> list[int]:
    """Numbers only, of the customer that `rows` are narrowed to."""
    query = SearchQuery(sought, search_type="raw", config="simple")
    matching = _turned(rows.annotate(words=WORDS).filter(words=query), wanted)
    return list(matching.values_list("sequence", flat=True)[:most])


def _card(row: AuditRow) -> AuditRowCard:
    kind, _, number = row.about.partition(" ")
    told = int(number) if number.isascii() and number.isdigit() else None
    return AuditRowCard(
        sequence=row.sequence,
        at=row.at,
        name=row.name,
        email=row.email,
        role=row.role,
        on_behalf_of=row.on_behalf_of,
        act=row.act,
        about=row.about,
        subject=row.subject,
        why=row.why,
        details={str(name): str(each) for name, each in row.details.items()},
        previous=row.previous,
        hash=row.hash,
        request=told if kind == "request" else None,
        plan=told if kind == "plan" else None,
    )
