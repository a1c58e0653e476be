"""Objects that every shipped policy accepts, as values, and small changes of them."""

import copy
from collections.abc import Mapping
from typing import Any

from clark.manifests import Document, parse_path
from clark.policy.change import Change
from clark.policy.identity import claim

GONE = object()


def _service(api_version: str, kind: str, name: str, provider: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {
            "name": f"{name}-prod",
            "labels": {
                "clark.dev/service": name,
                "clark.dev/environment": "prod",
                "clark.dev/team": "java",
                "clark.dev/application": "java",
            },
        },
        "spec": {
            "forProvider": provider,
            "writeConnectionSecretToRef": {
                "name": f"{name}-prod-credentials",
                "namespace": "clark-connections",
            },
        },
    }


def _without_login(service: dict[str, Any]) -> dict[str, Any]:
    del service["spec"]["writeConnectionSecretToRef"]
    return service


def _part(api_version: str, kind: str, name: str, provider: dict[str, Any]) -> dict[str, Any]:
    part = _without_login(_service(api_version, kind, "java", provider))
    part["metadata"]["name"] = name
    return part


def _login_free(provider: dict[str, Any]) -> dict[str, Any]:
    return _part("elbv2.aws.crossplane.io/v1alpha1", "LoadBalancer", "java-prod", provider)


def _delivery(api_version: str, kind: str, namespace: str, spec: dict[str, Any]) -> dict[str, Any]:
    delivery = _service(api_version, kind, "java-db", {})
    delivery["metadata"]["namespace"] = namespace
    return {**delivery, "spec": spec}


