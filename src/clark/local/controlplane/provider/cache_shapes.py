"""A ReplicationGroup in AWS's words and the provider's: pkg/clients/elasticache/elasticache.go."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from clark.local.controlplane.provider.shapes import pick, without_zeroes

Group = Mapping[str, Any]
Member = Mapping[str, Any]

CREATED = {
    "replicationGroupDescription": "ReplicationGroupDescription",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "cacheNodeType": "CacheNodeType",
    "numCacheClusters": "NumCacheClusters",
    "numNodeGroups": "NumNodeGroups",
    "replicasPerNodeGroup": "ReplicasPerNodeGroup",
    "port": "Port",
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "multiAZEnabled": "MultiAZEnabled",
    "cacheParameterGroupName": "CacheParameterGroupName",
    "cacheSubnetGroupName": "CacheSubnetGroupName",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "preferredCacheClusterAzs": "PreferredCacheClusterAZs",
    "notificationTopicArn": "NotificationTopicArn",
    "snapshotName": "SnapshotName",
}
MODIFIED = (
    "automaticFailoverEnabled",
    "cacheNodeType",
    "cacheParameterGroupName",
    "engineVersion",
    "multiAZEnabled",
    "notificationTopicArn",
    "preferredMaintenanceWindow",
    "replicationGroupDescription",
    "securityGroupIds",
    "snapshotRetentionLimit",
    "snapshotWindow",
)
ENDPOINT = {"Address": "address", "Port": "port"}


def at_provider(group: Group) -> dict[str, Any]:
    """status.atProvider (GenerateObservation). A pending node type is not in it."""
    pending = {
        "AutomaticFailoverStatus": "automaticFailoverStatus",
        "PrimaryClusterId": "primaryClusterId",
    }
    nested = {
        "configurationEndpoint": pick(endpoint(group), ENDPOINT),
        "nodeGroups": [_node_group(one) for one in group.get("NodeGroups") or ()],
        "pendingModifiedValues": pick(group.get("PendingModifiedValues") or {}, pending),
    }
    named = {
        "AutomaticFailover": "automaticFailover",
        "ClusterEnabled": "clusterEnabled",
        "MemberClusters": "memberClusters",
        "Status": "status",
    }
    return pick(group, named) | without_zeroes(nested)


def endpoint(group: Group) -> Mapping[str, Any]:
    """Where to write: the configuration endpoint in cluster mode, else the primary."""
    if group.get("ClusterEnabled"):
        return group.get("ConfigurationEndpoint") or {}
    groups = group.get("NodeGroups") or [{}]
    return groups[0].get("PrimaryEndpoint") or {}


def details(group: Group) -> dict[str, str]:
    """Connection keys (ConnectionEndpoint): endpoint, port; without cluster mode the reader."""
    write = endpoint(group)
    if not write.get("Address"):
        return {}
    found = {"endpoint": write["Address"], "port": str(write["Port"])}
    reader = {} if group.get("ClusterEnabled") else group["NodeGroups"][0].get("ReaderEndpoint")
    if reader:
        found |= {"readerEndpoint": reader["Address"], "readerPort": str(reader["Port"])}
    return found


def late_values(group: Group, members: Sequence[Member]) -> dict[str, Any]:
    """What the provider writes into spec.forProvider where nothing stands (LateInitialize)."""
    member = members[0] if members else {}
    groups = [one["SecurityGroupId"] for one in member.get("SecurityGroups") or ()]
    found = {
        "atRestEncryptionEnabled": group.get("AtRestEncryptionEnabled"),
        "authEnabled": group.get("AuthTokenEnabled"),
        "automaticFailoverEnabled": failover(group),
        "snapshotRetentionLimit": group.get("SnapshotRetentionLimit"),
        "snapshotWindow": group.get("SnapshotWindow"),
        "transitEncryptionEnabled": group.get("TransitEncryptionEnabled"),
        "engineVersion": member.get("EngineVersion"),
        "cacheParameterGroupName": _parameter_group(member),
        "preferredMaintenanceWindow": member.get("PreferredMaintenanceWindow"),
        "securityGroupIds": groups or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def needs_modifying(parameters: Mapping[str, Any], group: Group, members: Sequence[Member]) -> bool:
    """Whether ModifyReplicationGroup is due (ReplicationGroupNeedsUpdate but for the nodes)."""
    pairs = (
        ("automaticFailoverEnabled", failover(group)),
        ("cacheNodeType", group.get("CacheNodeType")),
        ("snapshotRetentionLimit", group.get("SnapshotRetentionLimit")),
        ("snapshotWindow", group.get("SnapshotWindow")),
    )
    if any(parameters.get(name) not in (None, present) for name, present in pairs):
        return True
    if bool(parameters.get("multiAZEnabled")) != (group.get("MultiAZ") == "enabled"):
        return True
    return any(_member_differs(parameters, member) for member in members)


def failover(group: Group) -> bool | None:
    said = group.get("AutomaticFailover")
    return said in ("enabled", "enabling") if said else None


# Private functions


def _node_group(one: Mapping[str, Any]) -> dict[str, Any]:
    nested = {
        "primaryEndpoint": pick(one.get("PrimaryEndpoint") or {}, ENDPOINT),
        "readerEndpoint": pick(one.get("ReaderEndpoint") or {}, ENDPOINT),
        "nodeGroupMembers": [_member(member) for member in one.get("NodeGroupMembers") or ()],
    }
    named = {"NodeGroupId": "nodeGroupId", "Slots": "slots", "Status": "status"}
    return pick(one, named) | without_zeroes(nested)


def _member(one: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        "CacheClusterId": "cacheClusterId",
        "CacheNodeId": "cacheNodeId",
        "CurrentRole": "currentRole",
        "PreferredAvailabilityZone": "preferredAvailabilityZone",
    }
    read = {"readEndpoint": pick(one.get("ReadEndpoint") or {}, ENDPOINT)}
    return pick(one, named) | without_zeroes(read)


def _parameter_group(member: Member) -> Any:
    return (member.get("CacheParameterGroup") or {}).get("CacheParameterGroupName")


def _member_differs(parameters: Mapping[str, Any], member: Member) -> bool:
    window = str(parameters.get("preferredMaintenanceWindow") or "").lower()
    groups = {one["SecurityGroupId"] for one in member.get("SecurityGroups") or ()}
    name = parameters.get("cacheParameterGroupName")
    return (
        not _same_version(parameters.get("engineVersion"), member.get("EngineVersion"))
        or (name is not None and name != _parameter_group(member))
        or (window != "" and window != str(member.get("PreferredMaintenanceWindow") or "").lower())
        or set(parameters.get("securityGroupIds") or groups) != groups
    )


def _same_version(wanted: str | None, present: str | None) -> bool:
    """7.0 is satisfied by 7.0.7; the patch level counts below 6 only (versionMatches)."""
    if wanted is None or wanted == present:
        return True
    ours, theirs = re.findall(r"\d+", wanted), re.findall(r"\d+", present or "")
    length = len(ours) if ours[:1] < ["6"] else min(len(ours), 2)
    return ours[:length] == theirs[:length]
