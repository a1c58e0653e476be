"""Which module counts which kind, and which kinds cost nothing by themselves."""

from collections.abc import Callable, Mapping
from typing import Final

from clark.costs import (
    bucket,
    db_cluster,
    db_instance,
    load_balancer,
    node_group,
    rds_instance,
    replication_group,
)
from clark.costs.part import Assumed, Manifest, Part, Parts, Surroundings, Unknown

COUNTED: Final[Mapping[tuple[str, str], Callable[[Manifest, Surroundings, Assumed], Parts]]] = {
    ("database.aws.crossplane.io", "RDSInstance"): rds_instance.parts,
    ("rds.aws.crossplane.io", "DBCluster"): db_cluster.parts,
    ("rds.aws.crossplane.io", "DBInstance"): db_instance.parts,
    ("cache.aws.crossplane.io", "ReplicationGroup"): replication_group.parts,
    ("s3.aws.crossplane.io", "Bucket"): bucket.parts,
    ("elbv2.aws.crossplane.io", "LoadBalancer"): load_balancer.parts,
    ("eks.aws.crossplane.io", "NodeGroup"): node_group.parts,
}
FREE: Final = frozenset(
    {
        ("elbv2.aws.crossplane.io", "TargetGroup"),
        ("elbv2.aws.crossplane.io", "Listener"),
        ("database.aws.crossplane.io", "DBSubnetGroup"),
        ("rds.aws.crossplane.io", "DBParameterGroup"),
        ("cache.aws.crossplane.io", "CacheSubnetGroup"),
        ("s3.aws.crossplane.io", "BucketPolicy"),
        ("ec2.aws.crossplane.io", "SecurityGroup"),
        ("iam.aws.crossplane.io", "Role"),
        ("aws.crossplane.io", "ProviderConfig"),
    }
)
# What the counts read below spec.forProvider: no other field can change what an object costs here.
PRICED_FIELDS: Final = frozenset(
    {
        "region",
        "locationConstraint",
        "engine",
        "dbInstanceClass",
        "multiAZ",
        "storageType",
        "allocatedStorage",
        "maxAllocatedStorage",
        "iops",
        "storageThroughput",
        "dbClusterIdentifier",
        "dbClusterIdentifierRef",
        "serverlessV2ScalingConfiguration",
        "cacheNodeType",
        "numCacheClusters",
        "numNodeGroups",
        "replicasPerNodeGroup",
        "nodeGroupConfiguration",
        "loadBalancerType",
        "scalingConfig",
        "capacityType",
        "instanceTypes",
        "launchTemplate",
        "diskSize",
    }
)
AWS: Final = ("aws.crossplane.io", ".aws.crossplane.io", ".aws.upbound.io", ".aws.m.upbound.io")


def counted(
    manifest: Manifest, around: Surroundings, assumed: Assumed
) -> tuple[Part | Unknown, ...]:
    """What one object costs, without prices. What is not of AWS costs nothing here."""
    group, kind = kind_of(manifest)
    if (group, kind) in FREE or not group.endswith(AWS):
        return ()
    counts = COUNTED.get((group, kind))
    if counts is None:
        return (Unknown(kind or "Object", "Clark does not know what this kind costs"),)
    return tuple(counts(manifest, around, assumed))


def kind_of(manifest: Manifest) -> tuple[str, str]:
    """API group and kind. At another version it costs the same."""
    group = str(manifest.get("apiVersion") or "").partition("/")[0]
    return group, str(manifest.get("kind") or "")
