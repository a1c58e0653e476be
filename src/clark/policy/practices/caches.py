"""Best practices for Redis caches (ReplicationGroup)."""

from typing import Any, Final

from clark.policy.practices import versions
from clark.policy.practices.practice import (
    HUB,
    Practice,
    Setting,
    Subject,
    always,
    at_least,
    on,
    outside_production,
    wants,
)

KIND: Final = "ReplicationGroup"
GUIDE: Final = "Amazon ElastiCache User Guide"
AT_CREATION: Final = (
    "AWS fixes this at the creation of a cache. Order a new one, let the application use it, then "
    "delete this one."
)
_SECOND: Final[Setting] = wants("numCacheClusters", at_least(2), 2, parameter=("nodes", None))
_COSTS: Final = "A second node costs as much as the first one."
_FAILOVER: Final[Setting] = wants("automaticFailoverEnabled", on, True)


def _shards(subject: Subject) -> str:
    """In cluster mode the replicas are counted by shard, for good."""
    sharded = ("numNodeGroups", "replicasPerNodeGroup", "nodeGroupConfiguration")
    if all(subject.main.says(("spec", "forProvider", name)) is None for name in sharded):
        return ""
    return "Its nodes are counted by shard: change its file in the repository."


def _young(machine: Any) -> bool:
    return versions.family(machine) not in versions.OLD_CACHES


PRACTICES: Final = (
    Practice(
        "cache-failover",
        KIND,
        "A replica that takes over",
        "When the primary fails, a replica becomes the primary by itself; alone, the cache is gone "
        "and empty until AWS has made another node.",
        5,
        f"{HUB}, elasticache-controls",
        (_SECOND, _FAILOVER),
        waived=outside_production,
        by_hand=_shards,
        costs=_COSTS,
    ),
    Practice(
        "cache-multi-az",
        KIND,
        "Nodes in several zones",
        "A zone that fails does not take the primary and its replicas at once.",
        4,
        f"{GUIDE}, AutoFailover",
        (wants("multiAZEnabled", on, True), _SECOND, _FAILOVER),
        waived=outside_production,
        by_hand=_shards,
        costs=_COSTS,
    ),
    Practice(
        "cache-encrypted-at-rest",
        KIND,
        "Encrypted storage",
        "Disks and snapshots are of no use to who gets hold of them.",
        4,
        f"{HUB}, elasticache-controls",
        (wants("atRestEncryptionEnabled", on),),
        by_hand=always(AT_CREATION),
    ),
    Practice(
        "cache-encrypted-in-transit",
        KIND,
        "Encrypted connections",
        "Who listens on the way reads nothing.",
        4,
        f"{HUB}, elasticache-controls",
        (wants("transitEncryptionEnabled", on),),
        by_hand=always(AT_CREATION),
    ),
    Practice(
        "cache-password",
        KIND,
        "A password",
        "Without one whoever reaches the cache reads and empties it.",
        4,
        f"{HUB}, elasticache-controls",
        (wants("authEnabled", on),),
        by_hand=always(AT_CREATION),
    ),
    Practice(
        "cache-snapshots",
        KIND,
        "A snapshot a day",
        "What is in the cache can be brought back after a mistake.",
        3,
        f"{HUB}, elasticache-controls",
        (wants("snapshotRetentionLimit", at_least(1), 7, parameter=("backupDays", None)),),
        waived=outside_production,
        costs="Snapshots beyond one for each cache cost.",
    ),
    Practice(
        "cache-version",
        KIND,
        "A version with standard support",
        "After its end AWS charges for Extended Support.",
        3,
        f"{GUIDE}, extended-support and engine-versions",
        amiss=lambda subject: versions.ended(subject, "Redis", versions.REDIS),
        waived=lambda subject: versions.unknown(subject, versions.REDIS),
        by_hand=always("Change engineVersion in its file, after a try on another cache."),
    ),
    Practice(
        "cache-class",
        KIND,
        "A machine of today",
        "AWS replaces older machines and asks to move: the newer do more.",
        1,
        f"{GUIDE}, CacheNodes.SupportedTypes",
        (wants("cacheNodeType", _young),),
        by_hand=always("Choose one of the sizes on offer: Change size."),
    ),
)
