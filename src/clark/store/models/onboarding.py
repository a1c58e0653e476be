"""How far a customer's onboarding is. Rows say what was observed, never what was only tried.

Records: when each step was seen to be done.
"""

from django.db import models

from clark.store.models.people import Customer, Person


class Onboarding(models.Model):
    """The way of one customer. Who failed waits for "try again": `due_at` is null then."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True)
    wish = models.JSONField(help_text="clark.customers.onboarding.Wish as a document")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    failed = models.BooleanField(default=False)
    waiting = models.CharField(max_length=500, blank=True, help_text="why it is not further")
    who = models.CharField(max_length=60, blank=True, help_text="who must act")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to look again; null: nothing to do")
    resumed_at = models.DateTimeField(help_text="when somebody last began it or tried again")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class OnboardingStep(models.Model):
    """One step in one place, once it has begun. It is done when `ended_at` is set, and stays so."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=30)
    place = models.CharField(max_length=200, blank=True, help_text="a region, a repository or none")
    said = models.CharField(max_length=500, blank=True, help_text="what was seen last")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "key", "place"], name="one_step_a_place"),
        ]
