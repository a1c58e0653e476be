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
