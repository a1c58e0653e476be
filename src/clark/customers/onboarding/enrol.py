"""The rows of a customer: people, teams, budgets. Writing them again changes nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from clark.customers.onboarding.wish import Wish
from clark.flow.audit import Act, Deed, write
from clark.store.models import Customer, Membership, Onboarding, Person, Team

TEAM: Final = "Clark"  # of Clark's engineers, whomever they work for
NO_PASSWORD = "!"  # noqa: S105  nobody signs in with a password here


def wish_of(onboarding: Onboarding) -> Wish:
    return Wish.parse(onboarding.wish)


def new_customer(wish: Wish) -> Customer:
    """The row of a customer to be, not saved yet."""
    return Customer(
        slug=wish.slug,
        name=wish.name,
        account=wish.account,
        organization=wish.organization,
        regions=[place.name for place in wish.regions],
        networks={place.name: place.network for place in wish.regions},
        environments=list(wish.environments),
        infra=wish.repository(wish.infra),
        control=wish.repository(wish.control),
        gitops=wish.repository(wish.gitops),
        state=Customer.State.ONBOARDING,
    )


def enrol(customer: Customer, wish: Wish, at: datetime) -> None:
    """Write people and teams down."""
    with transaction.atomic():
        for team in wish.teams:
            _, new = Team.objects.get_or_create(
                customer=customer, name=team.name, defaults={"budget": team.budget}
            )
            if new:
                details = {"budget": f"{team.budget} USD a month"}
                _note(customer, Deed(Act.TEAM_ADDED, f"team {team.name}", details=details), at)
        for each in wish.people:
            _, new = Person.objects.get_or_create(
                customer=customer,
                username=each.username,
                defaults={
                    "name": each.name,
                    "email": each.email,
                    "team": each.team,
                    "role": each.role,
                    "password": NO_PASSWORD,
                },
            )
            if new:
                details = {"email": each.email, "role": each.role, "team": each.team}
                added = Deed(Act.PERSON_ADDED, f"person {each.username}", each.name)
                _note(customer, replace(added, details=details), at)


def seat_engineer(customer: Customer, person: Person, at: datetime) -> None:
    """Let an engineer of Clark work for the customer."""
    seat = {"role": Person.Role.ENGINEER, "team": TEAM}
    with transaction.atomic():
        _, new = Membership.objects.get_or_create(person=person, customer=customer, defaults=seat)
        if new:
            details = {"email": person.email, "role": str(seat["role"])}
            given = Deed(Act.SEAT_GIVEN, f"person {person.username}", person.name)
            _note(customer, replace(given, details=details), at)


def is_enrolled(customer: Customer, wish: Wish) -> bool:
    people = set(Person.objects.filter(customer=customer).values_list("username", flat=True))
    teams = set(Team.objects.filter(customer=customer).values_list("name", flat=True))
    return {each.username for each in wish.people} <= people and {
        each.name for each in wish.teams
    } <= teams


# Private functions


def _note(customer: Customer, deed: Deed, at: datetime) -> None:
    """Clark writes people down on behalf of whoever began the onboarding."""
    begun = Onboarding.objects.filter(customer=customer).select_related("started_by").first()
    behalf = f"{begun.started_by.name} <{begun.started_by.email}>" if begun else ""
    write(customer.pk, replace(deed, on_behalf_of=behalf), by=None, at=at)
