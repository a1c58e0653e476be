"""ElastiCache replication groups through their life, in each region."""

from typing import Any

import pytest
from aws_stack import Stack, wait_until
from botocore.exceptions import ClientError
from caches import TOKEN, answers, available, create, show

SHORT = {"us-east-1": "use1", "us-west-2": "usw2", "eu-west-1": "euw1"}


def test_a_group_has_the_members_asked_for_and_really_logs_in(stack: Stack, region: str) -> None:
    cache = stack.client("elasticache", region)
    made = create(
        cache,
        "born",
        AuthToken=TOKEN,
        TransitEncryptionEnabled=True,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        Tags=[{"Key": "team", "Value": "payments"}],
    )
    assert made["Status"] == "creating"
    assert made["MemberClusters"] == ["born-001", "born-002"]
    wait_until(lambda: available(cache, "born"))

    shown = show(cache, "born")
    group = shown["NodeGroups"][0]
    host = group["PrimaryEndpoint"]["Address"]
    assert host.startswith("master.born.")
    assert host.endswith(f".{SHORT[region]}.cache.amazonaws.com")
    zones = [member["PreferredAvailabilityZone"] for member in group["NodeGroupMembers"]]
    assert zones == [f"{region}a", f"{region}b"]
    assert shown["AuthTokenEnabled"] is True
    assert answers(stack, host, TOKEN)
    assert not answers(stack, host, "another-token-entirely")
    assert not answers(stack, host, None)

    member = cache.describe_cache_clusters(CacheClusterId="born-002", ShowCacheNodeInfo=True)
    found = member["CacheClusters"][0]
    assert (found["EngineVersion"], found["CacheClusterStatus"]) == ("7.0.7", "available")
    assert len(found["CacheNodes"]) == 1
    tags = cache.list_tags_for_resource(ResourceName=shown["ARN"])["TagList"]
    assert tags == [{"Key": "team", "Value": "payments"}]


def test_replicas_come_and_go(stack: Stack, region: str) -> None:
    cache = stack.client("elasticache", region)
    cache.increase_replica_count(
        ReplicationGroupId="elastic", NewReplicaCount=3, ApplyImmediately=True
    )
    assert show(cache, "elastic")["Status"] == "modifying"
    wait_until(lambda: available(cache, "elastic"))
    assert len(show(cache, "elastic")["MemberClusters"]) == 4
    cache.decrease_replica_count(
        ReplicationGroupId="elastic", NewReplicaCount=1, ApplyImmediately=True
    )
    wait_until(lambda: available(cache, "elastic"))
    assert show(cache, "elastic")["MemberClusters"] == ["elastic-001", "elastic-002"]
    with pytest.raises(ClientError, match="Must have at least 1 replica"):
        cache.decrease_replica_count(
            ReplicationGroupId="elastic", NewReplicaCount=0, ApplyImmediately=True
        )


def test_node_type_and_version_wait_unless_told_otherwise(stack: Stack) -> None:
    cache = stack.client("elasticache")
    asked = {"CacheNodeType": "cache.t3.small", "EngineVersion": "7.0"}
    cache.modify_replication_group(ReplicationGroupId="bigger", ApplyImmediately=False, **asked)
    member = cache.describe_cache_clusters(CacheClusterId="bigger-001")["CacheClusters"][0]
    assert member["PendingModifiedValues"] == {
        "CacheNodeType": "cache.t3.small",
        "EngineVersion": "7.0.7",
    }
    assert show(cache, "bigger")["CacheNodeType"] == "cache.t3.micro"
    cache.modify_replication_group(ReplicationGroupId="bigger", ApplyImmediately=True, **asked)
    wait_until(lambda: available(cache, "bigger"))
    assert show(cache, "bigger")["CacheNodeType"] == "cache.t3.small"
    with pytest.raises(ClientError, match="downgrade"):
        cache.modify_replication_group(ReplicationGroupId="bigger", EngineVersion="6.2")


def test_a_rotated_token_works_beside_the_old_one_until_it_is_set(stack: Stack) -> None:
    cache = stack.client("elasticache")
    host = show(cache, "turning")["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
    second = "canary-auth-token-second-one"
    for strategy, old_works in (("ROTATE", True), ("SET", False)):
        cache.modify_replication_group(
            ReplicationGroupId="turning",
            AuthToken=second,
            AuthTokenUpdateStrategy=strategy,
            ApplyImmediately=True,
        )
        wait_until(lambda: available(cache, "turning"))
        assert answers(stack, host, second)
        assert answers(stack, host, TOKEN) is old_works


def test_deletion_ends_and_frees_the_name(stack: Stack, region: str) -> None:
    cache = stack.client("elasticache", region)
    cache.delete_replication_group(ReplicationGroupId="leaving")
    assert show(cache, "leaving")["Status"] == "deleting"
    cache.get_waiter("replication_group_deleted").wait(
        ReplicationGroupId="leaving", WaiterConfig={"Delay": 1, "MaxAttempts": 10}
    )
    assert create(cache, "leaving")["Status"] == "creating"


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"CacheNodeType": "cache.huge"}, "InvalidParameterValue", "Node Type"),
        ({"EngineVersion": "9.9"}, "InvalidParameterCombination", "Cannot find version 9.9"),
        ({"NumCacheClusters": 7}, "InvalidParameterValue", "within 0 and 5"),
        ({"NumCacheClusters": 0}, "InvalidParameterValue", "within 0 and 5"),
        (
            {"NumCacheClusters": 1, "AutomaticFailoverEnabled": True},
            "InvalidParameterCombination",
            "at least 2 cache clusters",
        ),
        ({"MultiAZEnabled": True}, "InvalidParameterCombination", "Multi-AZ"),
        ({"AuthToken": TOKEN}, "InvalidParameterCombination", "encryption in transit"),
        (
            {"AuthToken": "short", "TransitEncryptionEnabled": True},
            "InvalidParameterValue",
            "Invalid AuthToken",
        ),
        ({"CacheSubnetGroupName": "nowhere"}, "CacheSubnetGroupNotFoundFault", "nowhere"),
        ({"CacheParameterGroupName": "nowhere"}, "CacheParameterGroupNotFound", "nowhere"),
        ({"Engine": "memcached"}, "InvalidParameterValue", "redis only"),
        ({"NumNodeGroups": 3}, "InvalidParameterCombination", "one node group"),
    ],
)
def test_creation_is_refused(stack: Stack, changes: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(ClientError, match=said) as refused:
        create(stack.client("elasticache"), "refused", **changes)
    assert refused.value.response["Error"]["Code"] == code


def test_a_default_subnet_group_is_there(stack: Stack, region: str) -> None:
    cache = stack.client("elasticache", region)
    groups = cache.describe_cache_subnet_groups(CacheSubnetGroupName="default")
    assert len(groups["CacheSubnetGroups"][0]["Subnets"]) == 3
