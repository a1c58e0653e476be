"""The audit trail stays quick to search and to turn the pages of when it is long."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clark.flow import audit, people
from clark.flow.audit import Wanted
from clark.flow.events import Actor
from tests.flow.story import Story

MANY = 100_000
ROWS = """
INSERT INTO store_auditrow (customer_id, sequence, at, name, email, role, on_behalf_of, act, about,
    subject, why, details, previous, hash)
SELECT %s, 1000 + n, now() - (200000 - n) * interval '1 minute', 'Person ' || n %% 50,
    'p' || n %% 50 || '@techcorp.example', 'developer', '',
    (ARRAY['request submitted', 'request approved', 'request merged'])[1 + n %% 3],
    'request ' || n / 3, 'New database service-' || n / 3, '',
    jsonb_build_object('head', md5(n::text)), repeat('0', 64), repeat('0', 64)
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def reader(story: Story) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [story.customer.pk, MANY])
        cursor.execute("ANALYZE store_auditrow")
    return story.person("ana")


def test_a_hundred_thousand_rows_are_searched_by_their_index(reader: Actor) -> None:
    began = time.monotonic()
    with people.serving(reader), CaptureQueriesContext(connection) as said:
        for wanted, many in (
            (Wanted(q="service-17 merg"), 50),
            (Wanted(q="service-31313"), 3),
            (Wanted(q="nowhere"), 0),
            (Wanted(act="request merged"), 50),
            (Wanted(person="p7@techcorp.example"), 50),
            (Wanted(about="request 500"), 3),
            (Wanted(before=50_000), 50),
        ):
            assert len(audit.page(by=reader, wanted=wanted).rows) == many
    asked = [each["sql"] for each in said if each["sql"].startswith("SELECT")]
    assert time.monotonic() - began < 2
    plans = [_plan(sql) for sql in asked if "store_auditrow" in sql]
    assert any("audit_words" in each for each in plans)
    assert not any("Seq Scan on store_auditrow" in each for each in plans)


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
        return "\n".join(line for (line,) in cursor.fetchall())
