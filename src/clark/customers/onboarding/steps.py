"""What onboarding consists of."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from clark.customers.onboarding import content
from clark.customers.onboarding.work import (
    Bootstrap,
    Content,
    Dashboard,
    Repositories,
    Sync,
    Work,
)


@dataclass(frozen=True)
class Step:
    """A row of the table below. `what` says it before anything happens; `needs` are the steps that
    must be done first, by key."""

    key: str
    title: str
    what: str
    work: Work
    needs: tuple[str, ...] = ()


# Read top to bottom: this is onboarding. A new step is a new row.
STEPS: Final = (
    Step(
        "repositories",
        "Repositories",
        "Empty repositories in your organization. You own them; Clark is a collaborator.",
        Repositories(),
    ),
    Step(
        "infra",
        "Infrastructure code",
        "Terraform for networks, clusters and roles, one folder for each environment and region. "
        "It is planned, reviewed and applied on the Infrastructure page.",
        Content("infra", content.infra),
        ("repositories",),
    ),
    Step(
        "bootstrap",
        "Clusters",
        "In each region something that follows the GitOps repository. On the local platform a "
        "process of this machine stands for the cluster with Argo CD, Crossplane and External "
        "Secrets."
        if settings.LOCAL
        else "Argo CD, Crossplane and External Secrets in each region's cluster.",
        Bootstrap(),
        ("repositories",),
    ),
    Step(
        "control",
        "Control content",
        "What can be ordered, and the policies that every request is checked against.",
        Content("control", content.control),
        ("repositories",),
    ),
    Step(
        "gitops",
        "GitOps content",
        "The layout that services are written to, explained for people who never heard of Clark.",
        Content("gitops", content.gitops),
        ("repositories",),
    ),
    Step(
        "sync",
        "First sync",
        "Each region's cluster has applied the GitOps repository.",
        Sync(),
        ("bootstrap", "gitops"),
    ),
    Step(
        "dashboard",
        "Dashboard",
        "People can sign in, teams have their budgets.",
        Dashboard(),
        ("control", "gitops", "sync"),
    ),
)
