"""The sample customer of the local platform: TechCorp of the scenario, and some of its people."""

from typing import Final

from django.db import transaction

from clark.store.models import Customer, Person

REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1")
PEOPLE: Final = (
    ("maya", "Maya Chen", "backend", Person.Role.DEVELOPER),
    ("jonas", "Jonas Weber", "orders", Person.Role.DEVELOPER),
    ("ravi", "Ravi Patel", "platform", Person.Role.REVIEWER),
    ("ana", "Ana Souza", "platform", Person.Role.OWNER),
)


def enrol() -> None:
    """Write the customer and its people down. Repeating changes nothing."""
    with transaction.atomic():
        customer, _ = Customer.objects.get_or_create(
            slug="techcorp",
            defaults={
                "name": "TechCorp",
                "account": "111122223333",
                "regions": list(REGIONS),
                "gitops": "techcorp/gitops",
                "control": "techcorp/clark-platform-control",
            },
        )
        for username, name, team, role in PEOPLE:
            Person.objects.get_or_create(
                username=username,
                defaults={
                    "customer": customer,
                    "name": name,
                    "email": f"{username}@techcorp.example",
                    "team": team,
                    "role": role,
                    "password": "!",  # nobody signs in with a password here
                },
            )
