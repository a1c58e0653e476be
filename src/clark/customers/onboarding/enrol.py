"""The rows of a customer: people, teams, budgets. Writing them again changes nothing."""

from django.db import transaction

from clark.customers.onboarding.wish import Wish
from clark.store.models import Customer, Onboarding, Person, Team

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


def enrol(customer: Customer, wish: Wish) -> None:
    """Write people and teams down."""
    with transaction.atomic():
        for team in wish.teams:
            Team.objects.get_or_create(
                customer=customer, name=team.name, defaults={"budget": team.budget}
            )
        for each in wish.people:
            Person.objects.get_or_create(
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


def is_enrolled(customer: Customer, wish: Wish) -> bool:
    people = set(Person.objects.filter(customer=customer).values_list("username", flat=True))
    teams = set(Team.objects.filter(customer=customer).values_list("name", flat=True))
    return {each.username for each in wish.people} <= people and {
        each.name for each in wish.teams
    } <= teams
