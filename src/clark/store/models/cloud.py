"""What exists in a customer's account, as AWS said it when a worker last looked."""

from django.db import models

from clark.store.models.people import Customer


class CloudLook(models.Model):
    """One region of the account. `due_at` is set while somebody waits for a look."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="cloud_looks")
    region = models.CharField(max_length=30)
    found = models.JSONField(default=list, help_text="[clark.ports.cloud.Found as a document]")
    looked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True, help_text="why the last look failed")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to look; null: nobody waits")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "region"], name="one_look_a_region"),
        ]
