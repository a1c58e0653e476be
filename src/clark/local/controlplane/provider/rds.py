"""RDSInstance: provider-aws pkg/controller/database/rdsinstance/rdsinstance.go, v0.58."""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudError, CloudRefusal, asking
from clark.local.controlplane.conditions import Condition
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.rds_fields import (
    FIELDS,
    Instance,
    at_provider,
    late_values,
)
from clark.local.controlplane.provider.tags import difference, wanted_tags
from clark.local.controlplane.provider.versions import is_upgrade

NOT_FOUND = {"DBInstanceNotFound", "DBInstanceNotFoundFault"}
READY = {
    "available",
    "modifying",
    "backing-up",
    "configuring-enhanced-monitoring",
    "storage-optimization",
}
BUSY = {"creating", "modifying"}  # the provider asks for no change meanwhile
GP3_THRESHOLD = 400  # GB; below it AWS takes neither iops nor throughput (postgres, mysql, mariadb)


class RDSInstances:
    """Implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def observe(self, resource: Resource) -> Seen | None:
        instance = self._describe(resource)
        if instance is None:
            return None
        add, remove = self._tags(resource, instance)
        return Seen(
            ready=_readiness(instance["DBInstanceStatus"]),
            status=at_provider(instance),
            up_to_date=not (_differences(resource, instance) or add or remove),
            late=late_values(instance),
            details=_details(instance),
            at_work=instance["DBInstanceStatus"] != "available",
        )

    def login(self, resource: Resource) -> Mapping[str, str] | None:
        name = resource.parameters.get("masterUsername")
        return {"username": name} if name else {}

    def create(self, resource: Resource, password: str | None) -> None:
        parameters = resource.parameters
        given = {
            field.create: parameters[field.name]
            for field in FIELDS
            if parameters.get(field.name) is not None and not _gp3_default(field.name, parameters)
        }
        with asking("cannot create RDS instance"):
            self._client(resource).create_db_instance(
                DBInstanceIdentifier=resource.external_name,
                MasterUserPassword=password,
                Tags=wanted_tags(parameters.get("tags") or ()),
                **given,
            )

    def take_over(self, resource: Resource, password: str) -> bool:
        instance = self._describe(resource)
        if instance is None or instance["DBInstanceStatus"] != "available":
            return False
        with asking("cannot modify RDS instance"):
            self._client(resource).modify_db_instance(
                DBInstanceIdentifier=resource.external_name,
                MasterUserPassword=password,
                ApplyImmediately=True,
            )
        return True

    def update(self, resource: Resource) -> None:
        instance = self._describe(resource)
        if instance is None or instance["DBInstanceStatus"] in BUSY:
            return
        self._modify(resource, instance)
        add, remove = self._tags(resource, instance)
        arn, client = instance["DBInstanceArn"], self._client(resource)
        if remove:
            with asking("cannot remove tags from RDS instance"):
                client.remove_tags_from_resource(ResourceName=arn, TagKeys=remove)
        if add:
            with asking("cannot add tags to RDS instance"):
                client.add_tags_to_resource(ResourceName=arn, Tags=add)

    def delete(self, resource: Resource) -> None:
        instance = self._describe(resource)
        if instance is None or instance["DBInstanceStatus"] == "deleting":
            return
        self._modify_if_possible(resource, instance)
        parameters = resource.parameters
        given = {
            "FinalDBSnapshotIdentifier": parameters.get("finalDBSnapshotIdentifier"),
            "DeleteAutomatedBackups": parameters.get("deleteAutomatedBackups"),
        }
        try:
            with asking("cannot delete RDS instance"):
                self._client(resource).delete_db_instance(
                    DBInstanceIdentifier=resource.external_name,
                    SkipFinalSnapshot=bool(parameters.get("skipFinalSnapshotBeforeDeletion")),
                    **{name: value for name, value in given.items() if value is not None},
                )
        except CloudRefusal as refusal:
            if refusal.code not in NOT_FOUND:
                raise

    def _modify_if_possible(self, resource: Resource, instance: Instance) -> None:
        """An update before the delete, so that `deletionProtection: false` gets there in time.

        Best effort, as in the provider: what cannot be updated must still be deletable.
        """
        if instance["DBInstanceStatus"] in BUSY:
            return
        try:
            self._modify(resource, instance)
        except CloudError:
            return

    def _modify(self, resource: Resource, instance: Instance) -> None:
        """Ask AWS for every difference that it can be asked for."""
        parameters, names = resource.parameters, _differences(resource, instance)
        given = {
            field.modify: parameters[field.name]
            for field in FIELDS
            if field.modify and field.name in names and not _gp3_default(field.name, parameters)
        }
        if not given:
            return
        with asking("cannot modify RDS instance"):
            self._client(resource).modify_db_instance(
                DBInstanceIdentifier=resource.external_name,
                ApplyImmediately=bool(parameters.get("applyModificationsImmediately")),
                AllowMajorVersionUpgrade=bool(parameters.get("allowMajorVersionUpgrade")),
                **given,
            )

    def _describe(self, resource: Resource) -> Instance | None:
        try:
            with asking("cannot describe RDS instance"):
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


# Private functions


def _readiness(status: str) -> Condition:
    if status in READY:
        return conditions.AVAILABLE
    named = {"creating": conditions.CREATING, "deleting": conditions.DELETING}
    return named.get(status, conditions.UNAVAILABLE)


def _details(instance: Instance) -> dict[str, str]:
    endpoint = instance.get("Endpoint") or {}
    if not endpoint.get("Address"):
        return {}
    return {"endpoint": endpoint["Address"], "port": str(endpoint["Port"])}


def _differences(resource: Resource, instance: Instance) -> set[str]:
    """The names of the fields that ask for an update (CreatePatch and IsUpToDate).

    Compared with what AWS has now, not with what is pending there: a change that waits for the
    maintenance window is asked for again at every poll.
    """
    parameters = resource.parameters
    names = {
        field.name
        for field in FIELDS
        if field.compared
        and parameters.get(field.name) is not None
        and _unlike(parameters[field.name], field.described(instance))
    }
    if parameters.get("multiAZ") or instance.get("MultiAZ"):
        names.discard("availabilityZone")
    if _grown_by_itself(parameters, instance):
        names.discard("allocatedStorage")
    if is_upgrade(parameters.get("engineVersion"), instance.get("EngineVersion")):
        names.add("engineVersion")
    return {name for name in names if not _gp3_default(name, parameters)}


def _unlike(wanted: Any, present: Any) -> bool:
    if isinstance(wanted, list):
        return sorted(wanted) != sorted(present or [])
    if wanted == 0 and present is None:
        return False  # iops of gp2: AWS says nothing or 0
    return bool(wanted != present)


def _grown_by_itself(parameters: Mapping[str, Any], instance: Instance) -> bool:
    """With storage autoscaling, less than there is means only that AWS has grown it."""
    wanted, present = parameters.get("allocatedStorage"), instance.get("AllocatedStorage")
    scaling = parameters.get("maxAllocatedStorage") is not None
    return scaling and wanted is not None and present is not None and wanted < present


def _gp3_default(name: str, parameters: Mapping[str, Any]) -> bool:
    small = (parameters.get("allocatedStorage") or 0) < GP3_THRESHOLD
    return (
        name in ("iops", "storageThroughput") and parameters.get("storageType") == "gp3" and small
    )
