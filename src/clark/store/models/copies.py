"""The watched branches of the customer's repositories, as pages read them.

Copies: made again from the Git host by `clark rebuild`.
"""

from django.db import models

from clark.store.models.people import Customer


class Copy(models.Model):
    """One branch at one commit. `checked_at` is when the host last confirmed it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="copies")
    repository = models.CharField(max_length=200)
    branch = models.CharField(max_length=100)
    commit = models.CharField(max_length=40)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "repository", "branch"], name="one_copy_per_branch"
            )
        ]


class CopiedFile(models.Model):
    """A text file of a copy. What is not UTF-8 text is kept out, `unreadable` says why."""

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="files")
    path = models.TextField()
    blob = models.CharField(max_length=40)
    text = models.TextField()
    unreadable = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["copy", "path"], name="one_file_per_path"),
        ]
