"""The numbers of PostgreSQL's advisory locks, all of them: two uses never share one.

Those of a customer are held with the customer's id, to the end of a transaction. Where a
transaction takes several, it takes them in the order of their numbers, and the row that it is about
before all of them but LANES.
"""

from enum import IntEnum, unique

from django.db import connection


@unique
class Lock(IntEnum):
    LANES = 6999  # of a customer: one merge at a time; held while the Git host is asked
    PROMISES = 7000  # of a customer: approvals come one after another, each counting the others
    NUMBERS = 7001  # of a customer: the next number of a request
    LEADER = 7002  # one watcher of all workers looks, the others stand by
    ENTRIES = 7003  # of a customer: entries become visible in the order of their ids
    NEWCOMERS = 7005  # one newcomer at a time
    PLANS = 7006  # of a customer: the next number of a plan
    AUDIT = 7007  # of a customer: the end of its audit trail


def queue_up(lock: Lock, customer_id: int) -> None:
    """Come after whoever holds this lock for the customer, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock.value, customer_id])
