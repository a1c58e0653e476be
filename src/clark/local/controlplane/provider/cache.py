"""ReplicationGroup: provider-aws pkg/controller/cache/replicationgroup/managed.go, v0.58."""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudError, CloudRefusal, asking
from clark.local.controlplane.conditions import Condition
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.cache_shapes import (
    CREATED,
    MODIFIED,
    Group,
    Member,
    at_provider,
    details,
    late_values,
    needs_modifying,
)
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.tags import difference, wanted_tags

NOT_FOUND = {"ReplicationGroupNotFoundFault"}
ALREADY_THERE = {"ReplicationGroupAlreadyExists", "ReplicationGroupAlreadyExistsFault"}
COUNT_FAILED = "cannot modify ElastiCache replication group num cache clusters"


class ReplicationGroups:
    """Implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def observe(self, resource: Resource) -> Seen | None:
        group = self._describe(resource)
        if group is None:
            return None
        members = self._members(resource, group)
        parameters = resource.parameters
        return Seen(
            ready=_readiness(group["Status"]),
            status=at_provider(group),
            up_to_date=not (
                _shards_differ(parameters, group)
                or _count_differs(parameters, members)
                or needs_modifying(parameters, group, members)
                or (group["Status"] == "available" and any(self._tags(resource, group)))
            ),
            late=late_values(group, members),
            details=details(group),
        )

    def login(self, resource: Resource) -> Mapping[str, str] | None:
        return {} if resource.parameters.get("authEnabled") else None

    def create(self, resource: Resource, password: str | None) -> None:
        parameters = resource.parameters
        given = {
            aws: parameters[name]
            for name, aws in CREATED.items()
            if parameters.get(name) is not None
        }
        if password is not None:
            given["AuthToken"] = password
        try:
            with asking("cannot create ElastiCache replication group"):
                self._client(resource).create_replication_group(
                    ReplicationGroupId=resource.external_name,
                    Tags=wanted_tags(parameters.get("tags") or ()),
                    **given,
                )
        except CloudRefusal as refusal:
            if refusal.code not in ALREADY_THERE:
                raise

    def take_over(self, _resource: Resource, _password: str) -> bool:
        """Nothing to do: AWS keeps the token of the create, and every attempt carried this one."""
        return True

    def update(self, resource: Resource) -> None:
        """One kind of change at a time: shards, then nodes, then the rest, then tags."""
        group = self._describe(resource)
        if group is None or group["Status"] != "available":
            return
        parameters = resource.parameters
        members = self._members(resource, group)
        if _shards_differ(parameters, group):
            self._change_shards(resource, group)
        elif _count_differs(parameters, members):
            self._change_count(resource, len(members), parameters["numCacheClusters"])
        elif needs_modifying(parameters, group, members):
            self._modify(resource)
        else:
            self._change_tags(resource, group)

    def delete(self, resource: Resource) -> None:
        group = self._describe(resource)
        if group is None or group["Status"] == "deleting":
            return
        try:
            with asking("cannot delete ElastiCache replication group"):
                self._client(resource).delete_replication_group(
                    ReplicationGroupId=resource.external_name
                )
        except CloudRefusal as refusal:
            if refusal.code not in NOT_FOUND:
                raise

    def _describe(self, resource: Resource) -> Group | None:
        try:
            with asking("cannot describe ElastiCache replication group"):
                answer = self._client(resource).describe_replication_groups(
                    ReplicationGroupId=resource.external_name
                )
        except CloudRefusal as refusal:
            if refusal.code in NOT_FOUND:
                return None
            raise
        found: list[Group] = answer["ReplicationGroups"]
        return found[0] if found else None

    def _members(self, resource: Resource, group: Group) -> list[Member]:
        members = []
        for name in group.get("MemberClusters") or ():
            with asking("cannot get cache cluster list"):
                answer = self._client(resource).describe_cache_clusters(CacheClusterId=name)
            members.append(answer["CacheClusters"][0])
        return members

    def _change_shards(self, resource: Resource, group: Group) -> None:
        wanted, present = resource.parameters["numNodeGroups"], group.get("NodeGroups") or []
        with asking("cannot modify ElastiCache replication group shard configuration"):
            self._client(resource).modify_replication_group_shard_configuration(
                ReplicationGroupId=resource.external_name,
                NodeGroupCount=wanted,
                ApplyImmediately=bool(resource.parameters.get("applyModificationsImmediately")),
                NodeGroupsToRemove=[
                    one["NodeGroupId"] for one in present[: max(0, len(present) - wanted)]
                ],
            )

    def _change_count(self, resource: Resource, present: int, wanted: int) -> None:
        """The provider's own limits come first; AWS takes effect at once only."""
        if wanted < 2:
            raise CloudError(f"{COUNT_FAILED}: at least 1 replica is required")
        if wanted > 6:
            raise CloudError(f"{COUNT_FAILED}: maximum of 5 replicas are allowed")
        client = self._client(resource)
        call = client.increase_replica_count if wanted > present else client.decrease_replica_count
        with asking(COUNT_FAILED):
            call(
                ReplicationGroupId=resource.external_name,
                NewReplicaCount=wanted - 1,
                ApplyImmediately=True,
            )

    def _modify(self, resource: Resource) -> None:
        parameters = resource.parameters
        given = {
            CREATED[name]: parameters[name] for name in MODIFIED if parameters.get(name) is not None
        }
        with asking("cannot modify ElastiCache replication group"):
            self._client(resource).modify_replication_group(
                ReplicationGroupId=resource.external_name,
                ApplyImmediately=bool(parameters.get("applyModificationsImmediately")),
                **given,
            )

    def _tags(self, resource: Resource, group: Group) -> tuple[list[dict[str, str]], list[str]]:
        with asking("cannot list ElastiCache replication group tags"):
            present = self._client(resource).list_tags_for_resource(ResourceName=group["ARN"])
        wanted = wanted_tags(resource.parameters.get("tags") or ())
        return difference(wanted, present["TagList"])

    def _change_tags(self, resource: Resource, group: Group) -> None:
        add, remove = self._tags(resource, group)
        with asking("cannot update ElastiCache replication group tags"):
            if remove:
                self._client(resource).remove_tags_from_resource(
                    ResourceName=group["ARN"], TagKeys=remove
                )
            if add:
                self._client(resource).add_tags_to_resource(ResourceName=group["ARN"], Tags=add)

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("elasticache", resource.parameters.get("region") or self._region)


# Private functions


def _readiness(status: str) -> Condition:
    """Unlike a database, a cache that is being modified is not ready."""
    named = {
        "available": conditions.AVAILABLE,
        "creating": conditions.CREATING,
        "deleting": conditions.DELETING,
    }
    return named.get(status, conditions.UNAVAILABLE)


def _shards_differ(parameters: Mapping[str, Any], group: Group) -> bool:
    wanted = parameters.get("numNodeGroups")
    return wanted is not None and wanted != len(group.get("NodeGroups") or ())


def _count_differs(parameters: Mapping[str, Any], members: list[Member]) -> bool:
    wanted = parameters.get("numCacheClusters")
    return wanted is not None and wanted != len(members)
