"""The database itself keeps customers apart: see clark.store.policies.

A migration that makes a table ends with the same operation.
"""

from typing import Any

from django.db import migrations

from clark.store.policies import statements


def guard(_: Any, schema: Any) -> None:
    for each in statements(frozenset(schema.connection.introspection.table_names())):
        schema.execute(each, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_first"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
