"""The changes that each kind can be asked for on a running service."""

from collections.abc import Mapping
from typing import Final

from clark.flow.cards import Day2
from clark.flow.events import Action

_SIZE: Final = Day2(Action.CLASS, "Change size", "scaling")
_DELETE: Final = Day2(Action.DELETE, "Delete", "trash-2")

ACTIONS: Final[Mapping[str, tuple[Day2, ...]]] = {
    "RDSInstance": (_SIZE, Day2(Action.STORAGE, "Add storage", "hard-drive"), _DELETE),
    "ReplicationGroup": (_SIZE, Day2(Action.NODES, "Change nodes", "network"), _DELETE),
    "Bucket": (_DELETE,),
}


def actions(kind: str) -> tuple[Day2, ...]:
    return ACTIONS.get(kind, ())
