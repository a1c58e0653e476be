"""What people were told on the dashboard. Records."""

from typing import Self

from django.db import models

from clark.store.models.people import Customer, Person
from clark.store.models.requests import Request


class Notices(models.QuerySet["Notice"]):
    def told_to(self, person_id: int, customer_id: int) -> Self:
        """The only place that says who reads a notice: a person, where they act for its customer.

        It leads to a request by its number, which another customer has, too.
        """
        return self.filter(person_id=person_id, customer_id=customer_id)


class Notice(models.Model):
    """Told once: `key` is the event's own name, and the database refuses a second row."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notices")
    request = models.ForeignKey(
        Request,
        null=True,
        on_delete=models.CASCADE,
        related_name="notices",
        help_text="null: it is about the customer's repositories",
    )
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = Notices.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
