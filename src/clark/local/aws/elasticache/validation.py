"""What ElastiCache refuses, in its own codes and words where those were found. moto accepts it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from moto.elasticache.exceptions import (
    ElastiCacheException,
    InvalidParameterCombinationException,
    InvalidParameterValueException,
)

from clark.local.aws import catalogue


class ParameterGroupNotFound(ElastiCacheException):
    """API reference, CreateReplicationGroup, Errors."""

    code = "CacheParameterGroupNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f"CacheParameterGroup {name} not found.")


Parameters = Mapping[str, Any]

MOST_NODES: Final = 6
GROUP_ID: Final = re.compile(r"sg-[0-9a-f]{8}([0-9a-f]{9})?")
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
TOKEN: Final = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")
NEEDLESS: Final = (
    "GlobalReplicationGroupId",
    "PrimaryClusterId",
    "SnapshotName",
    "SnapshotArns",
    "UserGroupIds",
    "NodeGroupConfiguration",
)


def creation(asked: Parameters) -> None:
    """Refuse what cannot be created. `asked` has the keys of CreateReplicationGroup."""
    name = asked.get("ReplicationGroupId") or ""
    if not re.fullmatch(r"[A-Za-z](?!.*--)[A-Za-z0-9-]{0,39}", name) or name.endswith("-"):
        raise InvalidParameterValueException(
            "The parameter ReplicationGroupIdentifier is not a valid identifier. Identifiers must "
            "begin with a letter; must contain only ASCII letters, digits, and hyphens; and must "
            "not end with a hyphen or contain two consecutive hyphens."
        )
    if not asked.get("ReplicationGroupDescription"):
        raise InvalidParameterValueException(
            "The parameter ReplicationGroupDescription must be provided and must not be blank."
        )
    _offered(asked)
    node_type(asked.get("CacheNodeType"))
    version(asked.get("EngineVersion"))
    failover(
        node_count(asked),
        automatic=bool(asked.get("AutomaticFailoverEnabled")),
        multi_az=bool(asked.get("MultiAZEnabled")),
    )
    token(asked.get("AuthToken"), encrypted=bool(asked.get("TransitEncryptionEnabled")))
    security_groups(asked.get("SecurityGroupIds"))
    parameter_group(asked.get("CacheParameterGroupName"))


def node_count(asked: Parameters) -> int:
    """Nodes asked for: primary and replicas. Raises if it is not 1 to 6."""
    nodes, replicas = asked.get("NumCacheClusters"), asked.get("ReplicasPerNodeGroup")
    if nodes is not None and replicas is not None and nodes != replicas + 1:
        raise InvalidParameterCombinationException(
            "Cannot specify both NumCacheClusters and ReplicasPerNodeGroup."
        )
    count = nodes if nodes is not None else (replicas or 0) + 1
    if not 1 <= count <= MOST_NODES:
        raise InvalidParameterValueException(
            "The number of replicas per node group must be within 0 and 5."
        )
    return int(count)


def node_type(value: str | None) -> None:
    if not value:
        raise InvalidParameterValueException(
            "The parameter CacheNodeType must be provided and must not be null."
        )
    if not catalogue.NODE_TYPE.fullmatch(value):
        raise InvalidParameterValueException(f"Invalid Cache Node Type: {value}")


def version(value: str | None) -> str:
    exact = catalogue.redis_version(value)
    if exact is None:
        raise InvalidParameterCombinationException(f"Cannot find version {value} for redis")
    return exact


def upgrade(current: str, wanted: str) -> str:
    exact = version(wanted)
    if catalogue.order(exact) < catalogue.order(current):
        raise InvalidParameterCombinationException(
            f"Engine version downgrade from {current} to {exact} is not supported."
        )
    return exact


def failover(nodes: int, *, automatic: bool, multi_az: bool) -> None:
    if automatic and nodes < 2:
        raise InvalidParameterCombinationException(
            "When using automatic failover, there must be at least 2 cache clusters in the "
            "replication group."
        )
    if multi_az and not automatic:
        raise InvalidParameterCombinationException(
            "Automatic failover must be enabled when Multi-AZ is enabled."
        )


def token(value: str | None, *, encrypted: bool) -> None:
    """The value itself never goes into a message: it would end in a log."""
    if value is None:
        return
    if not encrypted:
        raise InvalidParameterCombinationException(
            "The AUTH token can only be used when encryption in transit is enabled."
        )
    if not TOKEN.fullmatch(value):
        raise InvalidParameterValueException("Invalid AuthToken provided.")


def parameter_group(name: str | None) -> None:
    """moto has none of its own, so those that AWS makes are all there are."""
    if name and not name.startswith("default.redis"):
        raise ParameterGroupNotFound(name)


def security_groups(ids: list[str] | None) -> None:
    for group in ids or ():
        if not GROUP_ID.fullmatch(group):
            raise InvalidParameterValueException(f"Invalid security group: {group}")


def _offered(asked: Parameters) -> None:
    engine = asked.get("Engine") or "redis"
    if engine != "redis":
        raise InvalidParameterValueException(
            f"Invalid engine: {engine}. The local AWS runs redis only."
        )
    for name in NEEDLESS:
        if asked.get(name):
            raise InvalidParameterCombinationException(f"The local AWS does not support {name}.")
    if (asked.get("NumNodeGroups") or 1) != 1 or asked.get("ClusterMode") == "enabled":
        raise InvalidParameterCombinationException(
            "The local AWS runs replication groups with one node group (cluster mode disabled)."
        )
