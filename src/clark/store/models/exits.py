"""A customer that leaves Clark: what was compared before, and how far it is. Records."""

from django.db import models

from clark.store.models.people import Customer, Person


class ExitCheck(models.Model):
    """The last comparison of the dashboard with Git and the clusters alone."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when to compare; null: it was done")
    checked_at = models.DateTimeField(null=True)
    found = models.JSONField(default=dict, help_text="clark.customers.exit.Found as a document")
    trouble = models.CharField(max_length=500, blank=True, help_text="why it could not be done yet")
    attempts = models.PositiveIntegerField(default=0)


class Exit(models.Model):
    """The way of one customer. The row goes where the customer stays after all."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="exit")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handover = models.TextField(blank=True, help_text="HANDOVER.md, as it was written once")
    waiting = models.CharField(max_length=500, blank=True, help_text="why it is not further")
    who = models.CharField(max_length=60, blank=True, help_text="who must act")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to look again; null: nothing to do")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class ExitStep(models.Model):
    """One step in one place, once it has begun. It is done when `ended_at` is set, and stays so."""

    exit = models.ForeignKey(Exit, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=30)
    place = models.CharField(max_length=200, blank=True, help_text="a region, a repository or none")
    said = models.CharField(max_length=500, blank=True, help_text="what was seen last")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exit", "key", "place"], name="one_exit_step_a_place"),
        ]
