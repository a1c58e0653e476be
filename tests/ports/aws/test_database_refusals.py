"""What RDS refuses, with its own codes: moto would accept nearly all of it."""

from typing import Any

import pytest
from aws_stack import Stack, wait_until
from botocore.exceptions import ClientError
from databases import create, status

VALUE, COMBINATION = "InvalidParameterValue", "InvalidParameterCombination"


def refusal(call: Any, *args: Any, **asked: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(*args, **asked)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"DBInstanceClass": "db.huge"}, VALUE, "Invalid DB Instance class: db.huge"),
        ({"EngineVersion": "99.9"}, COMBINATION, "Cannot find version 99.9 for postgres"),
        ({"Engine": "mysql"}, VALUE, "Invalid DB engine: mysql"),
        ({"AllocatedStorage": 5}, VALUE, "Invalid storage size for engine name postgres"),
        ({"AllocatedStorage": None}, VALUE, "AllocatedStorage must be provided"),
        ({"StorageType": "foo"}, VALUE, "Invalid storage type: foo"),
        ({"StorageType": "gp3", "Iops": 6000}, COMBINATION, "You can't specify IOPS"),
        (
            {"MasterUsername": "admin"},
            VALUE,
            "MasterUsername admin cannot be used as it is a reserved word used by the engine",
        ),
        ({"MasterUsername": "1st"}, VALUE, "MasterUsername is not valid"),
        ({"MasterUserPassword": "tiny!"}, VALUE, "it is shorter than 8 characters"),
        ({"MasterUserPassword": "with/slash@s"}, VALUE, "Only printable ASCII characters besides"),
        ({"MasterUserPassword": None}, VALUE, "MasterUserPassword must be provided"),
        ({"DBName": "my-db"}, VALUE, "DBName must begin with a letter"),
        ({"BackupRetentionPeriod": 99}, VALUE, "backup retention period"),
        ({"Port": 80}, VALUE, "Invalid port"),
        ({"VpcSecurityGroupIds": ["sg-xxxxx"]}, VALUE, "Invalid security group"),
        ({"DBSubnetGroupName": "nowhere"}, "DBSubnetGroupNotFoundFault", "'nowhere'"),
        ({"ManageMasterUserPassword": True}, COMBINATION, "does not support"),
    ],
)
def test_creation_is_refused(
    stack: Stack, changes: dict[str, Any], code: str, said: str, region: str
) -> None:
    rds = stack.client("rds", region)
    found_code, found = refusal(create, rds, "refused", **changes)
    assert found_code == code
    assert said in found
    assert changes.get("MasterUserPassword") is None or changes["MasterUserPassword"] not in found


def test_a_name_that_is_taken_is_refused(stack: Stack) -> None:
    rds = stack.client("rds")
    create(rds, "taken")
    assert refusal(create, rds, "taken")[0] == "DBInstanceAlreadyExists"


def test_changes_are_refused(stack: Stack) -> None:
    rds = stack.client("rds")
    create(rds, "too-early")
    early = refusal(
        rds.modify_db_instance, DBInstanceIdentifier="too-early", DBInstanceClass="db.t3.large"
    )
    assert early == ("InvalidDBInstanceState", "Database instance is not in available state.")

    for changes, code, said in (
        ({"DBInstanceClass": "db.huge"}, VALUE, "Invalid DB Instance class"),
        ({"AllocatedStorage": 50}, COMBINATION, "cannot be reduced"),
        ({"AllocatedStorage": 105}, COMBINATION, "at least 10 percent"),
        ({"EngineVersion": "13.10"}, COMBINATION, "Cannot upgrade postgres from 14.9 to 13.10"),
        ({"EngineVersion": "15.4"}, COMBINATION, "AllowMajorVersionUpgrade"),
        ({"NewDBInstanceIdentifier": "other"}, COMBINATION, "does not rename"),
    ):
        found = refusal(rds.modify_db_instance, DBInstanceIdentifier="stable", **changes)
        assert found[0] == code
        assert said in found[1]

    delete = rds.delete_db_instance
    assert (
        "disable deletion protection"
        in refusal(delete, DBInstanceIdentifier="stable", SkipFinalSnapshot=True)[1]
    )
    rds.modify_db_instance(DBInstanceIdentifier="stable", DeletionProtection=False)
    assert (
        "FinalDBSnapshotIdentifier is required" in refusal(delete, DBInstanceIdentifier="stable")[1]
    )
    delete(DBInstanceIdentifier="stable", SkipFinalSnapshot=True)
    assert (
        "already being deleted"
        in refusal(delete, DBInstanceIdentifier="stable", SkipFinalSnapshot=True)[1]
    )
    wait_until(lambda: _gone(rds, "stable"))


def test_what_has_no_engine_behind_it_is_refused_in_words(stack: Stack) -> None:
    rds = stack.client("rds")
    code, said = refusal(rds.stop_db_cluster, DBClusterIdentifier="aurora")
    assert (code, said) == (
        "OperationNotSupported",
        "The local AWS does not serve rds:StopDBCluster.",
    )


def _gone(rds: Any, name: str) -> bool:
    try:
        status(rds, name)
    except ClientError as error:
        return bool(error.response["Error"]["Code"] == "DBInstanceNotFound")
    return False
