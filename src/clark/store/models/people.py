"""Who uses Clark, and for whom they work. Records."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Customer(models.Model):
    class State(models.TextChoices):
        ONBOARDING = "onboarding"
        READY = "ready"
        LEAVING = "leaving"
        LEFT = "left"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    account = models.CharField(max_length=12, help_text="AWS account id")
    regions = models.JSONField(default=list, help_text="AWS regions set up for the customer")
    gitops = models.CharField(max_length=200, help_text="owner/name of the GitOps repository")
    control = models.CharField(max_length=200, help_text="owner/name of the control repository")
    infra = models.CharField(
        max_length=200, blank=True, help_text="owner/name of the infrastructure repository"
    )
    branch = models.CharField(max_length=100, default="main")
    organization = models.CharField(max_length=39, blank=True, help_text="owner of the above")
    networks = models.JSONField(default=dict, help_text="{region: CIDR}")
    environments = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)

    FOLLOWED = (State.READY, State.LEAVING)  # whose repositories and clusters Clark looks at
    SHOWN = (*FOLLOWED, State.LEFT)  # whose pages there are

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of a customer, and what its services may cost."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)
    budget = models.PositiveIntegerField(help_text="US dollars a month")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="one_team_of_a_name"),
        ]


class People(BaseUserManager["Person"]):
    """Django asks a user model for a manager of this kind."""


class Person(AbstractBaseUser):
    """Somebody who signs in. Roles: a developer asks, a reviewer decides, an owner does both.

    `customer` is where they are at home; a `Membership` lets them work for another one, too.
    Clark's engineers are at home with no customer.
    """

    class Role(models.TextChoices):
        DEVELOPER = "developer", "Developer"
        REVIEWER = "reviewer", "Reviewer"
        OWNER = "owner", "Owner"
        ENGINEER = "engineer", "Clark engineer"

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="people"
    )
    username = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(unique=True)
    team = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.DEVELOPER)
    is_active = models.BooleanField(default=True)

    objects = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody works for one more customer, as what and in which team.

    It is also why their name is known there (`clark.store.policies`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Person.Role.choices)
    team = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "customer"], name="one_seat_per_customer"),
        ]


class Token(models.Model):
    """Lets a program act for a person, for a while. Only the digest of the token is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=40, help_text="what it was made for: one of each lives")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "purpose"], name="one_of_each")]
