"""What an error of AWS or the provider means: what, why, and who must act.

The provider writes `create failed: cannot create RDS instance: api error Code: text` with request
ids stripped (pkg/utils/errors). AWS's own text names the value, so it is kept after ours.
"""

import re
from dataclasses import dataclass
from typing import Final

AWS: Final = "AWS"
TEAM: Final = "Clark team"
YOU: Final = "you"

_API_ERROR = re.compile(r"\b([A-Z][A-Za-z]+(?:\.[A-Za-z]+)*): (?=(.*))", re.DOTALL)
_STAGE = re.compile(r"\b(connect|observe|create|update|delete) failed\b")

_SNAPSHOT_TAKEN: Final = (
    "An older snapshot has the name that the final snapshot is to get, and its file is gone from "
    "the repository already. Somebody with access to the AWS account must delete that snapshot, "
    "after copying it where it is still needed; the deletion then goes on by itself.",
    YOU,
)
_BY_CODE: Final[dict[str, tuple[str, str]]] = {
    "InvalidParameterValue": ("AWS does not accept one of the values.", YOU),
    "InvalidParameterCombination": ("AWS does not accept these values together.", YOU),
    "ValidationError": ("AWS does not accept one of the values.", YOU),
    "InvalidSubnet": ("A subnet does not exist or is in another network.", TEAM),
    "InvalidVPCNetworkStateFault": ("The subnets do not fit: two zones are needed.", TEAM),
    "DBSubnetGroupNotFoundFault": ("The subnet group does not exist in this region.", TEAM),
    "DBSubnetGroupDoesNotCoverEnoughAZs": ("The subnet group needs two zones.", TEAM),
    "CacheSubnetGroupNotFoundFault": ("The subnet group does not exist in this region.", TEAM),
    "DBParameterGroupNotFound": ("The parameter group does not exist in this region.", TEAM),
    "CacheParameterGroupNotFound": ("The parameter group does not exist in this region.", TEAM),
    "OptionGroupNotFoundFault": ("The option group does not exist in this region.", TEAM),
    "InvalidGroup.NotFound": ("A security group does not exist in this region.", TEAM),
    "KMSKeyNotAccessibleFault": ("AWS may not use the encryption key.", TEAM),
    "StorageQuotaExceeded": ("The account may not use more storage: raise the quota.", TEAM),
    "InstanceQuotaExceeded": ("The account may not have more databases: raise the quota.", TEAM),
    "NodeQuotaForCustomerExceeded": ("The account may not have more nodes.", TEAM),
    "NodeQuotaForClusterExceeded": ("The cache may not have more nodes.", YOU),
    "ClusterQuotaForCustomerExceeded": ("The account may not have more caches.", TEAM),
    "TooManyBuckets": ("The account may not have more buckets: raise the quota.", TEAM),
    "SnapshotQuotaExceeded": ("The account may not have more snapshots.", TEAM),
    "InsufficientDBInstanceCapacity": ("AWS has no machine of this class free here.", YOU),
    "InsufficientCacheClusterCapacity": ("AWS has no node of this type free here.", YOU),
    "StorageTypeNotSupported": ("This class does not support this kind of storage.", YOU),
    "ProvisionedIopsNotAvailableInAZ": ("Reserved reads and writes are not offered here.", YOU),
    "InvalidDBInstanceState": ("The database is busy with another change; it is tried again.", AWS),
    "InvalidReplicationGroupState": ("The cache is busy with another change; tried again.", AWS),
    "InvalidCacheClusterState": ("A node is busy with another change; it is tried again.", AWS),
    "OperationAborted": ("AWS is still at work on this bucket's name; it is tried again.", AWS),
    "DBInstanceAlreadyExists": ("A database of this name exists that is not this one.", TEAM),
    "DBClusterNotFoundFault": ("Its Aurora cluster is not there yet; it is tried again.", AWS),
    "InvalidDBClusterStateFault": (
        "The cluster is busy, or still has instances; tried again.",
        AWS,
    ),
    "DBClusterAlreadyExistsFault": ("A cluster of this name exists that is not this one.", TEAM),
    "DBClusterQuotaExceededFault": ("The account may not have more clusters.", TEAM),
    "DBClusterParameterGroupNotFound": ("The parameter group does not exist here.", TEAM),
    "ResourceNotFoundException": (
        "Something that it needs, its cluster first of all, is not there.",
        TEAM,
    ),
    "ResourceInUseException": ("It is busy, or exists already and is not this one.", AWS),
    "InvalidParameterException": ("AWS does not accept one of the values.", YOU),
    "InvalidRequestException": ("AWS does not accept this now; it is tried again.", AWS),
    "ResourceLimitExceededException": ("The account may not have more of these.", TEAM),
    "SubnetNotFound": ("A subnet does not exist in this region.", TEAM),
    "InvalidConfigurationRequest": ("AWS does not accept these values together.", YOU),
    "CertificateNotFound": ("The certificate does not exist in this region.", YOU),
    "SSLPolicyNotFound": ("There is no TLS policy of this name.", YOU),
    "DuplicateLoadBalancerName": (
        "A load balancer of this name exists that is not this one.",
        TEAM,
    ),
    "DuplicateTargetGroupName": ("A target group of this name exists that is not this one.", TEAM),
    "DuplicateListener": ("Another listener has this port; it is tried again.", AWS),
    "TooManyLoadBalancers": ("The account may not have more load balancers.", TEAM),
    "TooManyTargetGroups": ("The account may not have more target groups.", TEAM),
    "ResourceInUse": ("Something still leads to it; it is tried again.", AWS),
    "ReplicationGroupAlreadyExists": ("A cache of this name exists that is not this one.", TEAM),
    "BucketAlreadyExists": ("Somebody else in the world has this bucket name.", YOU),
    "BucketAlreadyOwnedByYou": ("The account has a bucket of this name already.", TEAM),
    "BucketNotEmpty": ("AWS deletes only empty buckets: delete the objects first.", YOU),
    "DBSnapshotAlreadyExists": _SNAPSHOT_TAKEN,
    "DBClusterSnapshotAlreadyExists": _SNAPSHOT_TAKEN,
    "IllegalLocationConstraintException": ("The bucket's region does not fit the request.", TEAM),
    "InvalidBucketName": ("S3 does not accept this bucket name.", YOU),
    "Throttling": ("AWS asks for fewer requests; it is tried again.", AWS),
    "RequestLimitExceeded": ("AWS asks for fewer requests; it is tried again.", AWS),
    "SlowDown": ("AWS asks for fewer requests; it is tried again.", AWS),
    "ServiceUnavailable": ("AWS has a fault; it is tried again.", AWS),
    "InternalFailure": ("AWS has a fault; it is tried again.", AWS),
    "InternalError": ("AWS has a fault; it is tried again.", AWS),
    "AccessDenied": ("Crossplane's role in AWS may not do this.", TEAM),
    "UnauthorizedOperation": ("Crossplane's role in AWS may not do this.", TEAM),
    "AuthFailure": ("AWS does not accept Crossplane's credentials.", TEAM),
    "ExpiredToken": ("Crossplane's credentials have expired.", TEAM),
    "InvalidClientTokenId": ("AWS does not accept Crossplane's credentials.", TEAM),
    "SignatureDoesNotMatch": ("AWS does not accept Crossplane's credentials.", TEAM),
    "OptInRequired": ("The account is not signed up for this region or service.", TEAM),
}

