"""Three-way merge, as an apply does it: what Git stopped saying goes, what others added stays."""

import copy
from collections.abc import Mapping
from typing import Any


def merge(live: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    """Mappings are merged key by key; lists and scalars are taken whole from `after`."""
    kept = {name: value for name, value in live.items() if name in after or name not in before}
    merged = {name: _one(kept.get(name), before.get(name), value) for name, value in after.items()}
    return copy.deepcopy(kept | merged)


def _one(live: Any, before: Any, after: Any) -> Any:
    if isinstance(after, Mapping) and isinstance(live, Mapping):
        return merge(live, before if isinstance(before, Mapping) else {}, after)
    return after
