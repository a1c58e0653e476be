"""What the clusters showed when a worker last looked.

Copies: made again from the clusters by `clark rebuild`. Events that a cluster no longer keeps (one
hour, by default) are not among them then.
"""

from django.db import models

from clark.store.models.people import Customer


class Region(models.Model):
    """One region's cluster: the commit it applied, the files it skipped, and whether it answers."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="clusters")
    name = models.CharField(max_length=30)
    commit = models.CharField(max_length=40, blank=True)
    broken = models.JSONField(default=list, help_text="[{path, line, reason}]")
    revision = models.BigIntegerField(default=0, help_text="grows whenever anything of it changes")
    observed_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    silence = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="one_row_per_region"),
        ]


class LiveObject(models.Model):
    """A managed resource or a secret delivery as the cluster shows it. Never a Secret."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="objects_seen")
    api_version = models.CharField(max_length=320)
    kind = models.CharField(max_length=253)
    namespace = models.CharField(max_length=253, blank=True)
    name = models.CharField(max_length=253)
    uid = models.CharField(max_length=253)
    generation = models.BigIntegerField(default=1)
    spec = models.JSONField()
    status = models.JSONField()
    annotations = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    deleting = models.BooleanField(default=False)
    created_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    address = models.JSONField(
        null=True, help_text="local platform only: {host, port, engine, note}"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "api_version", "kind", "namespace", "name"],
                name="one_row_per_object",
            )
        ]


class LiveEvent(models.Model):
    """A Kubernetes event about an object."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="events_seen")
    key = models.TextField()
    kind = models.CharField(max_length=253)
    namespace = models.CharField(max_length=253, blank=True)
    name = models.CharField(max_length=253)
    type = models.CharField(max_length=253)
    reason = models.CharField(max_length=253)
    message = models.TextField()
    count = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "kind", "name"])]
        constraints = [
            models.UniqueConstraint(fields=["region", "key"], name="one_row_per_event"),
        ]
