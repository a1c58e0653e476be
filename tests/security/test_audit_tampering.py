"""Whoever has the database itself can change rows of the audit trail, but not unseen.

The first line is the database, which refuses. The second is the chain: here the tables' owner takes
the triggers off, does what they like, and puts them on again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from clark.customers import sample
from clark.flow import audit
from clark.flow.audit.rules import Link, digest
from clark.flow.audit.service import SAID
from clark.store.models import AuditCheck, AuditHead, AuditRow, Customer, Person
from clark.store.tenancy import within
from clark.worker import audit as worker

pytestmark = pytest.mark.django_db
TABLES = ("store_auditrow", "store_audithead")


@pytest.fixture
def customer() -> Customer:
    """With a trail of a team, people, a seat; another customer's beside it."""
    sample.settle(sample.NORTHWIND)
    return sample.settle(sample.TECHCORP)


def sql(said: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(said, values)


@contextmanager
def as_owner_without_triggers() -> Iterator[None]:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def broken(customer: Customer, *anchors: audit.Anchor) -> tuple[int, str]:
    found = audit.check(customer, timezone.now(), anchors).found
    if not anchors:
        kept = AuditCheck.objects.get(customer=customer)
        assert kept.whole_to == found.last.sequence
        assert kept.trouble == (found.broken.why if found.broken else "")
    return (found.broken.sequence, found.broken.why) if found.broken else (0, "")


def last(customer: Customer) -> int:
    return AuditHead.objects.get(customer=customer).sequence


def anew(customer: Customer) -> None:
    """Every row's hash, and the head, as they would have been: all that the database holds."""
    before = "0" * 64
    for row in AuditRow.objects.filter(customer=customer).order_by("sequence"):
        row.previous = before
        row.hash = before = digest(customer.slug, Link(**{n: getattr(row, n) for n in SAID}))
        row.save()
    end = AuditRow.objects.filter(customer=customer).order_by("-sequence")[0]
    AuditHead.objects.filter(customer=customer).update(sequence=end.sequence, hash=end.hash)


def test_an_untouched_trail_is_whole(customer: Customer) -> None:
    assert last(customer) == len(sample.TECHCORP.teams) + len(sample.TECHCORP.people) + 1
    assert broken(customer) == (0, "")


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE store_auditrow SET why = 'x'",
        "DELETE FROM store_auditrow",
        "TRUNCATE store_auditrow CASCADE",
        "UPDATE store_audithead SET sequence = sequence - 1",
        "UPDATE store_audithead SET hash = ''",
        "DELETE FROM store_audithead",
        "TRUNCATE store_audithead CASCADE",
    ],
)
def test_the_database_refuses_even_its_owner(customer: Customer, said: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="audit trail"), transaction.atomic():
        sql(said)


@pytest.mark.parametrize(
    "verb", ["UPDATE store_auditrow SET why = 'x'", "DELETE FROM store_auditrow"]
)
def test_whoever_is_served_may_not_even_try(customer: Customer, verb: str) -> None:
    with within(customer.pk), pytest.raises(ProgrammingError), transaction.atomic():
        sql(verb)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "name = 'Somebody else'",
        "email = 'x@x.example'",
        "role = 'owner'",
        "on_behalf_of = 'x'",
        "act = 'request approved'",
        "about = 'request 1'",
        "subject = 'x'",
        "why = 'x'",
        "details = '{}'",
        "previous = repeat('0', 64)",
        "hash = repeat('0', 64)",
    ],
)
def test_an_edited_row_is_found(customer: Customer, change: str) -> None:
    with as_owner_without_triggers():
        here = f"sequence = 3 AND customer_id = {customer.pk}"
        sql(f"UPDATE store_auditrow SET {change} WHERE {here}")  # noqa: S608
    number, why = broken(customer)
    assert number == 3
    assert why.startswith("Row 3 does not")


@pytest.mark.parametrize("gone", [1, 4])
def test_a_deleted_row_is_found(customer: Customer, gone: int) -> None:
    with as_owner_without_triggers():
        AuditRow.objects.filter(customer=customer, sequence=gone).delete()
    assert broken(customer) == (
        gone,
        f"Row {gone} is gone. The next one that is there is row {gone + 1}.",
    )


def test_the_worker_says_so_loudly_and_the_page_too(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    with as_owner_without_triggers():
        AuditRow.objects.filter(customer=customer, sequence=2).update(why="x")
    worker.work(customer.pk)
    assert [each.levelname for each in caplog.records] == ["CRITICAL"]
    web = Client()
    web.force_login(Person.objects.get(username="ana"))
    assert "The audit trail was tampered with" in web.get("/audit/").content.decode()


def test_a_deleted_end_is_found(customer: Customer) -> None:
    end = last(customer)
    with as_owner_without_triggers():
        AuditRow.objects.filter(customer=customer, sequence__gt=end - 2).delete()
    number, why = broken(customer)
    assert (number, why) == (
        end - 1,
        f"The last 2 rows are gone: the chain ended with row {end}.",
    )


def test_a_row_that_was_put_in_is_found(customer: Customer) -> None:
    """The others make room for it, and its hash is right."""
    with as_owner_without_triggers():
        rows = AuditRow.objects.filter(customer=customer, sequence__gt=2).order_by("-sequence")
        for row in rows:
            AuditRow.objects.filter(pk=row.pk).update(sequence=row.sequence + 1)
        before = AuditRow.objects.get(customer=customer, sequence=2)
        before.pk, before.sequence, before.previous = None, 3, before.hash
        before.hash = digest(customer.slug, Link(**{n: getattr(before, n) for n in SAID}))
        before.save(force_insert=True)
    assert broken(customer)[0] == 4


def test_a_row_of_another_customer_is_none_of_this_one(customer: Customer) -> None:
    other = AuditRow.objects.exclude(customer=customer).order_by("sequence")[0]
    with as_owner_without_triggers():
        AuditRow.objects.filter(customer=customer, sequence=1).delete()
        AuditRow.objects.filter(pk=other.pk).update(customer=customer)
    assert broken(customer)[0] == 1


def test_a_head_that_is_gone_is_found(customer: Customer) -> None:
    with as_owner_without_triggers():
        AuditHead.objects.filter(customer=customer).delete()
    assert broken(customer)[1] == "The head of the chain is gone."


def rewritten(customer: Customer) -> None:
    AuditRow.objects.filter(customer=customer, sequence=2).update(name="Somebody else")
    anew(customer)


def cut_off(customer: Customer) -> None:
    AuditRow.objects.filter(customer=customer, sequence__gt=2).delete()
    anew(customer)


@pytest.mark.parametrize("tamper", [rewritten, cut_off])
def test_a_chain_written_anew_differs_from_what_was_noted_elsewhere(
    customer: Customer, tamper: Callable[[Customer], None]
) -> None:
    """Nothing in the database tells; a commit of the customer's, or a note of one's own, does."""
    row = AuditRow.objects.get(customer=customer, sequence=4)
    message = f"New bucket\n\nClark-Audit: {row.sequence} {row.hash}\n"
    with as_owner_without_triggers():
        tamper(customer)
    assert broken(customer) == (0, "")
    number, why = broken(customer, *audit.noted(message, "a commit"))
    assert number in {3, 4}
    assert "a commit notes" in why
