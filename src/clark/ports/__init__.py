"""The outside, as Clark's stages see it."""

from dataclasses import dataclass

from clark.ports.bootstrap import Bootstrap, Surroundings
from clark.ports.cloud import Cloud, Found
from clark.ports.cluster import (
    BrokenFile,
    Cluster,
    LiveEvent,
    LiveObject,
    LocalAddress,
    Observation,
    condition,
)
from clark.ports.githost import (
    Change,
    Check,
    GitHost,
    Moved,
    PullRequest,
    Repository,
    Rewritten,
    Step,
)
from clark.ports.pricelist import PriceList


@dataclass(frozen=True)
class Ports:
    """One customer's outside systems."""

    host: GitHost
    cluster: Cluster
    bootstrap: Bootstrap
    cloud: Cloud


__all__ = [
    "Bootstrap",
    "BrokenFile",
    "Change",
    "Check",
    "Cloud",
    "Cluster",
    "Found",
    "GitHost",
    "LiveEvent",
    "LiveObject",
    "LocalAddress",
    "Moved",
    "Observation",
    "Ports",
    "PriceList",
    "PullRequest",
    "Repository",
    "Rewritten",
    "Step",
    "Surroundings",
    "condition",
]
