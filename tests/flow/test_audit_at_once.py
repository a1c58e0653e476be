"""Many decide at once: the chain has neither gaps nor forks, and nobody waits for each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clark.customers import sample
from clark.flow import audit
from clark.flow.audit import Act, Deed
from clark.store.models import AuditRow, Customer
from tests.flow.trails import empty_trails

WRITERS, EACH = 4, 15


@pytest.fixture
def customers(transactional_db: None) -> Iterator[list[Customer]]:
    yield [sample.settle(wish) for wish in (sample.TECHCORP, sample.NORTHWIND)]
    empty_trails()


def test_who_writes_at_once_writes_one_chain(customers: list[Customer]) -> None:
    """Every third decision comes to nothing after it was written: no row stays, and no gap."""
    before = AuditRow.objects.count()

    def decide(writer: int) -> None:
        for number in range(EACH):
            try:
                with transaction.atomic():
                    for customer in customers:
                        deed = Deed(Act.EXIT_COMPARED, "exit", why=f"{writer} {number}")
                        audit.write(customer.pk, deed, by=None, at=timezone.now())
                    if number % 3 == 0:
                        raise Undecided
            except Undecided:
                continue
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(decide, range(WRITERS)))
    kept = WRITERS * EACH * 2 // 3
    assert AuditRow.objects.count() - before == kept * len(customers)
    for customer in customers:
        assert audit.check(customer, timezone.now()).found.broken is None


class Undecided(Exception):
    pass
