"""What was in AWS before its definition is taken over as it is: observed, never made or changed."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from cluster_stack import Plane, Stack, ready, wait_for

from clark.adapters.aws import AwsCloud, LocalAws, Session
from clark.customers.adoption import rules
from clark.customers.adoption.rules import Wish
from clark.kinds import drift
from clark.manifests import read, write
from clark.ports import LiveObject, condition
from clark.ports.cloud import Cloud, Sort

REGION = "us-east-1"
PASSWORD = "canary-91d7-legacy"


@pytest.fixture
def cloud(stack: Stack) -> Cloud:
    token = stack.token_file("aws").read_text()
    return AwsCloud(Session(lambda: LocalAws(stack.aws.url, token)))


def adopted(plane: Plane, cloud: Cloud, what: tuple[Sort, str], wish: Wish) -> LiveObject:
    """The live object, once it is Ready and Synced and holds what its definition says."""
    found = cloud.look(what[0], REGION, what[1])
    assert found is not None
    text = write([rules.definition(found, wish)])
    path = f"regions/{REGION}/{wish.environment}/{wish.name}/service.yaml"
    plane.repository.write(path, text)
    plane.repository.commit()
    kind = rules.kind_of(found)
    assert kind is not None
    live = plane.wait(kind.kind, wish.name, settled)
    assert drift(kind, read(text)[0].value, live.spec) == ()
    assert {"CreatedExternalResource", "UpdatedExternalResource"}.isdisjoint(
        plane.reasons(wish.name)
    )
    return live


def settled(live: LiveObject) -> bool:
    return ready(live) and condition(live.status, "Synced").get("status") == "True"


def test_a_database_is_adopted_and_aws_says_the_same_of_it_to_the_byte(
    plane: Plane, stack: Stack, cloud: Cloud
) -> None:
    rds = stack.client("rds", REGION)
    rds.create_db_instance(
        DBInstanceIdentifier="ledger",
        DBInstanceClass="db.t3.large",
        Engine="postgres",
        EngineVersion="15.7",
        AllocatedStorage=80,
        MaxAllocatedStorage=200,
        StorageType="gp3",
        StorageEncrypted=True,
        MasterUsername="ledger_owner",
        MasterUserPassword=PASSWORD,
        DBName="ledger",
        MultiAZ=True,
        BackupRetentionPeriod=0,
        DeletionProtection=True,
        PreferredMaintenanceWindow="mon:02:00-mon:02:30",
        Tags=[{"Key": "Owner", "Value": "Finance"}],
    )
    before = wait_for(lambda: _available(rds))
    wish = Wish("accounts", "prod", "orders", "ledger")
    live = adopted(plane, cloud, ("database", "ledger"), wish)
    assert _described(rds) == before
    assert live.annotations["crossplane.io/external-name"] == "ledger"
    assert live.spec["forProvider"]["availabilityZone"], "late-initialised"
    login = plane.clusters.secret(REGION, "clark-connections", "accounts-prod-credentials")
    assert set(login) == {"endpoint", "port"}, "AWS tells nobody a password"

    plane.repository.delete(f"regions/{REGION}/prod/accounts-prod")
    plane.repository.commit()
    plane.wait_gone("RDSInstance", "accounts-prod")
    assert _described(rds) == before, "letting go of it deletes nothing"


def test_a_cache_and_a_bucket_are_adopted_as_they_are(
    plane: Plane, stack: Stack, cloud: Cloud
) -> None:
    cache, s3 = stack.client("elasticache", REGION), stack.client("s3", REGION)
    cache.create_replication_group(
        ReplicationGroupId="baskets",
        ReplicationGroupDescription="Baskets of the shop",
        NumCacheClusters=2,
        CacheNodeType="cache.t3.micro",
        Engine="redis",
        EngineVersion="7.0",
        AutomaticFailoverEnabled=True,
        TransitEncryptionEnabled=True,
        AuthToken="canary-auth-token-0123456789",
    )
    s3.create_bucket(Bucket="techcorp-old-scans")
    s3.put_bucket_versioning(
        Bucket="techcorp-old-scans", VersioningConfiguration={"Status": "Enabled"}
    )
    wait_for(lambda: _group(cache)["Status"] == "available")
    before = _group(cache)
    seen = cloud.look("bucket", REGION, "techcorp-old-scans")
    adopted(plane, cloud, ("cache", "baskets"), Wish("baskets", "dev", "orders", "shop"))
    wish = Wish("old-scans", "dev", "orders", "shop")
    adopted(plane, cloud, ("bucket", "techcorp-old-scans"), wish)
    assert _group(cache) == before
    assert cache.list_tags_for_resource(ResourceName=before["ARN"])["TagList"] == []
    assert cloud.look("bucket", REGION, "techcorp-old-scans") == seen


def _group(cache: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cache.describe_replication_groups(ReplicationGroupId="baskets")[
        "ReplicationGroups"
    ][0]
    return found


def _available(rds: Any) -> str:
    said = _described(rds)
    return said if json.loads(said)["DBInstanceStatus"] == "available" else ""


def _described(rds: Any) -> str:
    """What AWS says of it, as text; the time that backups reach to goes on by itself."""
    said = rds.describe_db_instances(DBInstanceIdentifier="ledger")["DBInstances"][0]
    said.pop("LatestRestorableTime", None)
    return json.dumps(said, default=str)
