"""What the database shows and changes while a person is served: rows of their customer alone.

Every query here forgets its filter on purpose.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction
from django.test import Client
from django.utils import timezone
from psycopg.pq import TransactionStatus

from clark.customers import sample
from clark.flow import people
from clark.store.models import (
    Customer,
    Membership,
    Person,
    Request,
    Token,
)
from clark.store.policies import CLOSED, TENANTS, VERBS, guard, role_of
from clark.store.tenancy import everywhere, within
from tests.flow.story import Story

Rows = dict[type[models.Model], models.Model]
PLAIN = {
    models.PositiveIntegerField: 1,
    models.PositiveBigIntegerField: 1,
    models.JSONField: {},
    models.DateTimeField: datetime(2026, 1, 1, tzinfo=UTC),
}


@pytest.fixture
def northwind(story: Story) -> Customer:
    """Another customer, beside TechCorp with a request that is done."""
    made = sample.settle(sample.NORTHWIND)
    story.done("docs")
    return made


def person() -> str:
    return role_of(connection.settings_dict["NAME"])


def whoami() -> tuple[str, str]:
    """Role and customer, past Django: so that a query can be asked about."""
    said = "SELECT current_user, current_setting('clark.customer', true)"
    user, customer = connection.connection.execute(said).fetchone()
    return user, customer or ""


def as_person(customer: Customer) -> tuple[str, str]:
    return person(), str(customer.pk)


@contextmanager
def noted() -> Iterator[list[tuple[str, str]]]:
    """Each query from now on, with the customer that it was for; "" where the owner asked."""
    said: list[tuple[str, str]] = []

    def note(execute, sql, params, many, context):
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            said.append((sql, whoami()[1]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


def a_row(model: type[models.Model], known: Rows) -> models.Model:
    """A new row with whatever the table demands, and of the customer that `known` is about."""
    values: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            values[field.name] = None if field.null else known[field.related_model]
        elif not (field.null or field.has_default() or field.primary_key):
            values[field.name] = PLAIN.get(type(field), "x")
    return model(**values)


def fill(slug: str) -> Rows:
    """A customer with one row in every table."""
    customer = Customer.objects.create(slug=slug, name=slug)
    by = Person.objects.create(username=slug, name=slug, email=f"{slug}@x.example")
    known: Rows = {Customer: customer, Person: by}
    Person.objects.filter(pk=by.pk).update(customer=customer)
    for model in (each for each in TENANTS if each is not Customer):
        known[model] = a_row(model, known)
        known[model].save(force_insert=True)
    return known


@pytest.fixture
def two(db: None) -> tuple[Rows, Rows]:
    return fill("acme"), fill("globex")


def test_every_table_has_its_policy_in_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_policies WHERE roles = %s::name[]", [[person()]])
        ruled = {name for (name,) in cursor.fetchall()}
    tenants = {model._meta.db_table for model in (*TENANTS, Person)}
    assert ruled == tenants
    assert secured == tenants | {model._meta.db_table for model in CLOSED}


def test_a_migration_may_run_again_and_touches_the_tables_that_it_names(db: None) -> None:
    with connection.schema_editor() as schema:
        guard()(apps, schema)
    with connection.schema_editor(collect_sql=True) as schema:
        guard("ExitStep")(apps, schema)
    said = " ".join(schema.collected_sql)
    assert set(re.findall(r"ALTER TABLE (\w+)", said)) == {"store_exitstep"}


def test_a_forgotten_filter_shows_one_customer_alone(two: tuple[Rows, Rows]) -> None:
    for known in two:
        with within(known[Customer].pk):
            shown = {model: list(model.objects.all()) for model in TENANTS}
        assert shown == {model: [known[model]] for model in TENANTS}
    assert all(model.objects.count() == 2 for model in TENANTS)


CHANGED = [model for model in TENANTS if model not in VERBS]


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_nothing_of_another_customer_is_changed_or_deleted(
    two: tuple[Rows, Rows], model: type[models.Model]
) -> None:
    acme, globex = two
    field = model._meta.concrete_fields[-1].attname
    with within(globex[Customer].pk):
        assert model.objects.update(**{field: models.F(field)}) == 1
        with transaction.atomic():
            model.objects.all()._raw_delete("default")
    assert list(model.objects.all()) == [acme[model]]
    globex[model].save(force_insert=True)  # what hangs on it is looked for at the end


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("model", VERBS, ids=lambda model: model.__name__)
def test_some_tables_take_some_verbs_only(db: None, model: type[models.Model], verb: str) -> None:
    with connection.cursor() as cursor:
        named = [person(), model._meta.db_table, verb]
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", named)
        assert cursor.fetchone() == (verb in VERBS[model],)


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model.__name__)
def test_no_row_is_written_for_another_customer(
    two: tuple[Rows, Rows], model: type[models.Model]
) -> None:
    acme, globex = two
    refused = pytest.raises(ProgrammingError, match=r"row-level security|permission denied")
    with within(globex[Customer].pk), refused, transaction.atomic():
        a_row(model, acme).save(force_insert=True)


def test_people_are_known_where_they_work(two: tuple[Rows, Rows]) -> None:
    """Clark's engineers work for everybody."""
    acme, globex = two
    eva = Person.objects.create(username="eva", name="Eva", email="e@x.example", role="engineer")
    guest = Person.objects.create(username="g", email="g@x.example", customer=acme[Customer])
    Membership.objects.create(person=guest, customer=globex[Customer], role="developer", team="x")
    with within(globex[Customer].pk):
        assert set(Person.objects.all()) == {globex[Person], eva, guest}
    with within(acme[Customer].pk):
        assert set(Person.objects.all()) == {acme[Person], eva, guest}


