"""Run against a platform: migrate its database, onboard TechCorp, print a token for each as JSON.

`--foreign` onboards Northwind too, for tests of what others may see.
"""

import json
import logging
import sys
import time
from typing import Any

import django

PATIENCE = 60.0  # seconds of one onboarding


def main() -> None:
    logging.disable(logging.INFO)
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from clark.customers import sample
    from clark.flow import people
    from clark.store.models import Person

    call_command("migrate", verbosity=0, interactive=False)
    _onboard(sample.TECHCORP)
    if "--foreign" in sys.argv:
        _onboard(sample.NORTHWIND)
    names = Person.objects.values_list("username", flat=True)
    now = timezone.now()
    tokens = {n: people.issue_token(username=n, purpose="tests", at=now) for n in names}
    json.dump(tokens, sys.stdout)


def _onboard(wish: Any) -> None:
    """As a worker does, but here and now: tests start theirs later, if at all."""
    from django.utils import timezone

    from clark.customers import sample
    from clark.store.models import Customer
    from clark.worker import onboarding

    page = sample.begin(wish, timezone.now())
    deadline = time.monotonic() + PATIENCE
    while page.row.state != "ready":
        assert page.row.state == "onboarding", page.row.waiting
        assert time.monotonic() < deadline, page.row.waiting
        time.sleep(0.1)
        onboarding.work(Customer.objects.get(slug=wish.slug).pk)
        page = sample.progress(wish)


if __name__ == "__main__":
    main()
