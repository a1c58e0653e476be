"""The changes that each kind can be asked for on a running service."""

from collections.abc import Mapping
from typing import Any, Final

from clark.flow.cards import Day2
from clark.flow.events import Action
from clark.manifests import Path, get

STORAGE: Final[Path] = ("spec", "forProvider", "allocatedStorage")
MOST_STORAGE: Final = 1000  # GB that the form offers; more is a talk with AWS about quotas first

# Fields of a size: Ready and Synced never show that AWS works on them.
SIZES: Final = frozenset(
    {
        "dbInstanceClass",
        "cacheNodeType",
        "numCacheClusters",
        "maxCapacity",
        "scalingConfig",
        "multiAZ",
        STORAGE[-1],
    }
)

_SIZE: Final = Day2(Action.CLASS, "Change size", "scaling")
_DELETE: Final = Day2(Action.DELETE, "Delete", "trash-2")

ACTIONS: Final[Mapping[str, tuple[Day2, ...]]] = {
    "RDSInstance": (
        _SIZE,
        Day2(Action.STORAGE, "Add storage", "hard-drive"),
        Day2(Action.STANDBY, "Change standby", "copy"),
        _DELETE,
    ),
    "DBCluster": (
        _SIZE,
        Day2(Action.INSTANCES, "Change instances", "network"),
        Day2(Action.CAPACITY, "Change capacity", "gauge"),
        _DELETE,
    ),
    "ReplicationGroup": (_SIZE, Day2(Action.NODES, "Change nodes", "network"), _DELETE),
    "Bucket": (_DELETE,),
    "NodeGroup": (Day2(Action.NODES, "Scale", "scaling"), _DELETE),
    "LoadBalancer": (_DELETE,),
}


def actions(kind: str, value: Mapping[str, Any]) -> tuple[Day2, ...]:
    """What can be asked of a resource as its manifest has it."""
    full = has_all_storage(get(value, STORAGE, 0))
    return tuple(
        each for each in ACTIONS.get(kind, ()) if not (full and each.action == Action.STORAGE)
    )


def has_all_storage(gigabytes: object) -> bool:
    return isinstance(gigabytes, int) and gigabytes >= MOST_STORAGE
