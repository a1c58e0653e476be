"""ReplicationGroup: hours of its nodes. A replica costs what a primary costs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clark.costs.part import (
    Assumed,
    Manifest,
    Part,
    Parts,
    Surroundings,
    Unknown,
    asked,
    number,
    said,
)


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    wanted = asked(manifest)
    engine, size = wanted.get("engine"), wanted.get("cacheNodeType")
    if engine != "redis":
        yield Unknown("Cache nodes", f"only Redis is priced, and the engine is {engine!r}")
    elif not isinstance(size, str) or not size:
        yield said("Cache nodes", "cacheNodeType", size)
    else:
        nodes = _nodes(wanted)
        if nodes is None:
            yield Unknown("Cache nodes", "the definition does not say how many nodes there are")
        else:
            sku = f"elasticache/redis/{size}"
            yield Part(f"{size} nodes", sku, "running", nodes, "on demand, all month")


# Private functions


def _nodes(wanted: Mapping[str, Any]) -> Decimal | None:
    """Shards × (1 + replicas), or the nodes of a group without shards."""
    listed = wanted.get("nodeGroupConfiguration")
    if isinstance(listed, list) and listed:
        replicas = [number(_replicas(each, wanted)) for each in listed]
        known = [each for each in replicas if each is not None]
        return sum(known, Decimal(len(known))) if len(known) == len(replicas) else None
    shards = number(wanted.get("numNodeGroups"))
    if shards is None:
        return number(wanted.get("numCacheClusters"))
    each = number(wanted.get("replicasPerNodeGroup"))
    return None if each is None else shards * (1 + each)


def _replicas(shard: Any, wanted: Mapping[str, Any]) -> Any:
    own = shard.get("replicaCount") if isinstance(shard, Mapping) else None
    return wanted.get("replicasPerNodeGroup") if own is None else own
