"""A connection is the owner's again once a person was served, whatever happened meanwhile."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, DataError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from clark.customers import sample
from clark.errors import NotFound, Refused, TryLater
from clark.flow.events import Actor
from clark.store.models import Customer, Person, Request
from clark.store.policies import role_of
from clark.store.tenancy import everywhere, within
from clark.web.pages import page
from tests.flow.story import Story
from tests.flow.trails import empty_trails


def user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def person() -> str:
    return role_of(connection.settings_dict["NAME"])


def asking() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user, request.session = Person.objects.get(username="maya"), {}
    return request


@pytest.mark.parametrize(
    "trouble", [Refused("No."), NotFound("None."), TryLater("Soon."), KeyError()]
)
def test_after_whatever_a_page_raises(story: Story, trouble: Exception) -> None:
    owner = user()

    @page
    def broken(request: HttpRequest, by: Actor) -> HttpResponse:
        assert user() == person()
        raise trouble

    try:
        assert broken(asking()).status_code in {400, 503}
    except (Http404, KeyError):
        assert not isinstance(trouble, Refused) or isinstance(trouble, NotFound)
    assert user() == owner
    assert Customer.objects.exists()


def fail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def test_after_a_statement_that_failed_in_a_transaction(story: Story) -> None:
    owner, customer, failed = user(), story.customer.pk, pytest.raises(DataError)
    with failed, transaction.atomic(), within(customer), everywhere("tests"):
        fail()
    assert user() == owner
    with within(customer):
        with failed, transaction.atomic(), everywhere("tests"):
            fail()
        assert user() == person()
    assert user() == owner


def test_after_pages_that_are_not_there_and_forms_that_are_refused(story: Story) -> None:
    owner, client = user(), Client(raise_request_exception=False)
    client.force_login(Person.objects.get(username="maya"))
    assert client.get("/requests/99/").status_code == 404
    assert client.post("/requests/99/approve/").status_code in {400, 404}
    assert client.get("/nowhere/").status_code == 404
    assert user() == owner


@pytest.fixture
def customer(transactional_db: None) -> Iterator[Customer]:
    """With no transaction around the test, as it is for a page."""
    yield sample.settle(sample.TECHCORP)
    connection.close()
    empty_trails()


def test_a_connection_that_is_opened_on_the_way_has_the_role(customer: Customer) -> None:
    owner = user()
    with within(customer.pk):
        connection.close()
        assert user() == person()
        assert list(Customer.objects.all()) == [customer]
    assert user() == owner


def test_one_that_breaks_is_used_by_nobody_any_more(customer: Customer) -> None:
    owner, pid = user(), connection.connection.info.backend_pid
    with within(customer.pk):
        end(pid)
        with pytest.raises(OperationalError):
            Customer.objects.exists()
    connection.close()  # as Django does after each request
    assert user() == owner
    assert connection.connection.info.backend_pid != pid


def test_one_that_breaks_unseen_does_not_hide_what_the_page_says(customer: Customer) -> None:
    with within(customer.pk):
        end(connection.connection.info.backend_pid)
    assert connection.connection.closed


@pytest.fixture
def pool(customer: Customer) -> Iterator[None]:
    """Of one connection, as production has one of several."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": 1}
    yield
    connection.close()
    connection.close_pool()
    del options["pool"]


def test_a_pool_gives_nobody_the_role_that_somebody_else_took(
    customer: Customer, pool: None
) -> None:
    owner = user()
    with within(customer.pk):
        assert user() == person()
        pid = connection.connection.info.backend_pid
        connection.close()  # gives it back as it is
    assert user() == owner
    assert connection.connection.info.backend_pid == pid
    assert Request.objects.count() == 0


def test_nor_after_a_rollback_that_puts_the_role_on_again(customer: Customer, pool: None) -> None:
    owner, failed = user(), pytest.raises(DataError)
    with within(customer.pk):
        with failed, transaction.atomic(), everywhere("tests"):
            fail()
        connection.close()
    assert user() == owner


def test_one_that_takes_no_role_is_used_by_nobody(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with within(customer.pk):
        connection.close()
        monkeypatch.setattr("clark.store.tenancy.role_of", lambda _: "nobody_here")
        with pytest.raises(DatabaseError):
            Customer.objects.exists()
        with pytest.raises(DatabaseError):
            Customer.objects.exists()
        monkeypatch.undo()
    connection.close()


def end(pid: int) -> None:
    """The server ends one connection; asked by another."""
    known = connection.settings_dict
    address = {"host": known["HOST"], "port": known["PORT"], "dbname": known["NAME"]}
    who = {"user": known["USER"], "password": known["PASSWORD"]}
    with psycopg.connect(**address, **who, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
