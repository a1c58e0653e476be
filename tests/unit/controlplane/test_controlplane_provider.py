"""What asks the provider for an update, and what AWS's answers become."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from clark.local.controlplane.cloud import CloudRefusal, CloudSilence, asking
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.cache_shapes import needs_modifying
from clark.local.controlplane.provider.rds import _differences
from clark.local.controlplane.provider.rds_fields import at_provider, late_values
from clark.local.controlplane.provider.shapes import capitalised, contains, uncapitalised
from clark.local.controlplane.provider.tags import difference, wanted_tags

INSTANCE = {
    "DBInstanceIdentifier": "a",
    "DBInstanceClass": "db.t3.medium",
    "DBInstanceStatus": "available",
    "Engine": "postgres",
    "EngineVersion": "14.9",
    "AllocatedStorage": 100,
    "MasterUsername": "owner",
    "MultiAZ": False,
    "StorageType": "gp3",
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
    "Endpoint": {"Address": "a.example", "Port": 5432},
    "PendingModifiedValues": {"DBInstanceClass": "db.t3.large"},
}
GROUP = {"AutomaticFailover": "enabled", "CacheNodeType": "cache.t3.micro", "MultiAZ": "disabled"}
MEMBER = {"EngineVersion": "7.0.7", "PreferredMaintenanceWindow": "sun:05:00-sun:06:00"}


def database(**parameters: Any) -> Resource:
    return Resource(
        api_version="database.aws.crossplane.io/v1beta1",
        kind="RDSInstance",
        name="a",
        namespace="",
        uid="uid",
        spec={"forProvider": parameters},
        created_at="",
    )


@pytest.mark.parametrize(
    ("parameters", "names", "why"),
    [
        ({"dbInstanceClass": "db.t3.large"}, {"dbInstanceClass"}, "pending is not present"),
        ({"engine": "mysql", "masterUsername": "x"}, {"engine", "masterUsername"}, "for ever"),
        ({"dbName": "x", "kmsKeyId": "y"}, set(), "silently ignored"),
        ({"engineVersion": "14.8"}, set(), "only upgrades"),
        ({"engineVersion": "14"}, set(), "14 is satisfied by 14.9"),
        ({"engineVersion": "14.10"}, {"engineVersion"}, "numbers, not text"),
        ({"engineVersion": "15"}, {"engineVersion"}, "a major upgrade"),
        ({"allocatedStorage": 50}, {"allocatedStorage"}, "AWS will refuse"),
        ({"allocatedStorage": 50, "maxAllocatedStorage": 200}, {"maxAllocatedStorage"}, "grown"),
        ({"vpcSecurityGroupIds": ["sg-1"]}, set(), "the same"),
        ({"storageType": "gp3", "iops": 3000}, set(), "a default below 400 GB"),
        ({"multiAZ": True, "availabilityZone": "x"}, {"multiAZ"}, "no zone with Multi-AZ"),
        ({"port": 5433}, {"port"}, "from the endpoint"),
        ({"skipFinalSnapshotBeforeDeletion": True, "region": "x"}, set(), "never compared"),
    ],
)
def test_what_asks_for_an_update_of_a_database(parameters: dict[str, Any], names: Any, why: str):
    assert _differences(database(**parameters), INSTANCE) == names, why


def test_the_status_of_a_database_has_the_pending_class_but_not_its_own():
    status = at_provider(INSTANCE)
    assert status["pendingModifiedValues"] == {"dbInstanceClass": "db.t3.large"}
    assert status["endpoint"] == {"address": "a.example", "port": 5432}
    assert "dbInstanceClass" not in status
    assert late_values(INSTANCE)["vpcSecurityGroupIds"] == ["sg-1"]


@pytest.mark.parametrize(
    ("parameters", "due"),
    [
        ({"engineVersion": "7.0"}, False),
        ({"engineVersion": "7.1"}, True),
        ({"cacheNodeType": "cache.t3.small"}, True),
        ({"preferredMaintenanceWindow": "Sun:05:00-Sun:06:00"}, False),
        ({"multiAZEnabled": True}, True),
        ({"authEnabled": True, "atRestEncryptionEnabled": True}, False),
    ],
)
def test_what_asks_for_an_update_of_a_cache(parameters: dict[str, Any], due: bool):
    assert needs_modifying(parameters, GROUP, [MEMBER]) is due


def test_tags_are_those_of_the_spec_and_no_others():
    wanted = wanted_tags([{"key": "team", "value": "a"}, {"key": "app", "value": "b"}])
    assert wanted == [{"Key": "app", "Value": "b"}, {"Key": "team", "Value": "a"}]
    add, remove = difference(wanted, [*wanted[:-1], {"Key": "old", "Value": ""}])
    assert (add, remove) == (wanted[-1:], ["old"])


def test_keys_are_spelled_as_aws_spells_them_and_back():
    special = {"id": "ID"}
    provider = {"rules": [{"id": "a", "status": "Enabled"}]}
    aws = {"Rules": [{"ID": "a", "Status": "Enabled"}]}
    assert capitalised(provider, special) == aws
    assert uncapitalised(aws, special) == provider
    assert contains({**aws, "More": 1}, aws)
    assert not contains(aws, {"Rules": []})


def test_an_error_of_aws_is_worded_as_the_provider_words_it():
    with pytest.raises(CloudRefusal) as refused, asking("cannot create RDS instance"):
        raise _error("InvalidParameterValue", "admin is reserved, RequestID: 1b2-c3", 400)
    assert str(refused.value) == (
        "cannot create RDS instance: api error InvalidParameterValue: admin is reserved"
    )
    assert refused.value.code == "InvalidParameterValue"


def test_a_server_error_and_silence_leave_it_open_what_happened():
    with pytest.raises(CloudSilence, match="InternalFailure"), asking("x"):
        raise _error("InternalFailure", "sorry", 500)
    with pytest.raises(CloudSilence, match="did not answer"), asking("x"):
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1")


def _error(code: str, text: str, status: int) -> ClientError:
    answer = {
        "Error": {"Code": code, "Message": text},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(answer, "CreateDBInstance")  # type: ignore[arg-type]
