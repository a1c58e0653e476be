"""Who decided what, when, why and on whose behalf. Records, and only ever added to.

The database itself refuses to change, delete or empty the rows (migration `0003_audit`). What their
hashes are made of is in `clark.flow.audit.rules`.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Cast

from clark.store.models.people import Customer

WORDS = SearchVector(
    *("name", "email", "role", "on_behalf_of", "act", "about", "subject", "why"),
    Cast("details", models.TextField()),
    config="simple",
)


class AuditRow(models.Model):
    """One decision. People are kept as text, so that it can be read when they are gone."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="audit")
    sequence = models.PositiveBigIntegerField(help_text="1 and on, of the customer, without gaps")
    at = models.DateTimeField()
    name = models.TextField(help_text="who; Clark for what Clark does by itself")
    email = models.TextField(blank=True)
    role = models.CharField(max_length=20, blank=True, help_text="as it was then")
    on_behalf_of = models.TextField(blank=True)
    act = models.CharField(max_length=40, help_text="one of clark.flow.audit.Act")
    about = models.CharField(max_length=300, blank=True, help_text="e.g. request 12")
    subject = models.TextField(blank=True, help_text="what that is, in words")
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="{name: text}")
    previous = models.CharField(max_length=64, help_text="hash of the row before")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "sequence"], name="one_row_a_number")
        ]
        indexes = [
            models.Index(fields=["customer", "act", "-sequence"], name="audit_by_act"),
            models.Index(fields=["customer", "email", "-sequence"], name="audit_by_person"),
            models.Index(fields=["customer", "about", "-sequence"], name="audit_by_subject"),
            GinIndex(WORDS, name="audit_words"),
        ]


class AuditHead(models.Model):
    """The last row of a customer's chain, so that its end cannot be cut off unseen."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)


class AuditCheck(models.Model):
    """When Clark last followed the chain of a customer, and how far it was whole."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True)
    checked_at = models.DateTimeField()
    whole_to = models.PositiveBigIntegerField(help_text="the last row that is as it was written")
    trouble = models.TextField(blank=True, help_text="what is wrong with the one after it")
