"""NodeGroup: provider-aws pkg/controller/eks/nodegroup/controller.go, v0.58."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudRefusal, asking
from clark.local.controlplane.conditions import Condition
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.nodegroup_shapes import (
    Group,
    at_provider,
    config_update,
    creation,
    late_values,
    tags_difference,
    up_to_date,
    version_update,
)

NOT_FOUND = {"ResourceNotFoundException"}
IN_USE = {"ResourceInUseException"}
UPDATE_FAILED = "cannot update EKS node group configuration"


class NodeGroups:
    """Implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def observe(self, resource: Resource) -> Seen | None:
        group = self._describe(resource)
        if group is None:
            return None
        late = late_values(resource.parameters, group)
        return Seen(
            ready=_readiness(group["status"]),
            status=at_provider(group),
            up_to_date=up_to_date(resource.parameters, late, group),
            late=late,
            at_work=group["status"] != "ACTIVE",
        )

    def login(self, _resource: Resource) -> Mapping[str, str] | None:
        """Nothing logs in to a node group."""
        return None

    def create(self, resource: Resource, _password: str | None) -> None:
        with asking("cannot create EKS node group"):
            self._client(resource).create_nodegroup(
                **_named(resource), **creation(resource.parameters)
            )

    def take_over(self, _resource: Resource, _password: str) -> bool:
        return True

    def update(self, resource: Resource) -> None:
        """Tags; then the version, or else everything that may change, asked for at once."""
        if _status(resource) in {"UPDATING", "CREATING"}:
            return
        group = self._describe(resource)
        if group is None:
            return
        self._change_tags(resource, group)
        client, parameters = self._client(resource), resource.parameters
        if newer := version_update(parameters, group):
            with _asking_unless_busy("cannot update EKS node group version"):
                client.update_nodegroup_version(**_named(resource), **newer)
            return
        with _asking_unless_busy(UPDATE_FAILED):
            client.update_nodegroup_config(**_named(resource), **config_update(parameters, group))

    def delete(self, resource: Resource) -> None:
        if _status(resource) == "DELETING":
            return
        try:
            with asking("cannot delete EKS node group"):
                self._client(resource).delete_nodegroup(**_named(resource))
        except CloudRefusal as refusal:
            if refusal.code not in NOT_FOUND:
                raise

    def _describe(self, resource: Resource) -> Group | None:
        try:
            with asking("cannot describe EKS node group"):
                answer = self._client(resource).describe_nodegroup(**_named(resource))
        except CloudRefusal as refusal:
            if refusal.code in NOT_FOUND:
                return None
            raise
        found: Group = answer["nodegroup"]
        return found

    def _change_tags(self, resource: Resource, group: Group) -> None:
        add, remove = tags_difference(resource.parameters, group)
        client, arn = self._client(resource), group["nodegroupArn"]
        with asking("cannot add tags to EKS node group"):
            if remove:
                client.untag_resource(resourceArn=arn, tagKeys=remove)
            if add:
                client.tag_resource(resourceArn=arn, tags=add)

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("eks", resource.parameters.get("region") or self._region)


# Private functions


@contextmanager
def _asking_unless_busy(doing: str) -> Iterator[None]:
    """As `asking`; that EKS is at work on the change before is no failure."""
    try:
        with asking(doing):
            yield
    except CloudRefusal as refusal:
        if refusal.code not in IN_USE:
            raise


def _named(resource: Resource) -> dict[str, str]:
    cluster = str(resource.parameters.get("clusterName") or "")
    return {"clusterName": cluster, "nodegroupName": resource.external_name}


def _status(resource: Resource) -> str:
    """As it was seen last."""
    return str((resource.status.get("atProvider") or {}).get("status") or "")


def _readiness(status: str) -> Condition:
    """A node group that is being changed is not ready."""
    named = {
        "ACTIVE": conditions.AVAILABLE,
        "CREATING": conditions.CREATING,
        "DELETING": conditions.DELETING,
    }
    return named.get(status, conditions.UNAVAILABLE)
