"""Definitions of services, as good and as bad as they come."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import yaml
from hypothesis import strategies as st

from clark.manifests import read
from clark.policy.practices import Subject, subject

TODAY: Final = date(2026, 11, 24)
API: Final = {
    "RDSInstance": "database.aws.crossplane.io/v1beta1",
    "DBCluster": "rds.aws.crossplane.io/v1alpha1",
    "DBInstance": "rds.aws.crossplane.io/v1alpha1",
    "ReplicationGroup": "cache.aws.crossplane.io/v1beta1",
    "Bucket": "s3.aws.crossplane.io/v1beta1",
    "LoadBalancer": "elbv2.aws.crossplane.io/v1alpha1",
    "Listener": "elbv2.aws.crossplane.io/v1alpha1",
    "TargetGroup": "elbv2.aws.crossplane.io/v1alpha1",
    "NodeGroup": "eks.aws.crossplane.io/v1alpha1",
}
PART: Final = {"DBCluster": "DBInstance", "LoadBalancer": "Listener"}
_BOOL: Final = st.sampled_from([True, False, None])
_DAYS: Final = st.sampled_from([None, 0, 1, 6, 7, 35])
FIELDS: Final[Mapping[str, Mapping[str, st.SearchStrategy[Any]]]] = {
    "RDSInstance": {
        "multiAZ": _BOOL,
        "availabilityZone": st.sampled_from([None, None, "us-east-1a"]),
        "publiclyAccessible": _BOOL,
        "storageEncrypted": _BOOL,
        "backupRetentionPeriod": _DAYS,
        "deletionProtection": _BOOL,
        "engineVersion": st.sampled_from([None, "9.6.24", "12.9", "14.9", "99.1"]),
        "skipFinalSnapshotBeforeDeletion": _BOOL,
        "autoMinorVersionUpgrade": _BOOL,
        "allocatedStorage": st.sampled_from([None, 5, 20, 100, 65_536]),
        "maxAllocatedStorage": st.sampled_from([None, 20, 200_000]),
        "storageType": st.sampled_from([None, "gp2", "gp3", "standard", "io1"]),
        "dbInstanceClass": st.sampled_from(["db.t2.small", "db.t3.medium"]),
        "copyTagsToSnapshot": _BOOL,
        "enablePerformanceInsights": _BOOL,
        "monitoringInterval": st.sampled_from([None, 0, 60]),
    },
    "DBCluster": {
        "storageEncrypted": _BOOL,
        "backupRetentionPeriod": _DAYS,
        "deletionProtection": _BOOL,
        "engineVersion": st.sampled_from([None, "12.9", "16.3"]),
        "skipFinalSnapshot": _BOOL,
        "copyTagsToSnapshot": _BOOL,
    },
    "DBInstance": {
        "publiclyAccessible": _BOOL,
        "autoMinorVersionUpgrade": _BOOL,
        "enablePerformanceInsights": _BOOL,
        "dbInstanceClass": st.sampled_from(["db.r4.large", "db.r6g.large"]),
    },
    "ReplicationGroup": {
        "automaticFailoverEnabled": _BOOL,
        "multiAZEnabled": _BOOL,
        "numCacheClusters": st.sampled_from([None, 1, 2, 6]),
        "numNodeGroups": st.sampled_from([None, None, 2]),
        "atRestEncryptionEnabled": _BOOL,
        "transitEncryptionEnabled": _BOOL,
        "authEnabled": _BOOL,
        "snapshotRetentionLimit": _DAYS,
        "engineVersion": st.sampled_from([None, "5.0.6", "7.0"]),
        "cacheNodeType": st.sampled_from(["cache.m3.medium", "cache.t3.micro"]),
    },
    "Bucket": {
        "publicAccessBlockConfiguration": st.none()
        | st.fixed_dictionaries({"blockPublicAcls": st.booleans()}),
        "versioningConfiguration": st.sampled_from([None, {"status": "Suspended"}]),
        "objectOwnership": st.sampled_from([None, "ObjectWriter", "BucketOwnerEnforced"]),
        "acl": st.sampled_from([None, None, "private"]),
        "serverSideEncryptionConfiguration": st.sampled_from([None, {"rules": []}]),
        "lifecycleConfiguration": st.sampled_from(
            [None, {"rules": []}, {"rules": [{"status": "Disabled"}]}]
        ),
        "loggingConfiguration": st.sampled_from([None, {"destinationBucketName": "logs"}]),
    },
    "LoadBalancer": {"subnets": st.sampled_from([None, ["subnet-1"], ["subnet-1", "subnet-2"]])},
    "Listener": {
        "protocol": st.sampled_from(["HTTP", "HTTPS"]),
        "sslPolicy": st.sampled_from([None, "ELBSecurityPolicy-2016-08"]),
    },
    "NodeGroup": {
        "scalingConfig": st.fixed_dictionaries(
            {},
            optional={
                "minSize": st.integers(0, 3),
                "maxSize": st.integers(1, 4),
                "desiredSize": st.integers(0, 4),
            },
        ),
        "updateConfig": st.sampled_from([None, {"force": True}, {"maxUnavailable": 3}]),
        "subnets": st.sampled_from([None, ["subnet-1"], ["subnet-1", "subnet-2"]]),
        "remoteAccess": st.sampled_from([None, {"ec2SSHKey": "key"}]),
    },
}


def definition(
    kind: str, name: str = "orders-prod", environment: str = "prod", **says: Any
) -> dict[str, Any]:
    """A definition that says only this below spec.forProvider."""
    return {
        "apiVersion": API[kind],
        "kind": kind,
        "metadata": {"name": name, "labels": {"clark.dev/environment": environment}},
        "spec": {"forProvider": {"region": "us-east-1", **says}},
    }


def text(*definitions: Mapping[str, Any]) -> str:
    return yaml.safe_dump_all(definitions, sort_keys=False)


def service(written: str, name: str = "orders-prod", today: date = TODAY) -> Subject:
    found = subject(read(written), name, today)
    assert found is not None
    return found


@st.composite
def texts(draw: st.DrawFn, kinds: Sequence[str] = tuple(k for k in API if k not in PART.values())):
    """A service's file of any kind, in any environment, that says any of these or nothing."""
    kind = draw(st.sampled_from([each for each in kinds if each != "TargetGroup"]))
    environment = draw(st.sampled_from(["prod", "dev"]))
    found = [_drawn(draw, kind, "orders-prod", environment)]
    part = PART.get(kind)
    for number in range(draw(st.integers(0, 2)) if part else 0):
        found.append(_drawn(draw, str(part), f"orders-prod-{number}", environment))
    return text(*found)


def _drawn(draw: st.DrawFn, kind: str, name: str, environment: str) -> dict[str, Any]:
    says = {field: draw(values) for field, values in FIELDS[kind].items()}
    said = {field: value for field, value in says.items() if value is not None}
    return definition(kind, name, environment, **said)