# What the provider says without AWS, by a piece of its text.
_BY_TEXT: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "cannot determine creation result",
        "Crossplane was interrupted while it created this, and cannot tell whether AWS has it.",
        TEAM,
    ),
    ("managementPolicies", "Management policies are set but not switched on.", TEAM),
    ("at least 1 replica is required", "A cache that exists needs two nodes at least.", YOU),
    ("maximum of 5 replicas", "A cache has six nodes at most.", YOU),
    ("referenced field was empty", "It waits until another part of its service is there.", AWS),
    ("cannot resolve references", "It refers to something that is not there or not ready.", TEAM),
    ("providerconfig", "The provider configuration, the AWS account, cannot be used.", TEAM),
    ("cannot publish connection", "The connection Secret cannot be written.", TEAM),
    ("not controlled by", "A Secret of that name exists that Crossplane did not make.", TEAM),
    ("no such host", "Crossplane cannot reach AWS.", TEAM),
    ("connection refused", "Crossplane cannot reach AWS.", TEAM),
    ("deadline exceeded", "AWS did not answer in time; it is tried again.", AWS),
    ("timeout", "AWS did not answer in time; it is tried again.", AWS),
    ("object has been modified", "Two writers met; it is tried again at once.", AWS),
)

_STAGES: Final = {
    "connect": "Crossplane cannot reach AWS",
    "observe": "Crossplane cannot see it in AWS",
    "create": "Creating it has failed",
    "update": "Changing it has failed",
    "delete": "Deleting it has failed",
}


@dataclass(frozen=True)
class Explanation:
    """`reason` in plain words with AWS's own text at the end; `who` must act."""

    reason: str
    who: str


def explain(message: str) -> Explanation:
    """What a Synced=False message or a Warning event means."""
    stage = _STAGE.search(message)
    lead = f"{_STAGES[stage[1]]}. " if stage else ""
    found = _by_code(message) or _by_text(message)
    if found:
        return Explanation(f"{lead}{found.reason}", found.who)
    return Explanation(f"{lead}The provider says: {message}", TEAM)


def _by_code(message: str) -> Explanation | None:
    for match in _API_ERROR.finditer(message):
        code, said = match.groups()
        for known in (code, code.removesuffix("Fault"), code.removesuffix("Exception")):
            if known in _BY_CODE:
                meaning, who = _BY_CODE[known]
                return Explanation(f"{meaning} AWS says: {said.strip()}", who)
    return None


def _by_text(message: str) -> Explanation | None:
    lowered = message.lower()
    for piece, meaning, who in _BY_TEXT:
        if piece.lower() in lowered:
            return Explanation(f"{meaning} The provider says: {message}", who)
    return None
