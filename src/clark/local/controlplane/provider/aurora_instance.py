"""DBInstance of an Aurora cluster: provider-aws pkg/controller/rds/dbinstance/setup.go, v0.58.

Databases of their own are RDSInstances: a DBInstance without a cluster is refused here.
"""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane.cloud import Cloud, CloudError, CloudRefusal, asking
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.aurora_shapes import (
    INSTANCE_CREATED,
    Instance,
    instance_at_provider,
    instance_changes,
    instance_late_values,
    readiness,
)
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.tags import difference, wanted_tags

NOT_FOUND = {"DBInstanceNotFound", "DBInstanceNotFoundFault"}
BUSY = {"creating", "modifying", "upgrading", "rebooting", "deleting"}
ALONE = "the local provider makes instances of Aurora clusters only; name dbClusterIdentifier"


class DBInstances:
    """Implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def observe(self, resource: Resource) -> Seen | None:
        instance = self._describe(resource)
        if instance is None:
            return None
        status = instance["DBInstanceStatus"]
        due = instance_changes(resource.parameters, instance) or any(self._tags(resource, instance))
        return Seen(
            ready=readiness(status),
            status=instance_at_provider(instance),
            up_to_date=status in BUSY or not due,
            late=instance_late_values(instance),
            at_work=status != "available",
        )

    def login(self, _resource: Resource) -> Mapping[str, str] | None:
        """The login is the cluster's."""
        return None

    def create(self, resource: Resource, _password: str | None) -> None:
        parameters = resource.parameters
        if not parameters.get("dbClusterIdentifier"):
            raise CloudError(f"cannot create DBInstance in AWS: {ALONE}")
        given = {
            aws: parameters[name]
            for name, aws in INSTANCE_CREATED.items()
            if parameters.get(name) is not None
        }
        with asking("cannot create DBInstance in AWS"):
            self._client(resource).create_db_instance(
                DBInstanceIdentifier=resource.external_name,
                Tags=wanted_tags(parameters.get("tags") or ()),
                **given,
            )

    def take_over(self, _resource: Resource, _password: str) -> bool:
        return True

    def update(self, resource: Resource) -> None:
        instance = self._describe(resource)
        if instance is None or instance["DBInstanceStatus"] in BUSY:
            return
        given, client = instance_changes(resource.parameters, instance), self._client(resource)
        if given:
            with asking("cannot modify DBInstance in AWS"):
                client.modify_db_instance(
                    DBInstanceIdentifier=resource.external_name,
                    ApplyImmediately=bool(resource.parameters.get("applyImmediately")),
                    **given,
                )
        add, remove = self._tags(resource, instance)
        arn = instance["DBInstanceArn"]
        if remove:
            with asking("cannot remove tags"):
                client.remove_tags_from_resource(ResourceName=arn, TagKeys=remove)
        if add:
            with asking("cannot add tags"):
                client.add_tags_to_resource(ResourceName=arn, Tags=add)

    def delete(self, resource: Resource) -> None:
        instance = self._describe(resource)
        if instance is None or instance["DBInstanceStatus"] == "deleting":
            return
        skip = bool(resource.parameters.get("skipFinalSnapshot"))
        try:
            with asking("cannot delete DBInstance in AWS"):
                self._client(resource).delete_db_instance(
                    DBInstanceIdentifier=resource.external_name, SkipFinalSnapshot=skip
                )
        except CloudRefusal as refusal:
            if refusal.code not in NOT_FOUND:
                raise

    def _describe(self, resource: Resource) -> Instance | None:
        try:
            with asking("cannot describe DBInstance in AWS"):
                answer = self._client(resource).describe_db_instances(
                    DBInstanceIdentifier=resource.external_name
                )
        except CloudRefusal as refusal:
            if refusal.code in NOT_FOUND:
                return None
            raise
        found: list[Instance] = answer["DBInstances"]
        return found[0] if found else None

    def _tags(
        self, resource: Resource, instance: Instance
    ) -> tuple[list[dict[str, str]], list[str]]:
        wanted = wanted_tags(resource.parameters.get("tags") or ())
        return difference(wanted, instance.get("TagList") or ())

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("rds", resource.parameters.get("region") or self._region)
