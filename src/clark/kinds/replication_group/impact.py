"""What a change of a cache does, field by field."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.replication_group.refusals import nodes
from clark.kinds.replication_group.shards import replicated, sharded
from clark.kinds.versions import is_older, number

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {
    "automaticFailoverEnabled": False,
    "multiAZEnabled": False,
    "atRestEncryptionEnabled": False,
    "transitEncryptionEnabled": False,
    "authEnabled": False,
    "snapshotRetentionLimit": 0,
}


def _node_type(change: Change) -> Impact:
    if replicated(change.old):
        sentence = (
            "ElastiCache builds new nodes beside the old ones and then hands over: connections "
            "break once, and writes fail for some seconds."
        )
        return change.failover(sentence, source.CACHE_SCALE)
    sentence = (
        f"{_alone(change.old)} is replaced: what it holds cannot be reached until the new one has "
        "taken over, AWS does not say for how long, and what could not be copied is lost."
    )
    return change.restart(sentence, source.CACHE_SCALE)


def _alone(asked: Mapping[str, Any]) -> str:
    """What no replica stands in for."""
    if not sharded(asked):
        return "The only node"
    count = asked.get("numNodeGroups")
    many = isinstance(count, int) and count > 1
    return f"The primary of each of the {count} shards" if many else "The primary of each shard"


def _nodes(change: Change) -> Impact:
    before, after = nodes(change.old), nodes(change.new)
    if not 2 <= after <= 6:
        sentence = (
            f"{after} is refused: a cache that exists can be changed to 2 to 6 nodes, one primary "
            "and up to five replicas."
        )
        return change.refused(sentence, source.PROVIDER)
    if after > before:
        sentence = (
            f"ElastiCache adds {_replicas(after - before)} while the cache goes on working, at "
            "once, whatever the window says."
        )
    else:
        sentence = (
            f"ElastiCache removes {_replicas(before - after)}, at once. The primary goes on "
            "working; connections to a removed replica break."
        )
    return change.in_place(sentence, source.CACHE_REPLICAS)


def _replicas(count: int) -> str:
    return "1 replica" if count == 1 else f"{count} replicas"


def _version(change: Change) -> Impact:
    if is_older(number(change.after), number(change.before)):
        sentence = f"AWS never goes back to an older version: the cache stays at {change.before}."
        return change.refused(sentence, source.CACHE_UPGRADE)
    if replicated(change.old):
        sentence = (
            "ElastiCache upgrades the replicas first and then fails over: connections break, and "
            "writes fail for seconds, up to a minute without automatic failover."
        )
        return change.failover(sentence, source.CACHE_UPGRADE)
    sentence = (
        f"{_alone(change.old)} is upgraded: what it holds cannot be reached meanwhile, and AWS "
        "does not say for how long."
    )
    return change.restart(sentence, source.CACHE_UPGRADE)


def _timing(change: Change) -> Impact:
    if change.after is True:
        sentence = (
            "Changes no longer wait for the maintenance window. Whatever is waiting for it now "
            "is done at once too."
        )
    else:
        sentence = "From now on changes wait for the maintenance window."
    return change.in_place(sentence, source.CACHE_MODIFY)


def _description(change: Change) -> Impact:
    sentence = (
        "The provider does not look at the description: AWS gets the new one together with the "
        "next other change."
    )
    return change.without_effect(sentence, source.PROVIDER_CODE)


def _unnoticed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the cache is created. The provider ignores the change and "
        "reports success."
    )
    return change.ignored(sentence, source.PROVIDER)


def _marked(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the cache is created: the provider marks it as immutable. "
        "Create a new cache and move to it."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


def _says(sentence: str) -> "_Rule":
    return lambda change: change.in_place(sentence, source.CACHE_MODIFY)


def _cuts_off(sentence: str) -> "_Rule":
    return lambda change: change.cutting_off(sentence, source.CACHE_MODIFY)


_Rule = Callable[[Change], Impact]
_QUIET = "AWS changes this while the cache goes on working."

RULES: Final[Mapping[str, _Rule]] = {
    "replicationGroupDescription": _description,
    "cacheNodeType": _node_type,
    "numCacheClusters": _nodes,
    "engineVersion": _version,
    "applyModificationsImmediately": _timing,
    "automaticFailoverEnabled": _says(
        "AWS changes at once whether a replica takes over when the primary fails."
    ),
    "multiAZEnabled": _says("AWS changes whether the nodes stand in several zones."),
    "securityGroupIds": _cuts_off(
        "AWS changes at once who may connect. Applications whose group is no longer listed lose "
        "their connection."
    ),
    "cacheParameterGroupName": _says(
        "AWS attaches the parameter group while the cache goes on working. Some parameters take "
        "effect only after a reboot, which nobody does for you."
    ),
    **dict.fromkeys(
        (
            "snapshotRetentionLimit",
            "snapshotWindow",
            "preferredMaintenanceWindow",
            "notificationTopicArn",
            "notificationTopicStatus",
            "tags",
        ),
        _says(_QUIET),
    ),
    **dict.fromkeys(
        ("authEnabled", "atRestEncryptionEnabled", "transitEncryptionEnabled"), _unnoticed
    ),
    **dict.fromkeys(
        (
            "engine",
            "port",
            "cacheSubnetGroupName",
            "numNodeGroups",
            "replicasPerNodeGroup",
            "nodeGroupConfiguration",
            "preferredCacheClusterAzs",
            "snapshotName",
            "snapshotArns",
        ),
        _marked,
    ),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    count = nodes(asked)
    size = "1 node" if count == 1 else f"{count} nodes"
    sentence = f"AWS creates a new cache of {size}. One took 5 minutes 37 seconds."
    return sentence, "one public Terraform log"


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    days = asked.get("snapshotRetentionLimit")
    kept = " Its automatic snapshots go with it." if days else ""
    sentence = (
        f"The cache and everything in it are deleted for good; no final snapshot is taken.{kept}"
    )
    return sentence, source.CACHE_DELETE, False
