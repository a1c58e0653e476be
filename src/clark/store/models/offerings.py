"""What Clark found in the control repository beside its newest commit. It can be found again."""

from django.db import models

from clark.store.models.people import Customer


class OfferingVersion(models.Model):
    """An offering as main once had it: the newest good one, and those that services were made of.

    `commit` is the newest one with it. Empty, with no files, where the history has no such version.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=253)
    revision = models.CharField(max_length=12)
    commit = models.CharField(max_length=40, blank=True)
    files = models.JSONField(default=dict, help_text="{path: text}")
    newest_good = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "name", "revision"], name="one_row_per_version"
            ),
            models.UniqueConstraint(
                fields=["customer", "name"],
                condition=models.Q(newest_good=True),
                name="one_newest_good_version",
            ),
        ]


class ProposedBranch(models.Model):
    """A branch of the control repository, and what it would change of the offerings."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    branch = models.CharField(max_length=200)
    head = models.CharField(max_length=40)
    base = models.CharField(
        max_length=40,
        blank=True,
        help_text="the commit of main it was compared with, where it differs",
    )
    files = models.JSONField(default=dict, help_text="{path: new text, or null where it goes}")
    unreadable = models.JSONField(default=dict, help_text="{path: what it is instead of text}")
    trouble = models.CharField(max_length=500, blank=True, help_text="why it was not compared")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "branch"], name="one_row_per_branch"),
        ]


class HistoryMark(models.Model):
    """The commits of both repositories that a customer's rows above were found for."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    control = models.CharField(max_length=40, blank=True)
    gitops = models.CharField(max_length=40, blank=True)
