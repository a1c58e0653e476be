"""How a cache is split into shards, each with a primary and replicas of its own."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.replication_group.refusals import nodes

Settings = Mapping[str, Any]
_FIELDS: Final = ("numNodeGroups", "replicasPerNodeGroup", "nodeGroupConfiguration")


def sharded(asked: Settings) -> bool:
    """Whether it is sized by shards, and not by numCacheClusters."""
    return any(asked.get(name) is not None for name in _FIELDS)


def replicated(asked: Settings) -> bool:
    """Whether a replica can take over from every primary."""
    if asked.get("numNodeGroups") in (None, 1) and isinstance(asked.get("numCacheClusters"), int):
        return nodes(asked) > 1
    groups = asked.get("nodeGroupConfiguration")
    if isinstance(groups, list) and groups and asked.get("replicasPerNodeGroup") is None:
        return all(isinstance(each, Mapping) and bool(each.get("replicaCount")) for each in groups)
    if sharded(asked):
        return bool(asked.get("replicasPerNodeGroup"))
    return nodes(asked) > 1
