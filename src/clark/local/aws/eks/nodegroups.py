"""Managed node groups. No instance runs; what is asked for is checked as AWS checks it."""

from collections.abc import Mapping
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from clark.local.aws import identity
from clark.local.aws.eks import catalogue
from clark.local.aws.eks.cluster import Cluster
from clark.local.aws.eks.errors import InvalidParameter
from clark.local.aws.eks.resource import Facts, Resource, stamped

Parameters = Mapping[str, Any]

SCALING = {"minSize": 1, "maxSize": 2, "desiredSize": 2}


def new(cluster: Cluster, asked: Parameters, template: Facts | None) -> Resource:
    """`template` names the launch template by id, name and version. Raises `InvalidParameter`."""
    name = asked["nodegroupName"]
    version = asked.get("version") or cluster.facts["version"]
    scaling = {**SCALING, **(asked.get("scalingConfig") or {})}
    _fits(cluster, version)
    _sizes(scaling)
    _types(asked.get("instanceTypes") or ())
    _template(asked)
    code = identity.hexadecimal("nodegroup", cluster.arn, name, length=32)
    uuid = "-".join((code[:8], code[8:12], code[12:16], code[16:20], code[20:]))
    arn = f"{cluster.arn.replace(':cluster/', ':nodegroup/')}/{name}/{uuid}"
    facts = {
        "nodegroupName": name,
        "nodegroupArn": arn,
        "clusterName": cluster.name,
        "version": version,
        "releaseVersion": asked.get("releaseVersion") or catalogue.release(version),
        "capacityType": asked.get("capacityType") or "ON_DEMAND",
        "amiType": asked.get("amiType") or "AL2023_x86_64_STANDARD",
        "scalingConfig": scaling,
        "subnets": asked["subnets"],
        "nodeRole": asked["nodeRole"],
        "labels": asked.get("labels") or {},
        "taints": asked.get("taints") or [],
        "updateConfig": asked.get("updateConfig") or {"maxUnavailable": 1},
        "nodeRepairConfig": asked.get("nodeRepairConfig") or {"enabled": False},
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{uuid}"}]},
        "health": {"issues": []},
        **_machines(asked, template),
    }
    return Resource(arn, stamped(facts, tags=asked.get("tags")))


def changes(group: Resource, asked: Parameters) -> Facts:
    """The facts that UpdateNodegroupConfig changes."""
    facts, changed = group.facts, dict[str, Any]()
    if asked.get("scalingConfig"):
        changed["scalingConfig"] = {**facts["scalingConfig"], **asked["scalingConfig"]}
        _sizes(changed["scalingConfig"])
    for name in ("updateConfig", "nodeRepairConfig"):
        if asked.get(name):
            changed[name] = asked[name]
    labels, taints = asked.get("labels") or {}, asked.get("taints") or {}
    if labels:
        changed["labels"] = {**facts["labels"], **(labels.get("addOrUpdateLabels") or {})}
        for name in labels.get("removeLabels") or ():
            changed["labels"].pop(name, None)
    if taints:
        added, removed = taints.get("addOrUpdateTaints") or [], taints.get("removeTaints") or []
        gone = [(one["key"], one["effect"]) for one in [*added, *removed]]
        kept = [one for one in facts["taints"] if (one["key"], one["effect"]) not in gone]
        changed["taints"] = [*kept, *added]
    return changed


def upgrade(cluster: Cluster, group: Resource, asked: Parameters, template: Facts | None) -> Facts:
    """The facts that UpdateNodegroupVersion changes."""
    version = asked.get("version") or group.facts["version"]
    _fits(cluster, version)
    release = asked.get("releaseVersion") or catalogue.release(version)
    changed: Facts = {"version": version, "releaseVersion": release}
    return {**changed, "launchTemplate": template} if template else changed


# Private functions


def _machines(asked: Parameters, template: Facts | None) -> Facts:
    """Disk, type and access are the launch template's, if there is one."""
    if template:
        types = asked.get("instanceTypes")
        return {"launchTemplate": template} | ({"instanceTypes": types} if types else {})
    machines = {
        "instanceTypes": asked.get("instanceTypes") or ["t3.medium"],
        "diskSize": asked.get("diskSize") or 20,
    }
    remote = asked.get("remoteAccess")
    return {**machines, "remoteAccess": remote} if remote else machines


def _template(asked: Parameters) -> None:
    if not asked.get("launchTemplate"):
        return
    if asked.get("diskSize"):
        raise InvalidParameter("Disk size must be specified within the launch template.")
    if asked.get("remoteAccess"):
        raise InvalidParameter(
            "Remote access configuration cannot be specified with a launch template."
        )


def _sizes(scaling: Facts) -> None:
    least, most, wanted = (scaling[name] for name in ("minSize", "maxSize", "desiredSize"))
    if most < 1:
        raise InvalidParameter("Max size must be at least 1")
    if least > wanted:
        raise InvalidParameter(
            f"Minimum capacity {least} can't be greater than desired size {wanted}"
        )
    if wanted > most:
        raise InvalidParameter(f"desired capacity {wanted} can't be greater than max size {most}")


def _fits(cluster: Cluster, version: str) -> None:
    current = cluster.facts["version"]
    behind = catalogue.minor(current) - catalogue.minor(version)
    if version not in catalogue.KUBERNETES or not 0 <= behind <= catalogue.NODES_BEHIND:
        raise InvalidParameter(
            f"Nodegroup Kubernetes version {version} does not fit the cluster's {current}: it is "
            f"the same or up to {catalogue.NODES_BEHIND} minor versions behind."
        )


def _types(names: Any) -> None:
    unknown = [name for name in names if name not in INSTANCE_TYPES]
    if unknown:
        raise InvalidParameter(
            f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
        )
