"""Gets the clusters of a customer ready to follow its GitOps repository."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Surroundings:
    """What a cluster stands in, by the names and ids that AWS gave.

    `security_groups` are by what they let in: postgresql, redis, https. What
    nobody has made is empty.
    """

    vpc: str
    public_subnets: tuple[str, ...]
    node_subnets: tuple[str, ...]
    database_subnet_group: str
    cache_subnet_group: str
    security_groups: Mapping[str, str]
    cluster: str = ""
    node_role: str = ""  # its ARN
    node_launch_template: str = ""


class Bootstrap(Protocol):
    """Raises `TryLater` when the outside does not answer, `Refused` when it will not."""

    def install(self, region: str) -> None:
        """Have the region's cluster follow the customer's GitOps repository. Safe to repeat.

        Returns before that is done: how far it is, `Cluster.observe` says.
        """
        ...

    def surroundings(self, environment: str, region: str) -> Surroundings:
        """What the cluster of this place stands in.

        Raises `NotFound` while nobody has built it, and says what is missing.
        """
        ...
