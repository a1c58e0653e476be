"""Shipped databases and caches stand where their cluster's file says, and are left there."""

from typing import Any

import pytest
from cluster_stack import Plane, Stack, ready, shipped

from clark.catalog import render
from clark.local.aws import identity
from clark.local.installation import ACCOUNT

REGION = "us-east-1"
GROUP = identity.default_security_group(ACCOUNT, REGION)
VPC = identity.default_vpc(ACCOUNT, REGION)
UPDATED = "UpdatedExternalResource"


def order(plane: Plane, offering: str, service: str) -> str:
    asked = {"service": service, "application": service, "team": "orders", "region": REGION}
    for path, text in render(shipped(offering), asked).items():
        plane.repository.write(path, text)
    plane.repository.commit()
    return f"{service}-prod"


def database(stack: Stack, name: str) -> Any:
    rds = stack.client("rds", REGION)
    found = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return found["DBSubnetGroup"], found["VpcSecurityGroups"]


def aurora(stack: Stack, name: str) -> Any:
    rds = stack.client("rds", REGION)
    found = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    group = rds.describe_db_subnet_groups(DBSubnetGroupName=found["DBSubnetGroup"])
    return group["DBSubnetGroups"][0], found["VpcSecurityGroups"]


@pytest.mark.parametrize(
    ("offering", "kind", "show"),
    [("databases", "RDSInstance", database), ("auroras", "DBCluster", aurora)],
)
def test_a_database_stands_in_its_network(
    plane: Plane, stack: Stack, offering: str, kind: str, show: Any
):
    name = order(plane, offering, f"placed-{offering}")
    plane.wait(kind, name, ready)
    subnets, groups = show(stack, name)
    assert (subnets["DBSubnetGroupName"], subnets["VpcId"]) == ("default", VPC)
    assert [each["VpcSecurityGroupId"] for each in groups] == [GROUP]
    assert UPDATED not in plane.reasons(name), "what was asked for is what is there"


def test_a_cache_stands_in_its_network(plane: Plane, stack: Stack):
    name = order(plane, "caches", "placed-cache")
    plane.wait("ReplicationGroup", name, ready)
    cache = stack.client("elasticache", REGION)
    node = cache.describe_cache_clusters(CacheClusterId=f"{name}-001")["CacheClusters"][0]
    assert node["CacheSubnetGroupName"] == "default"
    assert [each["SecurityGroupId"] for each in node["SecurityGroups"]] == [GROUP]
    assert UPDATED not in plane.reasons(name), "what was asked for is what is there"
