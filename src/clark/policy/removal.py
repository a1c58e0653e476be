"""How many services one commit may remove before somebody is asked whether it was meant."""

from typing import Final

ALWAYS_ALLOWED: Final = 3  # services, however few there are
ALLOWED_SHARE: Final = 10  # or one in ten of them


def allowed(services: int) -> int:
    """How many of so many services one commit may remove."""
    return max(ALWAYS_ALLOWED, services // ALLOWED_SHARE)


def too_many(removed: int, services: int) -> bool:
    """A commit that empties the repository is a slip, however few services there were."""
    return removed > allowed(services) or removed == services > 1
