"""One region's EKS. moto's resources are replaced: they lack most of what Terraform reads back."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from moto.eks import urls as moto_urls
from moto.eks.models import EKSBackend

from clark.local.aws import identity
from clark.local.aws.eks import access, addons, cluster, network, nodegroups
from clark.local.aws.eks.cluster import Cluster
from clark.local.aws.eks.errors import InUse, InvalidParameter, InvalidRequest, NotFound
from clark.local.aws.eks.resource import Facts, Resource
from clark.local.aws.eks.responses import Responses
from clark.local.aws.eks.standin import stand_in
from clark.local.aws.pace import FAST, Pace

Parameters = Mapping[str, Any]


class Backend(EKSBackend):
    SERVICE_NAMESPACE = "eks"
    clusters: dict[str, Cluster]  # type: ignore[assignment]

    def __init__(self, region_name: str, account_id: str, pace: Pace = FAST) -> None:
        super().__init__(region_name, account_id)
        self.pace = pace
        self.clusters[identity.CLUSTER] = stand_in(account_id, region_name)

    @property
    def _url_module(self) -> Any:
        """All paths: which operation one is, moto looks up in the SDK's model."""
        paths = {"{0}/.*$": Responses.dispatch}
        return SimpleNamespace(url_bases=moto_urls.url_bases, url_paths=paths)

    # Clusters

    def cluster(self, name: str) -> Cluster:
        if name not in self.clusters:
            raise NotFound(f"No cluster found for name: {name}.")
        return self.clusters[name]

    def add_cluster(self, asked: Parameters) -> Cluster:
        name = asked["name"]
        if name in self.clusters:
            raise InUse(f"Cluster already exists with name: {name}")
        _role(asked["roleArn"])
        arn = f"arn:aws:eks:{self.region_name}:{self.account_id}:cluster/{name}"
        vpc = network.vpc_of(self, asked["resourcesVpcConfig"].get("subnetIds") or [])
        made = cluster.new(asked, arn, {"vpcId": vpc})
        made.facts["resourcesVpcConfig"]["clusterSecurityGroupId"] = network.open_group(
            self, name, vpc
        )
        made.create(self.pace.cluster_creating)
        self.clusters[name] = made
        return made

    def change_cluster(self, asked: Parameters) -> Facts:
        found = self._active(asked["name"])
        kind, changes = cluster.changes(found, asked)
        return found.change(kind, changes, self.pace.cluster_change)

    def upgrade_cluster(self, asked: Parameters) -> Facts:
        found = self._active(asked["name"])
        changes = cluster.upgrade(found, asked["version"])
        return found.change("VersionUpdate", changes, self.pace.cluster_change)

    def remove_cluster(self, name: str) -> Cluster:
        found = self.cluster(name)
        if found.nodegroups:
            raise InUse("Cluster has nodegroups attached")
        if found.facts["deletionProtection"]:
            raise InvalidRequest("Cluster has deletion protection enabled.")
        found.delete(self.pace.cluster_deleting)
        return found

    # Node groups

    def nodegroup(self, cluster_name: str, name: str) -> Resource:
        found = self.cluster(cluster_name).nodegroups.get(name)
        if found is None:
            raise NotFound(f"No node group found for name: {name}.")
        return found

    def add_nodegroup(self, asked: Parameters) -> Resource:
        found, name = self._active(asked["clusterName"]), asked["nodegroupName"]
        if name in found.nodegroups:
            raise InUse(f"NodeGroup already exists with name {name} and cluster name {found.name}")
        _role(asked["nodeRole"])
        network.vpc_of(self, asked["subnets"])
        template = network.launch_template(self, asked.get("launchTemplate"))
        made = nodegroups.new(found, asked, template)
        access.nodes_may_join(found, asked["nodeRole"])
        made.create(self.pace.nodes_creating)
        found.nodegroups[name] = made
        return made

    def change_nodegroup(self, asked: Parameters) -> Facts:
        found = self.nodegroup(asked["clusterName"], asked["nodegroupName"])
        changes = nodegroups.changes(found, asked)
        return found.change("ConfigUpdate", changes, self.pace.nodes_scaling)

    def upgrade_nodegroup(self, asked: Parameters) -> Facts:
        found = self.nodegroup(asked["clusterName"], asked["nodegroupName"])
        template = network.launch_template(self, asked.get("launchTemplate"))
        owner = self.cluster(asked["clusterName"])
        changes = nodegroups.upgrade(owner, found, asked, template)
        return found.change("VersionUpdate", changes, self.pace.nodes_change)

    # Add-ons

    def addon(self, cluster_name: str, name: str) -> Resource:
        found = self.cluster(cluster_name).addons.get(name)
        if found is None:
            raise NotFound(f"No addon: {name} found in cluster: {cluster_name}")
        return found

    def add_addon(self, asked: Parameters) -> Resource:
        found, name = self._active(asked["clusterName"]), asked["addonName"]
        if name in found.addons:
            raise InUse("Addon already exists.")
        made = addons.new(found, asked)
        pods = asked.get("podIdentityAssociations") or []
        made.facts["podIdentityAssociations"] = access.of_addon(found, made, pods)
        made.create(self.pace.addon_change)
        found.addons[name] = made
        return made

    def change_addon(self, asked: Parameters) -> Facts:
        found = self.addon(asked["clusterName"], asked["addonName"])
        changes = addons.settings(asked)
        if asked.get("podIdentityAssociations") is not None:
            changes["podIdentityAssociations"] = access.of_addon(
                self.cluster(asked["clusterName"]), found, asked["podIdentityAssociations"]
            )
        return found.change("AddonUpdate", changes, self.pace.addon_change)

    # Everything

    def tagged(self, arn: str) -> Resource:
        for one in self._all():
            if one.arn == arn:
                return one
        raise NotFound(f"Resource was not found: {arn}")

    def resources(self) -> Iterator[Any]:
        """None has an engine behind it."""
        return iter(())

    def settle(self, now: float) -> bool:
        """Let time pass. True if anything changed."""
        changed = [one for one in self._all() if one.settle(now)]
        for found in list(self.clusters.values()):
            if found.gone:
                network.close_group(self, found)
                del self.clusters[found.name]
            for name in [name for name, one in found.nodegroups.items() if one.gone]:
                del found.nodegroups[name]
            for name in [name for name, one in found.addons.items() if one.gone]:
                access.of_addon(found, found.addons.pop(name), [])
        return bool(changed)

    def _all(self) -> list[Resource]:
        return [one for found in self.clusters.values() for one in (found, *found.parts())]

    def _active(self, name: str) -> Cluster:
        found = self.cluster(name)
        if found.status in ("CREATING", "DELETING"):
            raise InvalidRequest(f"Cluster '{name}' is not in ACTIVE status")
        return found


def _role(arn: str) -> None:
    if ":role/" not in arn:
        raise InvalidParameter(f"Role {arn} is not a valid role ARN.")
