"""The one clock that all workers share: the database's. Theirs may differ."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The moment of this call, not of the transaction's beginning; with its zone, UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
