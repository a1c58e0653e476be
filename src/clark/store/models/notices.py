"""What people were told on the dashboard. Records."""

from django.db import models

from clark.store.models.people import Person
from clark.store.models.requests import Request


class Notice(models.Model):
    """Told once: `key` is the event's own name, and the database refuses a second row."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
