"""A cache as AWS describes it (DescribeReplicationGroups, and `Member`, its first node as
DescribeCacheClusters tells it), in the provider's fields.

Read against provider-aws v0.58, pkg/clients/elasticache/elasticache.go.
"""

from collections.abc import Mapping
from typing import Any, Final

_GROUP: Final[Mapping[str, str]] = {
    "replicationGroupDescription": "Description",
    "cacheNodeType": "CacheNodeType",
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "authEnabled": "AuthTokenEnabled",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
}
_MEMBER: Final[Mapping[str, str]] = {
    "engine": "Engine",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "cacheSubnetGroupName": "CacheSubnetGroupName",
}
_EXACT_BELOW: Final = 6  # from Redis 6 on, AWS chooses the patch release itself


def described(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """spec.forProvider; what AWS does not say is left out. Tags by key: they have no order."""
    found = told(settings, tags, region)
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def told(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """Every name that can be described, also those of which AWS says nothing."""
    member = settings.get("Member", {})
    return {
        "region": region,
        **{name: settings.get(aws) for name, aws in _GROUP.items()},
        **{name: member.get(aws) for name, aws in _MEMBER.items()},
        "engineVersion": _version(str(member.get("EngineVersion") or "")),
        "port": _port(settings),
        **_size(settings),
        "automaticFailoverEnabled": settings.get("AutomaticFailover") in ("enabled", "enabling"),
        "multiAZEnabled": settings.get("MultiAZ") == "enabled",
        "cacheParameterGroupName": member.get("CacheParameterGroup", {}).get(
            "CacheParameterGroupName"
        ),
        "securityGroupIds": [
            each["SecurityGroupId"] for each in member.get("SecurityGroups") or ()
        ],
        "notificationTopicArn": member.get("NotificationConfiguration", {}).get("TopicArn"),
        "applyModificationsImmediately": False,
        "tags": [{"key": key, "value": value} for key, value in sorted(tags.items())],
    }


# Private functions


def _size(settings: Mapping[str, Any]) -> dict[str, int | None]:
    """Nodes; in cluster mode shards, and the replicas of each."""
    none = dict.fromkeys(("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"))
    if not settings.get("ClusterEnabled"):
        return {**none, "numCacheClusters": len(settings.get("MemberClusters") or ())}
    shards = settings.get("NodeGroups") or ()
    members = len(shards[0].get("NodeGroupMembers") or ()) if shards else 0
    return {**none, "numNodeGroups": len(shards), "replicasPerNodeGroup": max(members - 1, 0)}


def _port(settings: Mapping[str, Any]) -> int | None:
    shards = settings.get("NodeGroups") or [{}]
    endpoint = settings.get("ConfigurationEndpoint") or shards[0].get("PrimaryEndpoint") or {}
    found: int | None = endpoint.get("Port")
    return found


def _version(said: str) -> str:
    """7.0 for 7.0.7: the provider takes every 7.0 for it."""
    parts = said.split(".")
    return ".".join(parts[:2]) if parts[0].isdigit() and int(parts[0]) >= _EXACT_BELOW else said
