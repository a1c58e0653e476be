"""A cluster: what the API shows of it, and what can be changed."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clark.local.aws import identity
from clark.local.aws.eks import catalogue
from clark.local.aws.eks.errors import InvalidParameter
from clark.local.aws.eks.resource import Facts, Resource

Parameters = Mapping[str, Any]

HIDDEN_AT_FIRST = ("endpoint", "certificateAuthority")
LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
# No Kubernetes listens behind the endpoint, so the authority has nothing to vouch for.
AUTHORITY = base64.b64encode(
    b"-----BEGIN CERTIFICATE-----\n"
    + base64.b64encode(b"The local AWS runs no Kubernetes API.")
    + b"\n-----END CERTIFICATE-----\n"
).decode()


class Cluster(Resource):
    """With everything that belongs to it."""

    def __init__(self, arn: str, facts: Facts) -> None:
        super().__init__(arn, facts)
        self.nodegroups: dict[str, Resource] = {}
        self.addons: dict[str, Resource] = {}
        self.entries: dict[str, Resource] = {}  # by the ARN of the principal
        self.policies: dict[str, dict[str, Facts]] = {}  # of a principal, by their ARNs
        self.associations: dict[str, Resource] = {}  # Pod Identity, by id

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def shown(self) -> Facts:
        """As in AWS, there is no endpoint before the cluster has been created."""
        shown = super().shown
        if self.status != "CREATING":
            return shown
        return {name: value for name, value in shown.items() if name not in HIDDEN_AT_FIRST}

    def parts(self) -> list[Resource]:
        kinds = (self.nodegroups, self.addons, self.entries, self.associations)
        return [part for kind in kinds for part in kind.values()]


def new(asked: Parameters, arn: str, network: Facts) -> Cluster:
    """`network` has vpcId and clusterSecurityGroupId. Raises `InvalidParameter`."""
    version = asked.get("version") or catalogue.DEFAULT
    _offered(version)
    region = arn.split(":")[3]
    code = identity.hexadecimal("eks", arn, length=32).upper()
    facts = {
        "name": asked["name"],
        "arn": arn,
        "version": version,
        "platformVersion": catalogue.PLATFORM,
        "roleArn": asked["roleArn"],
        "createdAt": datetime.now(UTC),
        "endpoint": f"https://{code}.gr7.{region}.eks.amazonaws.com",
        "identity": {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{code}"}},
        "certificateAuthority": {"data": AUTHORITY},
        "resourcesVpcConfig": {**_access({}, asked["resourcesVpcConfig"]), **network},
        "kubernetesNetworkConfig": _services(asked.get("kubernetesNetworkConfig") or {}),
        "logging": _logging((), asked.get("logging") or {}),
        "encryptionConfig": asked.get("encryptionConfig") or [],
        "accessConfig": _authentication(asked.get("accessConfig") or {}),
        "upgradePolicy": asked.get("upgradePolicy") or {"supportType": "EXTENDED"},
        "zonalShiftConfig": asked.get("zonalShiftConfig") or {"enabled": False},
        "deletionProtection": bool(asked.get("deletionProtection")),
        "health": {"issues": []},
        "tags": dict(asked.get("tags") or {}),
    }
    for name in ("computeConfig", "storageConfig", "remoteNetworkConfig"):
        if asked.get(name):
            facts[name] = asked[name]
    return Cluster(arn, facts)


def changes(cluster: Cluster, asked: Parameters) -> tuple[str, Facts]:
    """Kind of update and the facts it changes. Raises `InvalidParameter` when there are none."""
    facts = cluster.facts
    if asked.get("logging"):
        kept = facts["logging"]["clusterLogging"]
        return "LoggingUpdate", {"logging": _logging(kept, asked["logging"])}
    if asked.get("resourcesVpcConfig"):
        wanted = _access(facts["resourcesVpcConfig"], asked["resourcesVpcConfig"])
        places = {"subnetIds", "securityGroupIds"} & asked["resourcesVpcConfig"].keys()
        kind = "VpcConfigUpdate" if places else "EndpointAccessUpdate"
        return kind, {"resourcesVpcConfig": wanted}
    for name, kind in (
        ("accessConfig", "AccessConfigUpdate"),
        ("upgradePolicy", "UpgradePolicyUpdate"),
        ("zonalShiftConfig", "ZonalShiftConfigUpdate"),
        ("computeConfig", "AutoModeUpdate"),
    ):
        if asked.get(name):
            return kind, {name: {**facts.get(name, {}), **asked[name]}}
    if asked.get("deletionProtection") is not None:
        return "DeletionProtectionUpdate", {"deletionProtection": asked["deletionProtection"]}
    raise InvalidParameter("The update names nothing to change.")


def upgrade(cluster: Cluster, version: str) -> Facts:
    """The facts of the next minor version; EKS skips none and goes back to none."""
    _offered(version)
    current = cluster.facts["version"]
    if catalogue.minor(version) != catalogue.minor(current) + 1:
        raise InvalidParameter(
            f"Unsupported Kubernetes minor version update from {current} to {version}"
        )
    return {"version": version}


def _offered(version: str) -> None:
    if version not in catalogue.KUBERNETES:
        raise InvalidParameter("unsupported Kubernetes version")


def _access(current: Facts, asked: Parameters) -> Facts:
    public = asked.get("endpointPublicAccess", current.get("endpointPublicAccess", True))
    private = asked.get("endpointPrivateAccess", current.get("endpointPrivateAccess", False))
    if not public and not private:
        raise InvalidParameter("Private and public endpoint access cannot both be false.")
    ranges = asked.get("publicAccessCidrs") or current.get("publicAccessCidrs") or ["0.0.0.0/0"]
    return {
        "subnetIds": [],
        "securityGroupIds": [],
        **current,
        **{name: value for name, value in asked.items() if name.endswith("Ids")},
        "endpointPublicAccess": public,
        "endpointPrivateAccess": private,
        "publicAccessCidrs": ranges if public else [],
    }


def _services(asked: Parameters) -> Facts:
    return {
        "serviceIpv4Cidr": asked.get("serviceIpv4Cidr") or "172.20.0.0/16",
        "ipFamily": asked.get("ipFamily") or "ipv4",
        "elasticLoadBalancing": asked.get("elasticLoadBalancing") or {"enabled": False},
    }


def _logging(current: Any, asked: Parameters) -> Facts:
    """Types that are on and types that are off, in two entries, whatever was asked in how many."""
    switched = {name: one["enabled"] for one in current for name in one["types"]}
    for one in asked.get("clusterLogging") or ():
        switched |= dict.fromkeys(one.get("types") or (), bool(one.get("enabled")))
    on = [name for name in LOGS if switched.get(name)]
    off = [name for name in LOGS if name not in on]
    entries = ({"types": on, "enabled": True}, {"types": off, "enabled": False})
    return {"clusterLogging": [entry for entry in entries if entry["types"]]}


def _authentication(asked: Parameters) -> Facts:
    creator = asked.get("bootstrapClusterCreatorAdminPermissions")
    return {
        "authenticationMode": asked.get("authenticationMode") or "CONFIG_MAP",
        "bootstrapClusterCreatorAdminPermissions": creator is not False,
    }
