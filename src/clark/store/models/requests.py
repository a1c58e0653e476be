"""Requests, what happened to them, and what people decided. Records."""

import uuid
from typing import Self

from django.db import models

from clark.store.models.people import Customer, Person


class Requests(models.QuerySet["Request"]):
    def visible_to(self, customer_id: int) -> Self:
        """The only place that says who sees a request. Unknown and forbidden look the same."""
        return self.filter(customer_id=customer_id)


class Request(models.Model):
    """One wish of one person: the files it changes, and how far it has come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="requests")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    action = models.CharField(max_length=20)
    offering = models.CharField(max_length=253, blank=True)
    service = models.CharField(max_length=253, help_text="metadata.name of the managed resource")
    region = models.CharField(max_length=63)
    environment = models.CharField(max_length=63)
    team = models.CharField(max_length=253, blank=True)
    title = models.CharField(max_length=400)
    reason = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)
    accepted = models.JSONField(
        default=list, help_text="interruptions of this head, accepted by the author"
    )
    not_before = models.DateTimeField(
        null=True, help_text="when its author chose that it is merged; null: at once"
    )
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    submission = models.CharField(max_length=64, blank=True)
    adopts = models.JSONField(
        default=list, help_text="[{file, blob, sort, region, identifier}] taken over from AWS"
    )

    base_commit = models.CharField(max_length=40)
    files = models.JSONField(help_text="{path: new text, or null where the file goes}")
    written = models.CharField(
        max_length=64, default="", help_text="digest of the files as Clark wrote them"
    )
    base_files = models.JSONField(default=dict, help_text="{path: text on main, or null}")
    base_blobs = models.JSONField(default=dict, help_text="{path: blob id on main, or null}")

    state = models.CharField(max_length=20)
    branch = models.CharField(max_length=100)
    proposing = models.BooleanField(default=False, help_text="a pull request may exist")
    pull_number = models.PositiveIntegerField(null=True)
    pull_url = models.URLField(blank=True)
    head = models.CharField(max_length=40, blank=True)
    diff_hash = models.CharField(max_length=64, blank=True)
    verdict = models.JSONField(default=dict, help_text="{allowed, findings, refused, impacts}")
    authors = models.JSONField(default=list, help_text="e-mails of commit authors")
    judged_on = models.CharField(
        max_length=64, blank=True, help_text="digest of the policies, main and promises it met"
    )
    merging = models.CharField(
        max_length=40, blank=True, help_text="head that Clark asked the host to merge"
    )
    unseen = models.BooleanField(
        default=False, help_text="approved in an emergency, and nobody else has looked at it yet"
    )
    merge_commit = models.CharField(max_length=40, blank=True)

    seen_changing = models.JSONField(default=list, help_text="[KIND/NAME that was seen changing]")
    waiting = models.CharField(max_length=500, blank=True, help_text="why it is not further")
    who = models.CharField(max_length=60, blank=True, help_text="who must act")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to look again; null: nothing to do")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = Requests.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"]),
            models.Index(fields=["customer", "state"]),
            models.Index(fields=["customer"], condition=models.Q(unseen=True), name="unseen"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_number_per_request"),
            models.UniqueConstraint(
                fields=["customer", "author", "submission"],
                condition=~models.Q(submission=""),
                name="one_request_per_submission",
            ),
            models.UniqueConstraint(fields=["follows"], name="one_follow_up"),
        ]

    @property
    def raises(self) -> bool:
        """Whether it raises a limit: `service` is the limit's name then, and it has no place."""
        return self.action == "raise"

    @property
    def repository(self) -> str:
        """owner/name of the repository that it changes."""
        return self.customer.control if self.raises else self.customer.gitops

    @property
    def directory(self) -> str:
        """Where the files of its service are in the GitOps repository."""
        return f"regions/{self.region}/{self.environment}/{self.service}/"

    @property
    def service_file(self) -> str:
        return f"{self.directory}service.yaml"

    @property
    def service_files(self) -> tuple[str, ...]:
        """The file of each of its services: one, but for an adoption of several, and for a limit,
        which is none."""
        if self.raises:
            return ()
        adopted = tuple(str(each["file"]) for each in self.adopts)
        return adopted or (self.service_file,)

    @property
    def directories(self) -> tuple[str, ...]:
        return tuple(file.removesuffix("service.yaml") for file in self.service_files)

    @property
    def services(self) -> tuple[tuple[str, str], ...]:
        """Region and name of each of its services."""
        parts = (file.split("/") for file in self.service_files)
        return tuple((each[1], each[3]) for each in parts)


class Entry(models.Model):
    """One thing that happened to a request. Rows are only ever added."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="entries")
    event = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]


class LineComment(models.Model):
    """What somebody said of one line of a change. Rows are only ever added.

    `side` says in which text the line is, counted from 1. `quoted` is the line as it was then, so
    that the comment means something once the change has moved.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="line_comments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=1000)
    side = models.CharField(max_length=3, help_text="old or new")
    line = models.PositiveIntegerField()
    quoted = models.TextField(blank=True)
    head = models.CharField(max_length=40, blank=True)
    said = models.TextField()
    at = models.DateTimeField()
    posted = models.BooleanField(default=False, help_text="the pull request has it, too")

    class Meta:
        ordering = ["id"]


class Decision(models.Model):
    """What was decided about exactly one head, diff and base. A moved head voids it.

    Without a person it was one of the customer's rules, which `comment` names.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    verdict = models.CharField(max_length=10)
    head = models.CharField(max_length=40)
    diff_hash = models.CharField(max_length=64)
    base_blobs = models.JSONField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    void_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
