"""The ElastiCache actions that the local AWS serves."""

from typing import TYPE_CHECKING, Any, Final

from moto.core.responses import ActionResult, PaginatedResult
from moto.elasticache.exceptions import CacheClusterNotFound, ElastiCacheException
from moto.elasticache.responses import ElastiCacheResponse

from clark.local.aws.elasticache import answers
from clark.local.aws.routes import Served

if TYPE_CHECKING:
    from clark.local.aws.elasticache.backend import Backend
    from clark.local.aws.elasticache.group import Group

ACTIONS: Final = frozenset(
    {"CreateReplicationGroup", "DescribeReplicationGroups", "ModifyReplicationGroup"}
    | {"DeleteReplicationGroup", "IncreaseReplicaCount", "DecreaseReplicaCount"}
    | {"DescribeCacheClusters", "CreateCacheSubnetGroup", "DescribeCacheSubnetGroups"}
    | {"DeleteCacheSubnetGroup"}
    | {"ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"}
)


class Responses(Served, ElastiCacheResponse):
    ACTIONS = ACTIONS
    REFUSAL = ElastiCacheException

    @property
    def backend(self) -> "Backend":
        return self.elasticache_backend  # type: ignore[return-value]

    def create_replication_group(self) -> ActionResult:
        return _shown(self.backend.create_group(self.params))

    def modify_replication_group(self) -> ActionResult:
        return _shown(self.backend.modify_group(self.params))

    def increase_replica_count(self) -> ActionResult:
        return _shown(self.backend.resize_group(self.params, grow=True))

    def decrease_replica_count(self) -> ActionResult:
        return _shown(self.backend.resize_group(self.params, grow=False))

    def delete_replication_group(self) -> ActionResult:
        return _shown(self.backend.delete_group(self.params["ReplicationGroupId"]))

    def describe_replication_groups(self) -> ActionResult:
        name = self.params.get("ReplicationGroupId")
        groups = [self.backend.group(name)] if name else list(self.backend.resources())
        return PaginatedResult(
            {"ReplicationGroups": [answers.replication_group(group) for group in groups]}
        )

    def describe_cache_clusters(self) -> ActionResult:
        with_nodes = bool(self.params.get("ShowCacheNodeInfo"))
        found: list[dict[str, Any]] = [
            cluster
            for group in self.backend.resources()
            for cluster in answers.cache_clusters(group, with_nodes=with_nodes)
        ]
        name = self.params.get("CacheClusterId")
        if name:
            found = [cluster for cluster in found if cluster["CacheClusterId"] == name.lower()]
            if not found:
                raise CacheClusterNotFound(name)
        return PaginatedResult({"CacheClusters": found})

    def delete_cache_subnet_group(self) -> ActionResult:
        self.backend.delete_subnet_group(self.params["CacheSubnetGroupName"])
        return ActionResult({})


def _shown(group: "Group") -> ActionResult:
    return ActionResult({"ReplicationGroup": answers.replication_group(group)})
