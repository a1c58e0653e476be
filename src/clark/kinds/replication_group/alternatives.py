"""How a cache grows or is upgraded with less interruption."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from clark.kinds import source
from clark.kinds.alternative import AUTHOR, Alternative, Step
from clark.kinds.change import Change
from clark.kinds.replication_group.refusals import nodes
from clark.kinds.replication_group.shards import sharded

_MOST: Final = 6  # one primary and five replicas


def _bigger(change: Change, _alike: int) -> Iterator[Alternative]:
    if sharded(change.old):  # more nodes are more replicas of each shard, which no form asks for
        return
    then = Step(
        f"Then change the node type to {change.after}: connections break once, and writes fail for "
        "some seconds.",
        action="class",
        fields={"size": str(change.after)},
    )
    if nodes(change.old) == 1:
        yield _replica_first(change, then, source.CACHE_SCALE)
    elif _counted(change) and nodes(change.old) < _MOST:
        yield Alternative(
            title="Another replica, where reads are what is slow",
            interruption="Nothing is interrupted. But only reads are spread over more nodes: what "
            "fits into the cache, and how fast it writes, stay as they are.",
            source=source.CACHE_REPLICAS,
            steps=(_add(nodes(change.old) + 1),),
        )


def _newer(change: Change, _alike: int) -> Iterator[Alternative]:
    if nodes(change.old) == 1 and not sharded(change.old):
        then = Step(f"Then upgrade to {change.after}, as you ask it here.", who=AUTHOR)
        yield _replica_first(change, then, source.CACHE_UPGRADE)


def _replica_first(change: Change, then: Step, cited: str) -> Alternative:
    return Alternative(
        title="A replica first",
        interruption="With a replica, connections break once and writes fail for seconds, up to a "
        "minute without automatic failover; with one node the cache cannot be reached until its "
        "successor has taken over. The replica costs as much as the first node.",
        source=cited,
        steps=(_add(2) if _counted(change) else _by_hand(2), then),
    )


def _counted(change: Change) -> bool:
    """Whether the file says the number of nodes, which is what Clark's form changes."""
    return isinstance(change.old.get("numCacheClusters"), int)


def _add(count: int) -> Step:
    return Step(
        f"Grow to {count} nodes. ElastiCache does it at once, whatever the window says.",
        action="nodes",
        fields={"nodes": str(count), "when": "now"},
        uninterrupted=source.CACHE_REPLICAS,
    )


def _by_hand(count: int) -> Step:
    return Step(
        f"Grow to {count} nodes: numCacheClusters is not in the file yet.",
        who=AUTHOR,
        uninterrupted=source.CACHE_REPLICAS,
    )


ALTERNATIVES: Final[Mapping[str, Callable[[Change, int], Iterator[Alternative]]]] = {
    "cacheNodeType": _bigger,
    "engineVersion": _newer,
}
