"""A local AWS with things in it that nobody made through Clark."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clark.adapters.aws import AwsCloud, LocalAws, Session
from clark.ports.cloud import Cloud

REGION = "us-east-1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("enable_socket")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The local AWS as tests/ports/aws starts it."""
    path = Path(__file__).parents[1] / "aws" / "aws_stack.py"
    spec = importlib.util.spec_from_file_location("aws_stack_of_cloud", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for stack in module.running(tmp_path_factory.mktemp("aws")):
        _furnish(stack)
        module.wait_until(lambda: _ready(stack), 60)  # noqa: B023
        yield stack


@pytest.fixture
def cloud(stack: Any) -> Cloud:
    return AwsCloud(Session(lambda: LocalAws(stack.url("aws"), stack.token)))


# Private functions


def _furnish(stack: Any) -> None:
    rds = stack.client("rds", REGION)
    for name in ("billing-prod", "archive"):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.t3.medium",
            Engine="postgres",
            EngineVersion="15.7",
            AllocatedStorage=50,
            StorageType="gp3",
            StorageEncrypted=True,
            MasterUsername="billing_owner",
            MasterUserPassword="canary-5b2e-billing",
            DBName="billing",
            BackupRetentionPeriod=0,
            Tags=[{"Key": "team", "Value": "orders"}],
        )
    stack.client("elasticache", REGION).create_replication_group(
        ReplicationGroupId="sessions",
        ReplicationGroupDescription="Sessions of the shop",
        NumCacheClusters=2,
        CacheNodeType="cache.t3.micro",
        Engine="redis",
        EngineVersion="7.0",
        AutomaticFailoverEnabled=True,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        AuthToken="canary-auth-token-0123456789",
        Tags=[{"Key": "env", "Value": "dev"}],
    )
    _bucket(stack, REGION, "techcorp-invoices")
    _bucket(stack, "eu-west-1", "techcorp-scans")
    _balancer(stack)


def _bucket(stack: Any, region: str, name: str) -> None:
    s3 = stack.client("s3", region)
    where = {} if region == REGION else {"LocationConstraint": region}
    s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_tagging(
        Bucket=name, Tagging={"TagSet": [{"Key": "application", "Value": "billing"}]}
    )


def _balancer(stack: Any) -> None:
    ec2, elb = stack.client("ec2", REGION), stack.client("elbv2", REGION)
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"][:2]]
    elb.create_load_balancer(Name="shop", Subnets=subnets, Scheme="internal")


def _ready(stack: Any) -> bool:
    rds, cache = stack.client("rds", REGION), stack.client("elasticache", REGION)
    databases = rds.describe_db_instances()["DBInstances"]
    groups = cache.describe_replication_groups()["ReplicationGroups"]
    states = [each["DBInstanceStatus"] for each in databases] + [each["Status"] for each in groups]
    return set(states) == {"available"}
