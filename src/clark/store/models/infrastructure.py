"""The stacks of the infrastructure repository, their plans, and what people decided about them.

Records, but for two columns of a stack: whether main lists it is a copy of Git, and its drift one
of the cloud. `clark rebuild` makes both again.

Everything of a plan that is kept here is redacted: no secret value ever enters the database.
"""

from typing import Self

from django.db import models

from clark.store.models.people import Customer, Person


class StackState(models.Model):
    """One root stack, as it was last applied and as it was last found."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="stacks")
    environment = models.CharField(max_length=63)
    region = models.CharField(max_length=63)
    layer = models.CharField(max_length=63)
    listed = models.BooleanField(default=True, help_text="main still has its folder")
    commit = models.CharField(max_length=40, blank=True, help_text="that was last applied")
    ground = models.CharField(max_length=64, blank=True, help_text="digest of its code there")
    applied_at = models.DateTimeField(null=True)
    outputs = models.JSONField(default=dict, help_text="public outputs of the last apply")
    drift = models.JSONField(default=list, help_text="resources that others changed, redacted")
    checked_at = models.DateTimeField(null=True, help_text="when drift was last looked for")
    trouble = models.CharField(max_length=500, blank=True, help_text="why that failed")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to look for drift; null: never")

    class Meta:
        indexes = [models.Index(fields=["due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "environment", "region", "layer"], name="one_row_per_stack"
            )
        ]


class Plans(models.QuerySet["PlanRecord"]):
    def visible_to(self, customer_id: int) -> Self:
        """The only place that says who sees a plan. Unknown and forbidden look the same."""
        return self.filter(customer_id=customer_id)


class PlanRecord(models.Model):
    """One plan that somebody asked for, from the question to the applied change."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="plans")
    stack = models.ForeignKey(StackState, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    wanted = models.CharField(
        max_length=40, blank=True, help_text="commit; main's head where empty"
    )
    adopts = models.JSONField(
        default=dict, help_text="{variable: value} to write instead of a plan"
    )
    commit = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=64, blank=True, help_text="digest of the stack's code")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the plan file")
    changes = models.JSONField(default=list, help_text="redacted")
    drifted = models.JSONField(default=list, help_text="redacted")
    changed_outputs = models.JSONField(default=list, help_text="names")
    terraform = models.CharField(max_length=30, blank=True)
    problems = models.JSONField(default=list, help_text="[{field, reason, fix}] of a refusal")
    said = models.CharField(max_length=500, blank=True, help_text="why it ended as it did")
    progress = models.CharField(max_length=300, blank=True, help_text="Terraform's last words")
    pull_url = models.URLField(blank=True)
    waiting = models.CharField(max_length=500, blank=True, help_text="why it is not further")
    who = models.CharField(max_length=60, blank=True, help_text="who must act")
    begun = models.BooleanField(default=False, help_text="Terraform may have begun to apply it")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="when to work on it; null: nothing to do")
    created_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    objects = Plans.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="plan_due"),
            models.Index(fields=["customer", "state"], name="plan_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_number_per_plan"),
            models.UniqueConstraint(
                fields=["stack"],
                condition=models.Q(state__in=["asked", "in review", "approved", "applying"]),
                name="one_open_plan_per_stack",
            ),
        ]


class PlanDecision(models.Model):
    """What a person decided about the plan with exactly this digest."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    confirmed = models.JSONField(default=list, help_text="names that were typed to confirm")
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_decision_per_person"),
        ]


class PlanEntry(models.Model):
    """One thing that happened to a plan. Rows are only ever added."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="entries")
    event = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