TAGS = [
    {"key": "team", "value": "java"},
    {"key": "environment", "value": "prod"},
    {"key": "application", "value": "java"},
]
ENCRYPTED_ONLY = {
    "effect": "Deny",
    "principal": {"allowAnon": True},
    "action": ["s3:*"],
    "resource": ["arn:aws:s3:::java-files-prod", "arn:aws:s3:::java-files-prod/*"],
    "condition": [
        {
            "operatorKey": "Bool",
            "conditions": [{"key": "aws:SecureTransport", "stringValue": "false"}],
        }
    ],
}
KEY = "clark/prod/java-db-prod/java"
BASES: Mapping[str, dict[str, Any]] = {
    "database": _service(
        "database.aws.crossplane.io/v1beta1",
        "RDSInstance",
        "java-db",
        {
            "region": "us-east-1",
            "engine": "postgres",
            "engineVersion": "14.9",
            "dbInstanceClass": "db.t3.medium",
            "allocatedStorage": 100,
            "storageType": "gp3",
            "storageEncrypted": True,
            "multiAZ": True,
            "publiclyAccessible": False,
            "masterUsername": "appowner",
            "backupRetentionPeriod": 7,
            "deletionProtection": True,
            "finalDBSnapshotIdentifier": "java-db-prod-final",
            "tags": TAGS,
        },
    ),
    "aurora": _service(
        "rds.aws.crossplane.io/v1alpha1",
        "DBCluster",
        "java",
        {
            "region": "us-east-1",
            "engine": "aurora-postgresql",
            "engineVersion": "16.3",
            "masterUsername": "appowner",
            "autogeneratePassword": True,
            "port": 5432,
            "serverlessV2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 8},
            "storageEncrypted": True,
            "backupRetentionPeriod": 7,
            "deletionProtection": True,
            "finalDBSnapshotIdentifier": "java-prod-final",
            "tags": TAGS,
        },
    ),
    "instance": _part(
        "rds.aws.crossplane.io/v1alpha1",
        "DBInstance",
        "java-prod-1",
        {
            "region": "us-east-1",
            "engine": "aurora-postgresql",
            "dbClusterIdentifier": "java-prod",
            "dbInstanceClass": "db.serverless",
            "publiclyAccessible": False,
            "tags": TAGS,
        },
    ),
    "cache": _service(
        "cache.aws.crossplane.io/v1beta1",
        "ReplicationGroup",
        "java-cache",
        {
            "region": "us-east-1",
            "replicationGroupDescription": "Redis cache of java",
            "engine": "redis",
            "engineVersion": "7.0",
            "cacheNodeType": "cache.t3.micro",
            "numCacheClusters": 2,
            "automaticFailoverEnabled": True,
            "multiAZEnabled": True,
            "atRestEncryptionEnabled": True,
            "transitEncryptionEnabled": True,
            "authEnabled": True,
            "snapshotRetentionLimit": 7,
            "applyModificationsImmediately": False,
            "tags": TAGS,
        },
    ),
    "bucket": _service(
        "s3.aws.crossplane.io/v1beta1",
        "Bucket",
        "java-files",
        {
            "locationConstraint": "us-east-1",
            "publicAccessBlockConfiguration": {
                "blockPublicAcls": True,
                "blockPublicPolicy": True,
                "ignorePublicAcls": True,
                "restrictPublicBuckets": True,
            },
            "serverSideEncryptionConfiguration": {
                "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]
            },
            "versioningConfiguration": {"status": "Enabled"},
            "policy": {"version": "2012-10-17", "statements": [ENCRYPTED_ONLY]},
            "tagging": {"tagSet": TAGS},
        },
    ),
    "nodegroup": _without_login(
        _service(
            "eks.aws.crossplane.io/v1alpha1",
            "NodeGroup",
            "java-nodes",
            {
                "region": "us-east-1",
                "clusterName": "techcorp-prod",
                "nodeRole": "arn:aws:iam::111122223333:role/techcorp-prod-nodes",
                "subnets": ["subnet-0a", "subnet-0b"],
                "launchTemplate": {"id": "lt-0"},
                "instanceTypes": ["m7i.large", "m6i.large"],
                "capacityType": "ON_DEMAND",
                "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 3},
                "tags": {"team": "java", "environment": "prod", "application": "java"},
            },
        )
    ),
    "balancer": _login_free(
        {
            "region": "us-east-1",
            "name": "java-prod",
            "loadBalancerType": "application",
            "scheme": "internal",
            "subnets": ["subnet-a", "subnet-b"],
            "securityGroups": ["sg-https"],
            "tags": TAGS,
        },
    ),
    "targets": _part(
        "elbv2.aws.crossplane.io/v1alpha1",
        "TargetGroup",
        "java-prod-targets",
        {
            "region": "us-east-1",
            "name": "java-prod",
            "vpcID": "vpc-1",
            "targetType": "ip",
            "protocol": "HTTP",
            "port": 8080,
            "tags": TAGS,
        },
    ),
    "listener": _part(
        "elbv2.aws.crossplane.io/v1alpha1",
        "Listener",
        "java-prod-https",
        {
            "region": "us-east-1",
            "protocol": "HTTPS",
            "port": 443,
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            "certificates": [
                {"certificateARN": "arn:aws:acm:us-east-1:111122223333:certificate/one"}
            ],
            "defaultActions": [
                {"actionType": "forward", "targetGroupArnRef": {"name": "java-prod-targets"}}
            ],
            "loadBalancerArnRef": {"name": "java-prod"},
            "tags": TAGS,
        },
    ),
    "push": _delivery(
        "external-secrets.io/v1alpha1",
        "PushSecret",
        "clark-connections",
        {
            "secretStoreRefs": [{"name": "aws-sm", "kind": "SecretStore"}],
            "selector": {"secret": {"name": "java-db-prod-credentials"}},
            "data": [{"match": {"remoteRef": {"remoteKey": KEY}}}],
        },
    ),
    "external": _delivery(
        "external-secrets.io/v1",
        "ExternalSecret",
        "java",
        {
            "secretStoreRef": {"name": "aws-sm", "kind": "SecretStore"},
            "target": {"name": "java-db-prod"},
            "dataFrom": [{"extract": {"key": KEY}}],
        },
    ),
}


def sample(base: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A base with some paths set, or taken away where the value is GONE.

    A path of one name is below spec.forProvider.
    """
    value = copy.deepcopy(BASES[base])
    for text, new in (changes or {}).items():
        *way, last = parse_path(text if "." in text else f"spec.forProvider.{text}")
        at: Any = value
        for step in way:
            at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
        if new is GONE:
            at.pop(last, None)
        else:
            at[last] = new
    return value


def change(new: Mapping[str, Any] | None, old: Mapping[str, Any] | None = None) -> Change:
    """A change of one object, without a file."""
    before = Document(0, old) if old is not None else None
    after = Document(0, new) if new is not None else None
    shown = after or before
    assert shown is not None
    return Change(claim("service.yaml", shown, ""), shown, before, after)
