"""The database itself keeps customers apart: see clark.store.policies.

A migration that makes a table ends with the same operation, and names what it makes.
"""

from django.db import migrations

from clark.store.policies import guard


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_first"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunPython(guard(), migrations.RunPython.noop)]
