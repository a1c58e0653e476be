"""What leaving consists of."""

from dataclasses import dataclass
from typing import Final

from clark.customers.exit.work import Access, Clusters, Handover, UnderWay, Work


@dataclass(frozen=True)
class Step:
    """A row of the table below. `what` says it before anything happens."""

    key: str
    title: str
    what: str
    work: Work


# Read top to bottom: this is the exit. Each step begins when the one before was seen to be done, so
# what takes Clark's access away comes last.
STEPS: Final = (
    Step(
        "requests",
        "Requests and plans",
        "Nothing new can be asked. What is not merged is withdrawn, and its author told; what is "
        "merged comes to its end.",
        UnderWay(),
    ),
    Step(
        "handover",
        "Handover",
        "A document for people who never heard of Clark, HANDOVER.md, is merged into each "
        "repository by a pull request of its own. Where a branch is protected, you merge it.",
        Handover(),
    ),
    Step(
        "clusters",
        "Clusters",
        "Each region's cluster has applied the GitOps repository as it is then, with an access "
        "that is not Clark's.",
        Clusters(),
    ),
    Step(
        "access",
        "Clark's access",
        "Clark stops being a collaborator of each repository. From here on there is no way back.",
        Access(),
    ),
)
POINT_OF_NO_RETURN: Final = "access"
