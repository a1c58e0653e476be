"""Add-ons. A version of the right form is taken: AWS's list is not public without an account."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from clark.local.aws.eks import catalogue
from clark.local.aws.eks.cluster import Cluster
from clark.local.aws.eks.errors import InvalidParameter
from clark.local.aws.eks.resource import Facts, Resource, stamped

Parameters = Mapping[str, Any]


def new(cluster: Cluster, asked: Parameters) -> Resource:
    """Raises `InvalidParameter`."""
    name = asked["addonName"]
    if name not in catalogue.ADDONS:
        raise InvalidParameter(f"Addon {name} specified is not supported")
    code = str(uuid.uuid4())
    arn = f"{cluster.arn.replace(':cluster/', ':addon/')}/{name}/{code}"
    facts = {
        "addonName": name,
        "clusterName": cluster.name,
        "addonArn": arn,
        "addonVersion": catalogue.ADDONS[name][1],
        "health": {"issues": []},
        **settings(asked),
    }
    return Resource(arn, stamped(facts, tags=asked.get("tags")))


def settings(asked: Parameters) -> Facts:
    """What can be set, at the start and later. Raises `InvalidParameter`."""
    version = asked.get("addonVersion")
    if version and not catalogue.ADDON_VERSION.fullmatch(version):
        raise InvalidParameter("Addon version specified is not supported")
    if asked.get("configurationValues"):
        try:
            json.loads(asked["configurationValues"])
        except ValueError:
            raise InvalidParameter(
                "ConfigurationValue is not in valid JSON: the local AWS reads no YAML"
            ) from None
    names = ("addonVersion", "configurationValues", "serviceAccountRoleArn")
    return {name: asked[name] for name in names if asked.get(name)}


def versions(asked: Parameters) -> list[Facts]:
    """AddonInfo of DescribeAddonVersions."""
    wanted = asked.get("kubernetesVersion")
    return [
        {
            "addonName": name,
            "type": "networking",
            "owner": "aws",
            "publisher": "eks",
            "defaultNamespace": namespace,
            "addonVersions": [_version(version, [wanted] if wanted else catalogue.KUBERNETES)],
        }
        for name, (namespace, version) in catalogue.ADDONS.items()
        if asked.get("addonName") in (None, name)
    ]


def _version(version: str, fitting: Any) -> Facts:
    return {
        "addonVersion": version,
        "architecture": ["amd64", "arm64"],
        "computeTypes": ["ec2"],
        "compatibilities": [
            {"clusterVersion": one, "platformVersions": ["*"], "defaultVersion": True}
            for one in fitting
        ],
        "requiresConfiguration": False,
        "requiresIamPermissions": False,
    }
