"""What onboarding consists of."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from clark.customers.onboarding import content
from clark.customers.onboarding.stacks import Stacks
from clark.customers.onboarding.work import (
    Bootstrap,
    Content,
    Dashboard,
    People,
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


DECIDED: Final = "Somebody of yours approves each plan first."
PLAYED: Final = " Locally nothing runs in them: see Cluster software." if settings.LOCAL else ""

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
        "Each of its plans is reviewed before it is applied.",
        Content("infra", content.infra),
        ("repositories",),
    ),
    Step(
        "bootstrap",
        "Cluster software",
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
        "What can be ordered, the policies that every request is checked against, and what each "
        "cluster stands in.",
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
        "people",
        "People and teams",
        "People can sign in, and each is in a team.",
        People(),
    ),
    Step(
        "dashboard",
        "Dashboard",
        "The catalog, and the services as the clusters have them.",
        Dashboard(),
        ("control", "gitops", "sync", "people"),
    ),
    Step(
        "state",
        "State bucket",
        "A bucket of yours for Terraform's states and plans, encrypted with a key of its own. "
        f"{DECIDED}",
        Stacks(("state",)),
        ("infra", "people"),
    ),
    Step(
        "account",
        "Account",
        f"Roles of the account, and a registry of images in each region. {DECIDED}",
        Stacks(("identity", "registry")),
        ("state",),
    ),
    Step(
        "network",
        "Networks",
        f"A VPC in three zones for each environment and region. {DECIDED}",
        Stacks(("network",)),
        ("account",),
    ),
    Step(
        "cluster",
        "Clusters of EKS",
        f"With their system nodes. {DECIDED}{PLAYED}",
        Stacks(("cluster",)),
        ("network",),
    ),
    Step(
        "platform",
        "Platform",
        f"Roles and ground that the programs in the clusters need. {DECIDED}",
        Stacks(("platform",)),
        ("cluster",),
    ),
)
