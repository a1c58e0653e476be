"""One region's ElastiCache. moto's replication groups are replaced, its tags are kept."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from moto.elasticache import urls as moto_urls
from moto.elasticache.exceptions import (
    CacheSubnetGroupNotFound,
    ElastiCacheException,
    InvalidParameterValueException,
    ReplicationGroupAlreadyExists,
    ReplicationGroupNotFound,
)
from moto.elasticache.models import ElastiCacheBackend

from clark.local.aws import identity
from clark.local.aws.elasticache import validation
from clark.local.aws.elasticache.group import Group
from clark.local.aws.elasticache.responses import Responses
from clark.local.aws.elasticache.subnets import SubnetGroup
from clark.local.aws.lifecycle import Step, Work
from clark.local.aws.pace import FAST, Pace
from clark.local.aws.routes import routes

Parameters = Mapping[str, Any]


class Backend(ElastiCacheBackend):
    def __init__(self, region_name: str, account_id: str, pace: Pace = FAST) -> None:
        super().__init__(region_name, account_id)
        self.pace = pace
        self.groups: dict[str, Group] = {}
        self.cache_subnet_groups["default"] = SubnetGroup(account_id, region_name)  # type: ignore[assignment]

    @property
    def _url_module(self) -> Any:
        return routes(moto_urls, Responses)

    def create_group(self, asked: Parameters) -> Group:
        name = str(asked.get("ReplicationGroupId") or "").lower()
        if name in self.groups:
            raise ReplicationGroupAlreadyExists(name)
        validation.creation(asked)
        subnets = asked.get("CacheSubnetGroupName")
        if subnets and subnets not in self.cache_subnet_groups:
            raise CacheSubnetGroupNotFound(subnets)
        group = Group(self.account_id, self.region_name, asked)
        group.security_groups = group.security_groups or [
            identity.default_security_group(self.account_id, self.region_name)
        ]
        self.groups[name] = group
        if asked.get("Tags"):
            self.tagging_service.tag_resource(group.arn, asked["Tags"])
        group.create(time.time(), self.pace)
        return group

    def group(self, name: str) -> Group:
        found = self.groups.get(name.lower())
        if found is None:
            raise ReplicationGroupNotFound(name)
        return found

    def modify_group(self, asked: Parameters) -> Group:
        """Token, node type and version take time; the rest is there at once."""
        group = self._available(asked["ReplicationGroupId"])
        wanted = _wanted(group, asked)
        automatic = _or(asked.get("AutomaticFailoverEnabled"), group.automatic_failover)
        multi_az = _or(asked.get("MultiAZEnabled"), group.multi_az)
        validation.failover(group.nodes, automatic=automatic, multi_az=multi_az)
        validation.token(asked.get("AuthToken"), encrypted=group.encrypted_in_transit)
        validation.security_groups(asked.get("SecurityGroupIds"))
        validation.parameter_group(asked.get("CacheParameterGroupName"))
        group.automatic_failover, group.multi_az = automatic, multi_az
        _set_plain(group, asked)
        if asked.get("AuthToken"):
            keep = asked.get("AuthTokenUpdateStrategy", "ROTATE") == "ROTATE"
            group.set_token(asked["AuthToken"], self.pace, keep_previous=keep)
        group.change(wanted, self.pace, at_once=bool(asked.get("ApplyImmediately")))
        return group

    def resize_group(self, asked: Parameters, *, grow: bool) -> Group:
        """IncreaseReplicaCount and DecreaseReplicaCount. NewReplicaCount excludes the primary."""
        group = self._available(asked["ReplicationGroupId"])
        nodes = _new_count(asked) + 1
        if (nodes > group.nodes) is not grow or nodes == group.nodes:
            raise InvalidParameterValueException(
                f"The new replica count must be {'more' if grow else 'fewer'} than the current "
                f"{group.nodes - 1}."
            )
        if not 1 <= nodes <= validation.MOST_NODES:
            raise InvalidParameterValueException(
                "The number of replicas per node group must be within 0 and 5."
            )
        if nodes == 1 and (group.automatic_failover or group.multi_az):
            raise InvalidParameterValueException(
                "Must have at least 1 replica when cluster mode is disabled with auto failover "
                "enabled."
            )
        group.resize(nodes, self.pace)
        return group

    def delete_group(self, name: str) -> Group:
        group = self.group(name)
        if group.status == "deleting":
            raise _state(f"Replication group {group.name} is already being deleted.")
        if group.status == "creating":
            raise _state(f"Replication group {group.name} is not in available state.")
        group.steps, group.pending, group.window_at = [], {}, None
        group.take(Step("deleting", time.time() + self.pace.cache_deleting, Work.REMOVE))
        return group

    # Time

    def delete_subnet_group(self, name: str) -> None:
        if name not in self.cache_subnet_groups:
            raise CacheSubnetGroupNotFound(name)
        if name == "default" or any(one.subnet_group == name for one in self.groups.values()):
            raise ElastiCacheException(
                "CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use."
            )
        del self.cache_subnet_groups[name]

    def resources(self) -> Iterator[Group]:
        yield from list(self.groups.values())

    def settle(self, now: float) -> bool:
        """Let time pass. True if anything changed."""
        changed = [self._settle_one(group, now) for group in self.resources()]
        return any(changed)

    def _settle_one(self, group: Group, now: float) -> bool:
        ended = group.settle(now)
        if any(step.work is Work.REMOVE for step in ended):
            del self.groups[group.name]
            self.tagging_service.delete_all_tags_for_resource(group.arn)
        if not group.steps and group.window_at is not None and group.window_at <= now:
            group.begin(now, self.pace)
            return True
        return bool(ended)

    def _available(self, name: str) -> Group:
        group = self.group(name)
        if group.status != "available":
            raise _state(f"Replication group {group.name} is not in available state.")
        return group


# Private functions


def _wanted(group: Group, asked: Parameters) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if asked.get("CacheNodeType"):
        validation.node_type(asked["CacheNodeType"])
        wanted["node_type"] = asked["CacheNodeType"]
    if asked.get("EngineVersion"):
        wanted["version"] = validation.upgrade(group.version, asked["EngineVersion"])
    return wanted


def _set_plain(group: Group, asked: Parameters) -> None:
    names = {
        "ReplicationGroupDescription": "description",
        "SnapshotRetentionLimit": "snapshot_retention",
        "SnapshotWindow": "snapshot_window",
        "PreferredMaintenanceWindow": "maintenance_window",
        "SecurityGroupIds": "security_groups",
        "CacheParameterGroupName": "parameter_group",
        "AutoMinorVersionUpgrade": "minor_upgrades",
    }
    for parameter, attribute in names.items():
        if asked.get(parameter) is not None:
            setattr(group, attribute, asked[parameter])


def _new_count(asked: Parameters) -> int:
    configured = [one.get("NewReplicaCount") for one in asked.get("ReplicaConfiguration") or ()]
    count = asked.get("NewReplicaCount", *configured[:1])
    if count is None:
        raise InvalidParameterValueException("The parameter NewReplicaCount must be provided.")
    return int(count)


def _or(asked: bool | None, current: bool) -> bool:
    return current if asked is None else asked


def _state(message: str) -> ElastiCacheException:
    return ElastiCacheException("InvalidReplicationGroupState", message)
