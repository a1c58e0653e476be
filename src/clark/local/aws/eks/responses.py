"""The EKS actions that the local AWS serves."""

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.eks.responses import EKSResponse

from clark.local.aws.eks import access, addons, catalogue
from clark.local.aws.eks.errors import EKSError
from clark.local.aws.routes import Served

if TYPE_CHECKING:
    from clark.local.aws.eks.backend import Backend
    from clark.local.aws.eks.cluster import Cluster
    from clark.local.aws.eks.resource import Resource


class Responses(Served, EKSResponse):
    REFUSAL = EKSError

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    @property
    def backend(self) -> "Backend":
        return self.eks_backend  # type: ignore[return-value]

    @property
    def cluster(self) -> "Cluster":
        return self.backend.cluster(self.params["clusterName"])

    # Clusters

    def create_cluster(self) -> ActionResult:
        return ActionResult({"cluster": self.backend.add_cluster(self.params).shown})

    def describe_cluster(self) -> ActionResult:
        return ActionResult({"cluster": self.backend.cluster(self.params["name"]).shown})

    def list_clusters(self) -> ActionResult:
        return ActionResult({"clusters": sorted(self.backend.clusters)})

    def update_cluster_config(self) -> ActionResult:
        return ActionResult({"update": self.backend.change_cluster(self.params)})

    def update_cluster_version(self) -> ActionResult:
        return ActionResult({"update": self.backend.upgrade_cluster(self.params)})

    def delete_cluster(self) -> ActionResult:
        return ActionResult({"cluster": self.backend.remove_cluster(self.params["name"]).shown})

    def describe_cluster_versions(self) -> ActionResult:
        versions = [
            {
                "clusterVersion": version,
                "clusterType": "eks",
                "defaultVersion": version == catalogue.DEFAULT,
                "defaultPlatformVersion": catalogue.PLATFORM,
                "kubernetesPatchVersion": patch,
            }
            for version, patch in reversed(catalogue.KUBERNETES.items())
        ]
        return ActionResult({"clusterVersions": versions})

    # Node groups

    @property
    def nodegroup(self) -> "Resource":
        return self.backend.nodegroup(self.params["clusterName"], self.params["nodegroupName"])

    def create_nodegroup(self) -> ActionResult:
        return ActionResult({"nodegroup": self.backend.add_nodegroup(self.params).shown})

    def describe_nodegroup(self) -> ActionResult:
        return ActionResult({"nodegroup": self.nodegroup.shown})

    def list_nodegroups(self) -> ActionResult:
        return ActionResult({"nodegroups": sorted(self.cluster.nodegroups)})

    def update_nodegroup_config(self) -> ActionResult:
        return ActionResult({"update": self.backend.change_nodegroup(self.params)})

    def update_nodegroup_version(self) -> ActionResult:
        return ActionResult({"update": self.backend.upgrade_nodegroup(self.params)})

    def delete_nodegroup(self) -> ActionResult:
        self.nodegroup.delete(self.backend.pace.nodes_deleting)
        return ActionResult({"nodegroup": self.nodegroup.shown})

    # Add-ons

    @property
    def addon(self) -> "Resource":
        return self.backend.addon(self.params["clusterName"], self.params["addonName"])

    def create_addon(self) -> ActionResult:
        return ActionResult({"addon": self.backend.add_addon(self.params).shown})

    def describe_addon(self) -> ActionResult:
        return ActionResult({"addon": self.addon.shown})

    def list_addons(self) -> ActionResult:
        return ActionResult({"addons": sorted(self.cluster.addons)})

    def update_addon(self) -> ActionResult:
        return ActionResult({"update": self.backend.change_addon(self.params)})

    def delete_addon(self) -> ActionResult:
        self.addon.delete(self.backend.pace.addon_change)
        return ActionResult({"addon": self.addon.shown})

    def describe_addon_versions(self) -> ActionResult:
        return ActionResult({"addons": addons.versions(self.params)})

    # Updates

    def describe_update(self) -> ActionResult:
        return ActionResult({"update": self._updated().update(self.params["updateId"])})

    def list_updates(self) -> ActionResult:
        return ActionResult({"updateIds": list(self._updated().updates)})

    def _updated(self) -> "Resource":
        cluster, asked = self.params["name"], self.params
        if asked.get("nodegroupName"):
            return self.backend.nodegroup(cluster, asked["nodegroupName"])
        if asked.get("addonName"):
            return self.backend.addon(cluster, asked["addonName"])
        return self.backend.cluster(cluster)

    # Access entries

    def create_access_entry(self) -> ActionResult:
        return ActionResult({"accessEntry": access.entry(self.cluster, self.params).facts})

    def describe_access_entry(self) -> ActionResult:
        found = access.entry_of(self.cluster, self.params["principalArn"])
        return ActionResult({"accessEntry": found.facts})

    def list_access_entries(self) -> ActionResult:
        return ActionResult({"accessEntries": sorted(self.cluster.entries)})

    def update_access_entry(self) -> ActionResult:
        found = access.entry_of(self.cluster, self.params["principalArn"])
        return ActionResult({"accessEntry": access.change_entry(found, self.params).facts})

    def delete_access_entry(self) -> ActionResult:
        access.remove_entry(self.cluster, self.params["principalArn"])
        return ActionResult({})

    def list_access_policies(self) -> ActionResult:
        policies = [
            {"name": arn.rpartition("/")[2], "arn": arn} for arn in catalogue.ACCESS_POLICIES
        ]
        return ActionResult({"accessPolicies": policies})

    def associate_access_policy(self) -> ActionResult:
        made = access.associate(self.cluster, self.params)
        return ActionResult({**self._principal(), "associatedAccessPolicy": made})

    def disassociate_access_policy(self) -> ActionResult:
        access.dissociate(self.cluster, self.params)
        return ActionResult({})

    def list_associated_access_policies(self) -> ActionResult:
        principal = self.params["principalArn"]
        access.entry_of(self.cluster, principal)
        held = list(self.cluster.policies.get(principal, {}).values())
        return ActionResult({**self._principal(), "associatedAccessPolicies": held})

    def _principal(self) -> dict[str, Any]:
        return {name: self.params[name] for name in ("clusterName", "principalArn")}

    # Pod Identity

    def create_pod_identity_association(self) -> ActionResult:
        return ActionResult({"association": access.association(self.cluster, self.params).facts})

    def describe_pod_identity_association(self) -> ActionResult:
        return ActionResult({"association": self._association().facts})

    def list_pod_identity_associations(self) -> ActionResult:
        wanted = {name: self.params.get(name) for name in ("namespace", "serviceAccount")}
        found = [
            one.facts
            for one in self.cluster.associations.values()
            if all(value in (None, one.facts[name]) for name, value in wanted.items())
        ]
        return ActionResult({"associations": found})

    def update_pod_identity_association(self) -> ActionResult:
        changed = access.change_association(self._association(), self.params)
        return ActionResult({"association": changed.facts})

    def delete_pod_identity_association(self) -> ActionResult:
        found = self._association()
        del self.cluster.associations[found.facts["associationId"]]
        return ActionResult({"association": found.facts})

    def _association(self) -> "Resource":
        return access.association_of(self.cluster, self.params["associationId"])

    # Tags

    def list_tags_for_resource(self) -> ActionResult:
        return ActionResult({"tags": self.backend.tagged(self.params["resourceArn"]).tags})

    def tag_resource(self) -> ActionResult:
        self.backend.tagged(self.params["resourceArn"]).tags.update(self.params["tags"])
        return ActionResult({})

    def untag_resource(self) -> ActionResult:
        tags = self.backend.tagged(self.params["resourceArn"]).tags
        for name in self.params["tagKeys"]:
            tags.pop(name, None)
        return ActionResult({})


# What moto serves beside these (Fargate) has nothing behind it here.
Responses.ACTIONS = frozenset(
    name.title().replace("_", "") for name, one in vars(Responses).items() if callable(one)
)
