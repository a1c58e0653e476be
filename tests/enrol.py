"""Run against a platform's database: migrate it, enrol people, print a token for each as JSON.

`--foreign` adds a second customer with one developer, for tests of what others may see.
"""

import json
import logging
import sys

import django


def main() -> None:
    logging.disable(logging.INFO)
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from clark.flow import people, sample
    from clark.store.models import Customer, Person

    call_command("migrate", verbosity=0, interactive=False)
    sample.enrol()
    if "--foreign" in sys.argv:
        other, _ = Customer.objects.get_or_create(
            slug="initech",
            defaults={
                "name": "Initech",
                "account": "444455556666",
                "gitops": "initech/gitops",
                "control": "initech/clark-platform-control",
            },
        )
        Person.objects.get_or_create(
            username="milton",
            defaults={
                "customer": other,
                "name": "Milton Waddams",
                "email": "milton@initech.example",
                "team": "basement",
                "role": Person.Role.OWNER,
                "password": "!",
            },
        )
    names = Person.objects.values_list("username", flat=True)
    now = timezone.now()
    tokens = {n: people.issue_token(username=n, purpose="tests", at=now) for n in names}
    json.dump(tokens, sys.stdout)


if __name__ == "__main__":
    main()
