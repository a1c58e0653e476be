"""Of which customer the database shows and changes rows in this thread: of one, or of all.

`within` is entered where the acting person and their customer are known; what PostgreSQL does then
is in `clark.store.policies`. It is no wall against whoever runs SQL of their own: the connection
stays the owner's, and may take the role off again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakSet

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

from clark.store.policies import SETTING, role_of

SETTLE: Final = f"SELECT set_config('role', %s, false), set_config('{SETTING}', %s, false)"


class _Here(threading.local):
    """As Django's connections are: one for each thread."""

    customer: int | None = None  # none: the owner, who sees all


_here = _Here()
_worn: WeakSet[Any] = WeakSet()  # connections that have the role


@contextmanager
def within(customer_id: int) -> Iterator[None]:
    """Rows of this customer only, whatever is asked for."""
    with _seeing(customer_id):
        yield


@contextmanager
def everywhere(why: str) -> Iterator[None]:
    """Past `within`, for the few looks that are about more than one customer. Also a decorator.

    `why` is for who reads the code; docs/how-clark-works.md lists them all.
    """
    if not why:
        raise ValueError("Who looks past their customer says why.")
    with _seeing(None):
        yield


# Private functions


@contextmanager
def _seeing(customer: int | None) -> Iterator[None]:
    before = _here.customer
    if customer == before:
        yield
        return
    _here.customer = customer
    try:
        with connection.wrap_database_errors:
            _settle()
        yield
    finally:
        _here.customer = before
        _settle_or_close()


def _settle() -> None:
    """Give the connection the role that this thread should have, past Django: also where Django
    takes no more queries until a rollback.

    In a failed transaction only the rollback is heard, and it undoes this, too: `within` and
    transactions contain each other whole. Without a connection, the next one is settled.
    """
    raw = connection.connection
    if raw is None or raw.info.transaction_status == TransactionStatus.INERROR:
        return
    customer = _here.customer
    if customer is None:
        raw.execute(SETTLE, ["none", ""])
        # A rollback would put the role on again.
        if raw.info.transaction_status == TransactionStatus.IDLE:
            _worn.discard(raw)
    else:
        _worn.add(raw)
        raw.execute(SETTLE, [role_of(raw.info.dbname), str(customer)])


def _settle_or_close() -> None:
    """On the way out. A connection that cannot be settled is used by nobody any more."""
    try:
        _settle()
    except psycopg.Error:
        connection.connection.close()


def _settle_new(connection: Any, **_: object) -> None:
    """One that is opened, or comes from the pool, in the middle of the above; or that was given
    back to the pool there."""
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    if _here.customer is not None or connection.connection in _worn:
        try:
            _settle()
        except psycopg.Error:
            connection.connection.close()
            raise


connection_created.connect(_settle_new, dispatch_uid="clark.store.tenancy")
