"""Definitions that are right as they stand; a test changes one thing of them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Manifest = dict[str, Any]
Build = Callable[..., Manifest]


def _manifest(api_version: str, kind: str, name: str, asked: Mapping[str, Any]) -> Manifest:
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, "labels": {"clark.dev/environment": name.rpartition("-")[2]}},
        "spec": {
            "forProvider": {key: value for key, value in asked.items() if value is not None},
            "writeConnectionSecretToRef": {"name": f"{name}-credentials", "namespace": "clark"},
        },
    }


@pytest.fixture
def database() -> Build:
    def build(name: str = "orders-db-prod", **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "engine": "postgres",
            "engineVersion": "14.9",
            "dbInstanceClass": "db.t3.medium",
            "allocatedStorage": 100,
            "masterUsername": "dbadmin",
            "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
        }
        api_version = "database.aws.crossplane.io/v1beta1"
        return _manifest(api_version, "RDSInstance", name, asked | changed)

    return build


@pytest.fixture
def cache() -> Build:
    def build(name: str = "orders-cache-prod", **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "engine": "redis",
            "engineVersion": "7.0",
            "cacheNodeType": "cache.t3.micro",
            "numCacheClusters": 2,
            "replicationGroupDescription": "Orders",
            "applyModificationsImmediately": False,
        }
        api_version = "cache.aws.crossplane.io/v1beta1"
        return _manifest(api_version, "ReplicationGroup", name, asked | changed)

    return build


@pytest.fixture
def bucket() -> Build:
    def build(name: str = "orders-files-prod", **changed: Any) -> Manifest:
        asked = {"locationConstraint": "us-east-1"}
        return _manifest("s3.aws.crossplane.io/v1beta1", "Bucket", name, asked | changed)

    return build


@pytest.fixture
def cluster() -> Build:
    def build(name: str = "orders-prod", /, **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "engine": "aurora-postgresql",
            "engineVersion": "15.7",
            "masterUsername": "appowner",
            "autogeneratePassword": True,
            "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
        }
        return _manifest("rds.aws.crossplane.io/v1alpha1", "DBCluster", name, asked | changed)

    return build


@pytest.fixture
def instance() -> Build:
    def build(name: str = "orders-prod-1", **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "engine": "aurora-postgresql",
            "dbClusterIdentifier": "orders-prod",
            "dbInstanceClass": "db.r6g.large",
        }
        made = _manifest("rds.aws.crossplane.io/v1alpha1", "DBInstance", name, asked | changed)
        made["metadata"]["labels"]["clark.dev/environment"] = "prod"
        return made

    return build


@pytest.fixture
def nodes() -> Build:
    def build(name: str = "orders-prod", /, **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "clusterName": "techcorp",
            "nodeRole": "arn:aws:iam::111122223333:role/nodes",
            "subnets": ["subnet-1", "subnet-2"],
            "instanceTypes": ["m6i.large"],
            "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 3},
        }
        return _manifest("eks.aws.crossplane.io/v1alpha1", "NodeGroup", name, asked | changed)

    return build


@pytest.fixture
def balancer() -> Build:
    def build(name: str = "orders-prod", /, **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "name": name,
            "scheme": "internal",
            "subnets": ["subnet-1", "subnet-2"],
        }
        return _manifest("elbv2.aws.crossplane.io/v1alpha1", "LoadBalancer", name, asked | changed)

    return build


@pytest.fixture
def targets() -> Build:
    def build(name: str = "orders-prod-tg", /, **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "name": name,
            "protocol": "HTTP",
            "port": 8080,
            "vpcID": "vpc-1",
        }
        return _manifest("elbv2.aws.crossplane.io/v1alpha1", "TargetGroup", name, asked | changed)

    return build


@pytest.fixture
def listener() -> Build:
    def build(name: str = "orders-prod-https", **changed: Any) -> Manifest:
        asked = {
            "region": "us-east-1",
            "protocol": "HTTPS",
            "port": 443,
            "loadBalancerArnRef": {"name": "orders-prod"},
            "certificates": [
                {"certificateARN": "arn:aws:acm:us-east-1:111122223333:certificate/x"}
            ],
            "defaultActions": [
                {"actionType": "forward", "targetGroupArnRef": {"name": "orders-prod-tg"}}
            ],
        }
        return _manifest("elbv2.aws.crossplane.io/v1alpha1", "Listener", name, asked | changed)

    return build


@pytest.fixture
def builds(request: pytest.FixtureRequest) -> dict[str, Build]:
    """How a right definition of each kind is made."""
    named = {
        "RDSInstance": "database",
        "DBCluster": "cluster",
        "DBInstance": "instance",
        "ReplicationGroup": "cache",
        "Bucket": "bucket",
        "LoadBalancer": "balancer",
        "TargetGroup": "targets",
        "Listener": "listener",
        "NodeGroup": "nodes",
    }
    return {kind: request.getfixturevalue(fixture) for kind, fixture in named.items()}