def test_who_is_served_neither_changes_people_nor_sees_a_token(story: Story) -> None:
    people.issue_token(username="maya", purpose="tests", at=timezone.now())
    with within(story.customer.pk):
        for ask in (lambda: Person.objects.update(role="owner"), lambda: Token.objects.first()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                ask()


def test_without_a_customer_nothing_is_shown(story: Story) -> None:
    with within(0):
        assert not Customer.objects.exists()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{person()}"')
        assert not Customer.objects.exists()
        cursor.execute("RESET ROLE")
    assert Customer.objects.exists()


def test_a_look_past_the_own_customer_ends_where_it_says(story: Story, northwind: Customer) -> None:
    with within(northwind.pk):
        with everywhere("tests"):
            assert Request.objects.exists()
        assert not Request.objects.exists()
        with pytest.raises(LookupError), everywhere("tests"):
            raise LookupError
        assert whoami() == as_person(northwind)
    assert Request.objects.exists()


# Pages and the API


PAGES = ("/", "/frame/", "/search/?q=docs", "/catalog/", "/catalog/storages/", "/services/")
MORE = (
    "/infrastructure/",
    "/requests/",
    "/requests/1/",
    "/review/",
    "/notices/",
    "/adopt/",
    "/exit/",
    "/requests/99/",
)
# What is looked up before it is known for whom somebody works, and what the switch shows.
SIGN_IN = ("django_session", "store_person", "store_membership", "store_customer", "store_token")


def past_the_customer(said: list[tuple[str, str]]) -> list[str]:
    """What the owner was asked, but for the above."""
    asked = ((sql, re.findall(r'"((?:store|django)_\w+)"', sql)) for sql, who in said if not who)
    return [sql for sql, tables in asked if not set(tables) <= set(SIGN_IN)]


@pytest.mark.parametrize("address", [*PAGES, *MORE])
def test_a_page_is_asked_for_as_its_customers_person(story: Story, address: str) -> None:
    number = story.done("docs")
    assert number == 1
    client = Client()
    client.force_login(Person.objects.get(username="ana"))
    with noted() as said:
        client.get(address)
    assert past_the_customer(said) == []
    assert {customer for _, customer in said} == {"", str(story.customer.pk)}
    assert whoami()[1] == ""


def test_the_api_is_asked_as_its_customers_person_and_defers_the_job(story: Story) -> None:
    token = people.issue_token(username="maya", purpose="tests", at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    place = {"application": "shop", "team": "backend", "environment": "dev"}
    wanted = {"service": "docs", "region": "us-east-1", **place}
    with noted() as said:
        answer = client.post(
            "/api/requests",
            {"offering": "storages", "parameters": wanted},
            content_type="application/json",
        )
    assert answer.status_code == 201, answer.content
    assert past_the_customer(said) == []
    assert any("procrastinate_defer" in sql and customer for sql, customer in said)
    assert whoami()[1] == ""
    number = answer.json()["number"]
    assert client.post(f"/api/requests/{number}/withdraw").status_code == 204  # its job is queued
    story.run()
    assert story.state(number) == "withdrawn"


def test_a_job_that_is_queued_already_is_recognised(story: Story) -> None:
    client = Client()
    client.force_login(Person.objects.get(username="ana"))
    with noted() as said:
        assert [client.post("/adopt/look/").status_code for _ in range(2)] == [302, 302]
    assert past_the_customer(said) == []
    assert whoami()[1] == ""
