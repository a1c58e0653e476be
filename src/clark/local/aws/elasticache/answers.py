"""Replication groups and their members in the shapes of the ElastiCache API."""

from typing import Any

from clark.local.aws.elasticache.group import Group

Shown = dict[str, Any]


def replication_group(group: Group) -> Shown:
    """ReplicationGroup of DescribeReplicationGroups."""
    return {
        "ReplicationGroupId": group.name,
        "Description": group.description,
        "ARN": group.arn,
        "Status": group.status,
        "PendingModifiedValues": {},
        "MemberClusters": [group.node_name(number) for number in group.numbers],
        "NodeGroups": [_node_group(group)] if group.status != "creating" else [],
        "AutomaticFailover": "enabled" if group.automatic_failover else "disabled",
        "MultiAZ": "enabled" if group.multi_az else "disabled",
        "SnapshotRetentionLimit": group.snapshot_retention,
        "SnapshotWindow": group.snapshot_window,
        "ClusterEnabled": False,
        "ClusterMode": "disabled",
        "CacheNodeType": group.node_type,
        "TransitEncryptionEnabled": group.encrypted_in_transit,
        "AtRestEncryptionEnabled": group.encrypted_at_rest,
        "KmsKeyId": group.kms_key,
        "ReplicationGroupCreateTime": group.created_at,
        "AutoMinorVersionUpgrade": group.minor_upgrades,
        "NetworkType": "ipv4",
        "IpDiscovery": "ipv4",
        "DataTiering": "disabled",
        "Engine": "redis",
        **_authentication(group),
    }


def cache_clusters(group: Group, *, with_nodes: bool) -> list[Shown]:
    """CacheClusters of DescribeCacheClusters: one for each node of the group."""
    return [_cache_cluster(group, number, with_nodes=with_nodes) for number in group.numbers]


# Private functions


def _authentication(group: Group) -> Shown:
    shown: Shown = {"AuthTokenEnabled": group.token is not None}
    if group.token_changed_at is not None:
        shown["AuthTokenLastModifiedDate"] = group.token_changed_at
    return shown


def _node_group(group: Group) -> Shown:
    return {
        "NodeGroupId": "0001",
        "Status": group.status,
        "PrimaryEndpoint": {"Address": group.host("master"), "Port": group.port},
        "ReaderEndpoint": {"Address": group.host("replica"), "Port": group.port},
        "NodeGroupMembers": [
            {
                "CacheClusterId": group.node_name(number),
                "CacheNodeId": "0001",
                "ReadEndpoint": {"Address": group.node_host(number), "Port": group.port},
                "PreferredAvailabilityZone": group.zone(number),
                "CurrentRole": "primary" if number == 1 else "replica",
            }
            for number in group.numbers
        ],
    }


def _cache_cluster(group: Group, number: int, *, with_nodes: bool) -> Shown:
    name = group.node_name(number)
    pending = {"node_type": "CacheNodeType", "version": "EngineVersion"}
    shown: Shown = {
        "CacheClusterId": name,
        "ARN": f"arn:aws:elasticache:{group.region}:{group.account}:cluster:{name}",
        "CacheNodeType": group.node_type,
        "Engine": "redis",
        "EngineVersion": group.version,
        "CacheClusterStatus": group.status,
        "NumCacheNodes": 1,
        "PreferredAvailabilityZone": group.zone(number),
        "CacheClusterCreateTime": group.created_at,
        "PreferredMaintenanceWindow": group.maintenance_window,
        "PendingModifiedValues": {pending[key]: value for key, value in group.pending.items()},
        "CacheSubnetGroupName": group.subnet_group,
        "CacheParameterGroup": {
            "CacheParameterGroupName": group.parameter_group,
            "ParameterApplyStatus": "in-sync",
        },
        "SecurityGroups": [
            {"SecurityGroupId": one, "Status": "active"} for one in group.security_groups
        ],
        "AutoMinorVersionUpgrade": group.minor_upgrades,
        "ReplicationGroupId": group.name,
        "SnapshotRetentionLimit": group.snapshot_retention,
        "SnapshotWindow": group.snapshot_window,
        "TransitEncryptionEnabled": group.encrypted_in_transit,
        "AtRestEncryptionEnabled": group.encrypted_at_rest,
        **_authentication(group),
    }
    return {**shown, "CacheNodes": [_cache_node(group, number)]} if with_nodes else shown


def _cache_node(group: Group, number: int) -> Shown:
    return {
        "CacheNodeId": "0001",
        "CacheNodeStatus": group.status,
        "CacheNodeCreateTime": group.created_at,
        "Endpoint": {"Address": group.node_host(number), "Port": group.port},
        "ParameterGroupStatus": "in-sync",
        "CustomerAvailabilityZone": group.zone(number),
    }
