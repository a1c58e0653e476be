"""pendingModifiedValues without the empty shells that the provider always writes."""

from collections.abc import Mapping
from typing import Any


def pending(values: Any) -> Mapping[str, Any]:
    """What is really pending. Go writes `resharding: {slotMigration: {...: 0}}` for nothing."""
    if not isinstance(values, Mapping):
        return {}
    return {name: value for name, value in values.items() if not _empty(value)}


def _empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_empty(inner) for inner in value.values())
    return not value
