"""The customer's repositories as people change them past Clark: reviewed, flagged, answered."""

from clark.customers.repositories.cards import PullCard, PushCard, RepositoriesPage
from clark.customers.repositories.queries import STATES, repositories
from clark.customers.repositories.reconcile import review
from clark.customers.repositories.service import Pull, Reverted, confirm_pull, confirm_push, revert

__all__ = [
    "STATES",
    "Pull",
    "PullCard",
    "PushCard",
    "RepositoriesPage",
    "Reverted",
    "confirm_pull",
    "confirm_push",
    "repositories",
    "revert",
    "review",
]
