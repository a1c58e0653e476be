"""Who uses Clark, and for whom they work."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Customer(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    account = models.CharField(max_length=12, help_text="AWS account id")
    regions = models.JSONField(default=list, help_text="AWS regions set up for the customer")
    gitops = models.CharField(max_length=200, help_text="owner/name of the GitOps repository")
    control = models.CharField(max_length=200, help_text="owner/name of the control repository")
    branch = models.CharField(max_length=100, default="main")

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Django asks a user model for a manager of this kind."""


class Person(AbstractBaseUser):
    """Somebody who signs in. Roles: a developer asks, a reviewer decides, an owner does both."""

    class Role(models.TextChoices):
        DEVELOPER = "developer", "Developer"
        REVIEWER = "reviewer", "Reviewer"
        OWNER = "owner", "Owner"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="people")
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


class Token(models.Model):
    """Lets a program act for a person, for a while. Only the digest of the token is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=40, help_text="what it was made for: one of each lives")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "purpose"], name="one_of_each")]
