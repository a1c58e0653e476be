"""Gets the clusters of a customer ready to follow its GitOps repository."""

from typing import Protocol


class Bootstrap(Protocol):
    """Raises `TryLater` when the outside does not answer, `Refused` when it will not."""

    def install(self, region: str) -> None:
        """Have the region's cluster follow the customer's GitOps repository. Safe to repeat.

        Returns before that is done: how far it is, `Cluster.observe` says.
        """
        ...
