"""What people do in the customer's repositories past Clark, and what Clark said of it. Records."""

from typing import Self

from django.db import models

from clark.store.models.people import Customer, Person


class Followed(models.Model):
    """How far a repository's main branch was looked at.

    `rules` is the commit of the control repository that it was judged by. `services` are the
    directories that held one then, for the day when the host has forgotten that commit.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    repository = models.CharField(max_length=200)
    commit = models.CharField(max_length=40)
    rules = models.CharField(max_length=40, blank=True)
    services = models.JSONField(null=True, help_text="directories of services; null: unknown")
    pulls_at = models.DateTimeField(null=True, help_text="when open pull requests were listed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "repository"], name="one_mark_a_repository")
        ]


class Pushes(models.QuerySet["Push"]):
    def visible_to(self, customer_id: int) -> Self:
        """The only place that says who sees a push."""
        return self.filter(customer_id=customer_id)


class Push(models.Model):
    """A commit on main that nobody reviewed in Clark, and that breaks what holds there.

    `files` are what it changed, as they were before it. What main has of them now is judged again
    whenever main or the rules move.
    """

    class State(models.TextChoices):
        FLAGGED = "flagged"
        MEANT = "meant"
        MENDED = "mended"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="pushes")
    repository = models.CharField(max_length=200)
    commit = models.CharField(max_length=40)
    before = models.CharField(max_length=40, blank=True, help_text="where main was before")
    rewritten = models.BooleanField(default=False, help_text="main lost what it had before")
    author_name = models.TextField(blank=True)
    author_email = models.TextField(blank=True)
    title = models.TextField(blank=True)
    at = models.DateTimeField(help_text="as the commit says")
    pull_number = models.PositiveIntegerField(null=True, help_text="merged past its review")
    files = models.JSONField(default=dict, help_text="{path: text before it, or null}")
    removed = models.JSONField(default=list, help_text="directories of services that it removed")
    services = models.PositiveIntegerField(default=0, help_text="how many there were before")
    findings = models.JSONField(default=list, help_text="what stands against it now")
    refused = models.JSONField(default=list, help_text="what of it cannot be read now")
    stops = models.BooleanField(default=False, help_text="no merge goes on before it is settled")
    covers = models.JSONField(default=list, help_text="keys that an owner has answered for")
    state = models.CharField(max_length=10, default=State.FLAGGED)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True, help_text="as the owner said who meant it")

    objects = Pushes.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "state", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "repository", "commit"], name="one_row_a_push"
            )
        ]


class PullReviews(models.QuerySet["PullReview"]):
    def visible_to(self, customer_id: int) -> Self:
        """The only place that says who sees what was said of a pull request."""
        return self.filter(customer_id=customer_id)


class PullReview(models.Model):
    """A pull request that a person opened in the repository, and what Clark said of its head.

    `asks` is what an owner has to say was meant; `meant_head` is the head they said it of.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="pull_reviews")
    repository = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    author = models.TextField(blank=True, help_text="as the Git host calls them")
    authors = models.JSONField(default=list, help_text="e-mails of commit authors")
    head = models.CharField(max_length=40, blank=True)
    open = models.BooleanField(default=True)
    judged_on = models.CharField(max_length=64, blank=True, help_text="digest of what it met")
    changes = models.JSONField(default=dict, help_text="{path: blob that was judged, or null}")
    main = models.CharField(max_length=40, blank=True, help_text="main that it was judged on")
    rules = models.CharField(max_length=40, blank=True, help_text="the control repository then")
    findings = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    notes = models.JSONField(default=list, help_text="[sentence] to know")
    asks = models.JSONField(default=list, help_text="[sentence] that an owner has to answer")
    trouble = models.TextField(blank=True, help_text="why it could not be reviewed")
    seen_at = models.DateTimeField()
    meant_head = models.CharField(max_length=40, blank=True)
    meant_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    meant_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    objects = PullReviews.as_manager()

    @property
    def passes(self) -> bool:
        """Whether its head may be merged as far as Clark is concerned."""
        denied = any(each["level"] == "deny" for each in self.findings)
        answered = not self.asks or self.meant_head == self.head
        return not (denied or self.refused or self.trouble) and answered

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "repository", "number"], name="one_row_a_pull_request"
            )
        ]
