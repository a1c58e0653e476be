"""Who may do what in a cluster: access entries with policies, and Pod Identity associations."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clark.local.aws import identity
from clark.local.aws.eks import catalogue
from clark.local.aws.eks.cluster import Cluster
from clark.local.aws.eks.errors import InUse, InvalidParameter, InvalidRequest, NotFound
from clark.local.aws.eks.resource import Facts, Resource, stamped

Parameters = Mapping[str, Any]

PRINCIPAL = re.compile(r"arn:aws:iam::(\d{12}):(role|user)/(?:[^/]+/)*([^/]+)")
NODES = "EC2_LINUX"


def entry(cluster: Cluster, asked: Parameters) -> Resource:
    """Add an access entry."""
    if cluster.facts["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise InvalidRequest(
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to "
            "perform this operation."
        )
    principal = asked["principalArn"]
    found = PRINCIPAL.fullmatch(principal)
    if found is None:
        raise InvalidParameter("The specified principalArn is invalid: invalid principal.")
    if principal in cluster.entries:
        raise InUse("The specified access entry resource is already in use on this cluster.")
    account, kind, name = found.groups()
    owner = cluster.arn.replace(":cluster/", ":access-entry/")
    arn = f"{owner}/{kind}/{account}/{name}/{uuid.uuid4()}"
    facts = {
        "clusterName": cluster.name,
        "principalArn": principal,
        "accessEntryArn": arn,
        "type": asked.get("type") or "STANDARD",
        "kubernetesGroups": asked.get("kubernetesGroups") or [],
        "username": asked.get("username") or _username(principal, found),
    }
    cluster.entries[principal] = Resource(arn, stamped(facts, tags=asked.get("tags")))
    return cluster.entries[principal]


def entry_of(cluster: Cluster, principal: str) -> Resource:
    if principal not in cluster.entries:
        raise NotFound(
            f"The specified principalArn could not be found. You can view your available access "
            f"entries with 'list-access-entries'. ({principal})"
        )
    return cluster.entries[principal]


def change_entry(found: Resource, asked: Parameters) -> Resource:
    names = ("kubernetesGroups", "username")
    found.facts |= {name: asked[name] for name in names if asked.get(name) is not None}
    found.facts["modifiedAt"] = datetime.now(UTC)
    return found


def remove_entry(cluster: Cluster, principal: str) -> None:
    entry_of(cluster, principal)
    del cluster.entries[principal]
    cluster.policies.pop(principal, None)


def associate(cluster: Cluster, asked: Parameters) -> Facts:
    """Give a principal an access policy, or change its scope."""
    principal, policy = asked["principalArn"], asked["policyArn"]
    entry_of(cluster, principal)
    if policy not in catalogue.ACCESS_POLICIES:
        raise InvalidParameter("The policyArn parameter format is not valid")
    scope = asked["accessScope"]
    if (scope["type"] == "namespace") is not bool(scope.get("namespaces")):
        raise InvalidParameter("Namespaces are for, and needed by, the access scope namespace.")
    now = datetime.now(UTC)
    scope = {"type": scope["type"], "namespaces": scope.get("namespaces") or []}
    made = {"policyArn": policy, "accessScope": scope, "associatedAt": now, "modifiedAt": now}
    cluster.policies.setdefault(principal, {})[policy] = made
    return made


def dissociate(cluster: Cluster, asked: Parameters) -> None:
    held = cluster.policies.get(asked["principalArn"], {})
    if held.pop(asked["policyArn"], None) is None:
        raise NotFound("The specified access policy is not associated with the access entry.")


def nodes_may_join(cluster: Cluster, role: str) -> None:
    """EKS itself adds the entry for the role of a managed node group."""
    by_entries = cluster.facts["accessConfig"]["authenticationMode"] != "CONFIG_MAP"
    if by_entries and role not in cluster.entries:
        nodes = {
            "kubernetesGroups": ["system:nodes"],
            "username": "system:node:{{EC2PrivateDNSName}}",
        }
        entry(cluster, {"principalArn": role, "type": NODES, **nodes})


# Pod Identity


def association(cluster: Cluster, asked: Parameters, owner: str = "") -> Resource:
    """Give pods a role. `owner` is the ARN of the add-on that they belong to."""
    pods = asked["namespace"], asked["serviceAccount"]
    for one in cluster.associations.values():
        if (one.facts["namespace"], one.facts["serviceAccount"]) == pods:
            raise InUse(f"Association already exists: {one.facts['associationId']}")
    name = "a-" + identity.digest("pods", cluster.arn, *pods, str(uuid.uuid4()), length=17)
    arn = f"{cluster.arn.replace(':cluster/', ':podidentityassociation/')}/{name}"
    facts = {
        "clusterName": cluster.name,
        "namespace": pods[0],
        "serviceAccount": pods[1],
        "roleArn": asked["roleArn"],
        "associationArn": arn,
        "associationId": name,
        "disableSessionTags": bool(asked.get("disableSessionTags")),
        **({"targetRoleArn": asked["targetRoleArn"]} if asked.get("targetRoleArn") else {}),
        **({"ownerArn": owner} if owner else {}),
    }
    cluster.associations[name] = Resource(arn, stamped(facts, tags=asked.get("tags")))
    return cluster.associations[name]


def association_of(cluster: Cluster, name: str) -> Resource:
    if name not in cluster.associations:
        raise NotFound(f"No Pod Identity association found for ID: {name}")
    return cluster.associations[name]


def change_association(found: Resource, asked: Parameters) -> Resource:
    names = ("roleArn", "targetRoleArn", "disableSessionTags")
    found.facts |= {name: asked[name] for name in names if asked.get(name) is not None}
    found.facts["modifiedAt"] = datetime.now(UTC)
    return found


def of_addon(cluster: Cluster, addon: Resource, asked: Any) -> list[str]:
    """Make the add-on's associations those that are asked for. Returns their ARNs."""
    for name, one in list(cluster.associations.items()):
        if one.facts.get("ownerArn") == addon.arn:
            del cluster.associations[name]
    namespace = catalogue.ADDONS[addon.facts["addonName"]][0]
    made = [association(cluster, {"namespace": namespace, **one}, addon.arn) for one in asked]
    return [one.arn for one in made]


def _username(principal: str, found: "re.Match[str]") -> str:
    account, kind, name = found.groups()
    if kind == "user":
        return principal
    return f"arn:aws:sts::{account}:assumed-role/{name}/{{{{SessionName}}}}"
