"""DBCluster: provider-aws pkg/controller/rds/dbcluster/setup.go, v0.58."""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudError, CloudRefusal, asking
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.aurora_shapes import (
    CREATED,
    Cluster,
    at_provider,
    changes,
    details,
    readiness,
    version_step,
)
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.shapes import capitalised
from clark.local.controlplane.provider.tags import difference, wanted_tags

NOT_FOUND = {"DBClusterNotFoundFault", "DBClusterNotFound"}
NO_PASSWORD = "neither autogeneratePassword nor masterUserPasswordSecretRef is set"  # noqa: S105
# The provider asks for no change meanwhile.
BUSY = {
    "creating",
    "modifying",
    "upgrading",
    "migrating",
    "configuring-iam-database-auth",
    "resetting-master-credentials",
    "deleting",
}


class DBClusters:
    """Implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def observe(self, resource: Resource) -> Seen | None:
        cluster = self._describe(resource)
        if cluster is None:
            return None
        busy = cluster["Status"] in BUSY
        return Seen(
            ready=readiness(cluster["Status"]),
            status=at_provider(cluster),
            up_to_date=busy or not self._due(resource, cluster),
            details=details(cluster, resource.parameters),
            at_work=cluster["Status"] != "available",
        )

    def login(self, resource: Resource) -> Mapping[str, str] | None:
        name = resource.parameters.get("masterUsername")
        return {"username": name} if name else {}

    def create(self, resource: Resource, password: str | None) -> None:
        parameters = resource.parameters
        if not parameters.get("autogeneratePassword"):
            raise CloudError(f"cannot create DBCluster in AWS: {NO_PASSWORD}")
        given = {
            aws: capitalised(parameters[name], {})
            for name, aws in CREATED.items()
            if parameters.get(name) is not None
        }
        with asking("cannot create DBCluster in AWS"):
            self._client(resource).create_db_cluster(
                DBClusterIdentifier=resource.external_name,
                MasterUserPassword=password,
                Tags=wanted_tags(parameters.get("tags") or ()),
                **given,
            )

    def take_over(self, resource: Resource, password: str) -> bool:
        cluster = self._describe(resource)
        if cluster is None or cluster["Status"] != "available":
            return False
        with asking("cannot modify DBCluster in AWS"):
            self._client(resource).modify_db_cluster(
                DBClusterIdentifier=resource.external_name,
                MasterUserPassword=password,
                ApplyImmediately=True,
            )
        return True

    def update(self, resource: Resource) -> None:
        """The version is asked for by a call of its own, as AWS demands; tags come last."""
        cluster = self._describe(resource)
        if cluster is None or cluster["Status"] in BUSY:
            return
        parameters = resource.parameters
        for given in (changes(parameters, cluster), version_step(parameters, cluster)):
            if given:
                with asking("cannot modify DBCluster in AWS"):
                    self._client(resource).modify_db_cluster(
                        DBClusterIdentifier=resource.external_name,
                        ApplyImmediately=bool(parameters.get("applyImmediately")),
                        **given,
                    )
        add, remove = self._tags(resource, cluster)
        arn, client = cluster["DBClusterArn"], self._client(resource)
        with asking("cannot update tags"):
            if remove:
                client.remove_tags_from_resource(ResourceName=arn, TagKeys=remove)
            if add:
                client.add_tags_to_resource(ResourceName=arn, Tags=add)

    def delete(self, resource: Resource) -> None:
        """AWS refuses while there are instances; it is tried again."""
        cluster = self._describe(resource)
        if cluster is None or readiness(cluster["Status"]) == conditions.DELETING:
            return
        parameters = resource.parameters
        skip = bool(parameters.get("skipFinalSnapshot"))
        snapshot = parameters.get("finalDBSnapshotIdentifier")
        given = {} if skip or not snapshot else {"FinalDBSnapshotIdentifier": snapshot}
        with asking("cannot delete DBCluster in AWS"):
            self._client(resource).delete_db_cluster(
                DBClusterIdentifier=resource.external_name, SkipFinalSnapshot=skip, **given
            )

    def _due(self, resource: Resource, cluster: Cluster) -> bool:
        parameters = resource.parameters
        tags = any(self._tags(resource, cluster))
        return bool(changes(parameters, cluster) or version_step(parameters, cluster) or tags)

    def _describe(self, resource: Resource) -> Cluster | None:
        try:
            with asking("cannot describe DBCluster in AWS"):
                answer = self._client(resource).describe_db_clusters(
                    DBClusterIdentifier=resource.external_name
                )
        except CloudRefusal as refusal:
            if refusal.code in NOT_FOUND:
                return None
            raise
        found: list[Cluster] = answer["DBClusters"]
        return found[0] if found else None

    def _tags(self, resource: Resource, cluster: Cluster) -> tuple[list[dict[str, str]], list[str]]:
        wanted = wanted_tags(resource.parameters.get("tags") or ())
        return difference(wanted, cluster.get("TagList") or ())

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("rds", resource.parameters.get("region") or self._region)
