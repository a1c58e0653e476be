"""What of an account can be adopted, and what stands against it. Pure.

Asked when it is listed, and once more before the merge: what was added since then is in no
definition either.
"""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds import KINDS, Kind
from clark.ports.cloud import Found, Sort

# The kind that a definition of it has, or the chief one of its several.
DEFINED_AS: Final[Mapping[Sort, str]] = {
    "database": "RDSInstance",
    "cache": "ReplicationGroup",
    "bucket": "Bucket",
    "aurora": "DBCluster",
    "load-balancer": "LoadBalancer",
}
READY: Final = frozenset({"available", "backing-up", "storage-optimization", "active"})
OTHERS: Final[Mapping[Sort, str]] = {
    "aurora": "An Aurora cluster is several objects of the provider, the cluster and each of its "
    "instances; Clark adopts what is one object. It goes on as it is.",
    "load-balancer": "The provider never looks again at a load balancer, its listeners and target "
    "groups once they are there, so a definition would manage nothing. It goes on as it is.",
}
# What a bucket can have that its definition would not say, so that the provider might remove it.
UNSAID: Final[Mapping[str, str]] = {
    "Policy": "a bucket policy",
    "Cors": "CORS rules",
    "Website": "a website",
    "Logging": "access logging",
    "Notification": "notifications",
    "Replication": "a replication",
    "ObjectLock": "an object lock",
}


def kind_of(found: Found) -> Kind | None:
    """None for what Clark cannot adopt at all."""
    if found.sort in OTHERS:
        return None
    return next((kind for kind in KINDS if kind.kind == DEFINED_AS[found.sort]), None)


def obstacle(found: Found, account: str) -> str:
    """Why it cannot be adopted; "" where nothing that is there stands against it."""
    if found.sort in OTHERS:
        return OTHERS[found.sort]
    if owner := _owner(found, account):
        return f"{owner} manages it, and two would change it in turns. Take it out there first."
    if found.status not in READY:
        return f"AWS says that it is {found.status}. Look again once it is available."
    pending = {
        **(found.settings.get("PendingModifiedValues") or {}),
        **(found.settings.get("Member", {}).get("PendingModifiedValues") or {}),
    }
    if pending:
        return f"AWS is about to change {', '.join(sorted(pending))}. Look again afterwards."
    return _peculiar(found)


# Private functions


def _owner(found: Found, account: str) -> str:
    """Who else has a definition of it."""
    if stack := found.tags.get("aws:cloudformation:stack-name"):
        return f"The CloudFormation stack {stack}"
    words = {"managed-by", "managedby", "clark.dev/managed-by", "provisioner"}
    if any(
        name.lower() in words and value.lower() == "terraform" for name, value in found.tags.items()
    ):
        return "Terraform"
    is_state = found.identifier.startswith(f"clark-state-{account}-")
    return "Terraform, whose states it holds," if found.sort == "bucket" and is_state else ""


def _peculiar(found: Found) -> str:
    """What is there and has no place in a definition, so that nobody could put it back."""
    settings = found.settings
    source = settings.get("ReadReplicaSourceDBInstanceIdentifier")
    if found.sort == "database" and source:
        return f"It is a read replica of {source}, which the provider has no field for."
    if found.sort == "cache" and settings.get("GlobalReplicationGroupInfo"):
        return "It is part of a global datastore, which the provider has no field for."
    if found.sort != "bucket":
        return ""
    unsaid = [word for name, word in UNSAID.items() if settings.get(name)]
    unsaid += ["acceleration"] if settings.get("Acceleration") == "Enabled" else []
    unsaid += ["payment by the requester"] if settings.get("Payment") == "Requester" else []
    unsaid += ["an access list for others"] if _shared(settings) else []
    if not unsaid:
        return ""
    return (
        f"It has {', '.join(unsaid)}. Clark does not write that down yet, and the provider could "
        "remove what its definition leaves out."
    )


def _shared(settings: Mapping[str, Any]) -> bool:
    """Whether its access list is in force and names anybody but its owner."""
    rules = settings.get("Ownership", {}).get("Rules") or ()
    off = any(rule.get("ObjectOwnership") == "BucketOwnerEnforced" for rule in rules)
    grants = settings.get("Grants") or ()
    own = [each for each in grants if each.get("Permission") == "FULL_CONTROL"]
    people = [each for each in own if each.get("Grantee", {}).get("Type") == "CanonicalUser"]
    return not off and len(grants) != len(people[:1])
