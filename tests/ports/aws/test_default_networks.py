"""The default VPC: the one that onboarding says clusters stand in, and every service takes."""

from pathlib import Path

import caches
import databases
import pytest
from aws_stack import Stack, wait_until

from clark.local.installation import ACCOUNT
from clark.local.tenancy import LocalBootstrap, Tenant
from clark.ports import Surroundings


@pytest.fixture
def around(tmp_path: Path, region: str) -> Surroundings:
    tenant = Tenant("techcorp", ACCOUNT, "techcorp/gitops")
    return LocalBootstrap(tmp_path, tenant).surroundings("prod", region)


def test_it_is_there_with_its_subnets_and_its_security_group(
    stack: Stack, region: str, around: Surroundings
) -> None:
    ec2 = stack.client("ec2", region)
    (vpc,) = ec2.describe_vpcs(VpcIds=[around.vpc])["Vpcs"]
    assert vpc["IsDefault"]
    subnets = ec2.describe_subnets(SubnetIds=list(around.public_subnets))["Subnets"]
    assert {one["VpcId"] for one in subnets} == {around.vpc}
    assert len({one["AvailabilityZone"] for one in subnets}) == 3
    (group,) = ec2.describe_security_groups(GroupIds=[around.security_groups["redis"]])[
        "SecurityGroups"
    ]
    assert (group["VpcId"], group["GroupName"]) == (around.vpc, "default")


def test_databases_and_caches_stand_in_it(stack: Stack, region: str, around: Surroundings) -> None:
    rds, cache = stack.client("rds", region), stack.client("elasticache", region)
    made = databases.create(
        rds,
        "placed",
        DBSubnetGroupName=around.database_subnet_group,
        VpcSecurityGroupIds=[around.security_groups["postgresql"]],
    )
    assert made["DBSubnetGroup"]["VpcId"] == around.vpc
    in_zones = {
        one["SubnetIdentifier"]: one["SubnetAvailabilityZone"]["Name"]
        for one in made["DBSubnetGroup"]["Subnets"]
    }
    subnets = stack.client("ec2", region).describe_subnets(SubnetIds=list(in_zones))["Subnets"]
    assert {one["SubnetId"]: one["AvailabilityZone"] for one in subnets} == in_zones
    caches.create(
        cache,
        "placed",
        CacheSubnetGroupName=around.cache_subnet_group,
        SecurityGroupIds=[around.security_groups["redis"]],
    )


def test_a_load_balancer_takes_its_public_subnets(
    stack: Stack, region: str, around: Surroundings
) -> None:
    balancers = stack.client("elbv2", region)
    (made,) = balancers.create_load_balancer(Name="placed", Subnets=list(around.public_subnets))[
        "LoadBalancers"
    ]
    assert made["VpcId"] == around.vpc


def test_nodes_join_the_cluster_that_is_always_there(
    stack: Stack, region: str, around: Surroundings
) -> None:
    eks = stack.client("eks", region)
    assert eks.describe_cluster(name=around.cluster)["cluster"]["status"] == "ACTIVE"
    eks.create_nodegroup(
        clusterName=around.cluster,
        nodegroupName="workers",
        subnets=list(around.node_subnets),
        nodeRole=around.node_role,
        launchTemplate={"id": around.node_launch_template},
        scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 2},
    )

    def joined() -> bool:
        found = eks.describe_nodegroup(clusterName=around.cluster, nodegroupName="workers")
        return bool(found["nodegroup"]["status"] == "ACTIVE")

    wait_until(joined)


def test_it_is_the_same_after_a_restart(own_stack: Stack) -> None:
    def there() -> str:
        ec2 = own_stack.client("ec2", "us-west-2")
        return str(ec2.describe_vpcs()["Vpcs"][0]["VpcId"])

    before = there()
    own_stack.end("aws")
    own_stack.start("aws")
    assert there() == before
