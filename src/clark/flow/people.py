"""Who is asking, and what surrounds every page of theirs."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q

from clark.errors import NotFound
from clark.flow import audit, notify, provision, pushes, request, review
from clark.flow.cards import CustomerChoice, Frame, HomePage
from clark.flow.deciding import as_actor
from clark.flow.events import ENDED, Actor
from clark.store import tenancy
from clark.store.models import Customer, Notice, Person, Request, Token

SALT: Final = "clark.sign-in"
LINK_SECONDS: Final = 8 * 3600  # a printed link outlives a coffee break, and not the night
TOKEN_LIVES: Final = timedelta(days=30)


@dataclass(frozen=True)
class PersonCard:
    username: str
    name: str
    role: str
    team: str
    customer: str


def actor(person_id: int, customer_id: int | None = None) -> Actor:
    """Somebody who may act, for the customer they chose. Raises `NotFound` for people who left.

    Who no longer works for the customer they chose acts for their own.
    """
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotFound("This person cannot sign in.")
    try:
        return as_actor(person, customer_id)
    except NotFound:
        return as_actor(person)


def by_username(username: str) -> Actor:
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise NotFound(f"There is nobody called {username}.")
    return as_actor(person)


def serving(by: Actor) -> AbstractContextManager[None]:
    """For as long as it is open, the database shows and changes rows of their customer only.

    Pages and the API open it as soon as they know who asks.
    """
    return tenancy.within(by.customer_id)


@tenancy.everywhere("Whoever changes seats asks for a customer that they do not work for yet.")
def seat(*, by: Actor, slug: str) -> Actor:
    """The same person, acting for another customer that they work for. Raises `NotFound`."""
    person = Person.objects.get(pk=by.id)
    customer = Customer.objects.filter(slug=slug, state__in=Customer.SHOWN).first()
    if customer is None:
        raise NotFound("There is no such customer.")
    return as_actor(person, customer.pk)


def samples() -> tuple[PersonCard, ...]:
    """Everybody who can sign in with one click on the local platform; nobody elsewhere."""
    if not settings.LOCAL:
        return ()
    people = Person.objects.filter(is_active=True).select_related("customer").order_by("pk")
    return tuple(
        PersonCard(
            each.username,
            each.name,
            each.role,
            each.team,
            each.customer.name if each.customer else "Clark",
        )
        for each in people
    )


def issue_token(*, username: str, purpose: str, at: datetime) -> str:
    """A new token for a person's programs, in place of the one that was made for this before.

    It is shown once; only its digest is kept.
    """
    by = by_username(username)
    person = Person.objects.get(pk=by.id)
    token = f"clark_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        made, _ = Token.objects.update_or_create(
            person=person,
            purpose=purpose,
            defaults={"digest": _digest(token), "created_at": at, "expires_at": at + TOKEN_LIVES},
        )
        audit.write_everywhere(person, _about_token(audit.Act.TOKEN_MADE, made), by=by, at=at)
    return token


def sign_in_token(username: str) -> str:
    """A signed word that signs this person in on the local platform, until it is too old."""
    return signing.dumps(username, salt=SALT)


def by_sign_in_token(token: str) -> Actor:
    """Raises `NotFound` for a token that is too old or not whole."""
    try:
        username = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise NotFound("This link is too old, or was not copied whole.") from None
    return by_username(str(username))


def slug(*, by: Actor) -> str:
    """The name, for machines, of the customer that this person works for; "" for none."""
    return Customer.objects.filter(pk=by.customer_id).values_list("slug", flat=True).first() or ""


def by_token(token: str, slug: str = "", *, at: datetime) -> Actor | None:
    """Whom a token speaks for; None once it is too old, taken back, or its person has left.

    `slug` names another customer of theirs. Raises `NotFound` where it is none.
    """
    living = Token.objects.filter(expires_at__gt=at, person__is_active=True)
    found = living.filter(digest=_digest(token)).select_related("person").first()
    if found is None:
        return None
    own = as_actor(found.person)
    return replace(seat(by=own, slug=slug) if slug else own, via=found.purpose)


@tenancy.everywhere("A token is known by its digest, and is of no customer.")
def revoke_token(token: str, *, at: datetime) -> None:
    with transaction.atomic():
        held = Token.objects.select_for_update(of=("self",)).select_related("person")
        found = held.filter(digest=_digest(token)).first()
        if found is None:
            return
        taken = _about_token(audit.Act.TOKEN_TAKEN_BACK, found)
        found.delete()
        audit.write_everywhere(found.person, taken, by=as_actor(found.person), at=at)


def frame(*, by: Actor) -> Frame:
    """The sidebar and the bar on top."""
    customer = Customer.objects.filter(pk=by.customer_id).first()
    mine = Request.objects.visible_to(by.customer_id).exclude(state__in=ENDED)
    waiting = review.waiting(by.customer_id)
    return Frame(
        customer=customer.name if customer else "Clark",
        slug=customer.slug if customer else "",
        customers=_customers(by),
        person=by.name,
        initials=_initials(by.name.split()),
        role=by.role,
        team=by.team,
        may_review=by.may_review,
        may_onboard=by.may_onboard,
        may_leave=by.may_leave,
        standing=str(customer.state) if customer else "",
        open_requests=mine.filter(author_id=by.id).count(),
        to_review=waiting.exclude(author_id=by.id).count() if by.may_review else 0,
        unread=Notice.objects.told_to(by.id, by.customer_id).filter(read_at=None).count(),
        regions=provision.regions(by=by),
        infrastructure=bool(customer and customer.infra),
        flagged=pushes.flagged(by.customer_id),
        local=settings.LOCAL,
    )


def home(*, by: Actor, now: datetime) -> HomePage:
    """What a person wants to see first."""
    _, total = provision.services(by=by)
    catalog = request.catalog(by=by)
    return HomePage(
        mine=request.requests(by=by, mine=True)[0][:6],
        to_review=review.queue(by=by, now=now)[:6] if by.may_review else (),
        attention=provision.ailing(by=by)[:8],
        notices=notify.notices(by=by)[0][:5],
        offerings=catalog.offerings,
        broken=catalog.broken,
        services=total,
    )


# Private functions


@tenancy.everywhere("The switch names every customer that the person works for.")
def _customers(by: Actor) -> tuple[CustomerChoice, ...]:
    """Those the person may switch between; none where there is no choice."""
    mine = Q(people=by.id) | Q(memberships__person=by.id)
    shown = Customer.objects.filter(mine, state__in=Customer.SHOWN).distinct().order_by("name")
    found = tuple(CustomerChoice(each.slug, each.name, each.pk == by.customer_id) for each in shown)
    return found if len(found) > 1 else ()


def _digest(token: str) -> str:
    """Tokens are random and long, so a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _about_token(act: audit.Act, token: Token) -> audit.Deed:
    until = token.expires_at.isoformat(timespec="minutes")
    details = {"purpose": token.purpose, "until": until}
    return audit.Deed(act, f"token of {token.person.username}", token.purpose, details=details)


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)[:2].upper()
