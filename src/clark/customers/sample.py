"""The sample customers of the local platform, and the engineer of Clark who brings them.

TechCorp is the scenario's. Northwind is beside it, so that one can see that neither sees the other.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from clark.customers.onboarding import Place, Someone, Team, Wish, onboarding, start
from clark.customers.onboarding.cards import OnboardingPage
from clark.customers.onboarding.enrol import NO_PASSWORD, enrol, new_customer, seat_engineer
from clark.flow import people
from clark.store.models import Customer, Person

ENGINEER: Final = "noor"
TECHCORP: Final = Wish(
    name="TechCorp",
    slug="techcorp",
    account="111122223333",
    organization="techcorp",
    regions=(
        Place("us-east-1", "10.0.0.0/16"),
        Place("us-west-2", "10.1.0.0/16"),
        Place("eu-west-1", "10.2.0.0/16"),
    ),
    environments=("dev", "staging", "prod"),
    teams=(Team("backend", 12000), Team("orders", 8000), Team("platform", 20000)),
    people=(
        Someone("maya", "Maya Chen", "maya@techcorp.example", "backend", "developer"),
        Someone("jonas", "Jonas Weber", "jonas@techcorp.example", "orders", "developer"),
        Someone("ravi", "Ravi Patel", "ravi@techcorp.example", "platform", "reviewer"),
        Someone("ana", "Ana Souza", "ana@techcorp.example", "platform", "owner"),
    ),
)
NORTHWIND: Final = Wish(
    name="Northwind",
    slug="northwind",
    account="444455556666",
    organization="northwind",
    regions=(Place("eu-west-1", "10.64.0.0/16"),),
    environments=("dev", "prod"),
    teams=(Team("sales", 4000), Team("warehouse", 6000)),
    people=(
        Someone("lena", "Lena Fischer", "lena@northwind.example", "sales", "developer"),
        Someone("omar", "Omar Haddad", "omar@northwind.example", "warehouse", "owner"),
    ),
)


def begin(wish: Wish, at: datetime) -> OnboardingPage:
    """Have a sample customer onboarded by the sample engineer. Repeating changes nothing."""
    _engineer()
    by = people.by_username(ENGINEER)
    start(by=by, wish=wish, at=at)
    return progress(wish)


def progress(wish: Wish) -> OnboardingPage:
    """How far that is."""
    return onboarding(by=people.by_username(ENGINEER), slug=wish.slug)


def settle(wish: Wish) -> Customer:
    """The rows of an onboarding that has ended, and nothing outside: for tests of other parts."""
    with transaction.atomic():
        customer = Customer.objects.filter(slug=wish.slug).first() or new_customer(wish)
        customer.state = Customer.State.READY
        customer.save()
        enrol(customer, wish, timezone.now())
        seat_engineer(customer, _engineer(), timezone.now())
    return customer


# Private functions


def _engineer() -> Person:
    found, _ = Person.objects.get_or_create(
        username=ENGINEER,
        defaults={
            "name": "Noor Rahman",
            "email": "noor@clark.example",
            "team": "Clark",
            "role": Person.Role.ENGINEER,
            "password": NO_PASSWORD,
        },
    )
    return found
