"""What asks the provider for an update of a cluster or an instance, and what is delivered."""

from typing import Any

import pytest

from clark.local.controlplane import conditions
from clark.local.controlplane.provider.aurora_shapes import (
    at_provider,
    changes,
    details,
    instance_changes,
    instance_late_values,
    readiness,
    version_step,
)

CLUSTER = {
    "DBClusterIdentifier": "orders-prod",
    "Status": "available",
    "Endpoint": "orders-prod.cluster-x.us-east-1.rds.amazonaws.com",
    "ReaderEndpoint": "orders-prod.cluster-ro-x.us-east-1.rds.amazonaws.com",
    "EngineVersion": "15.7",
    "DeletionProtection": True,
    "BackupRetentionPeriod": 7,
    "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
    "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 8.0},
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
    "DBClusterMembers": [
        {"DBInstanceIdentifier": "orders-prod-1", "IsClusterWriter": False, "PromotionTier": 1},
        {"DBInstanceIdentifier": "orders-prod-2", "IsClusterWriter": True, "PromotionTier": 1},
    ],
}
INSTANCE = {
    "DBInstanceIdentifier": "orders-prod-1",
    "DBInstanceClass": "db.r6g.large",
    "DBClusterIdentifier": "orders-prod",
    "PubliclyAccessible": False,
    "MasterUsername": "appowner",
    "Endpoint": {"Address": "a.example", "Port": 5432},
    "PendingModifiedValues": {"DBInstanceClass": "db.r6g.xlarge"},
}


@pytest.mark.parametrize(
    ("parameters", "due", "why"),
    [
        ({"deletionProtection": True}, {}, "as it is"),
        ({}, {"DeletionProtection": False}, "a switch that nobody set is off"),
        (
            {
                "deletionProtection": True,
                "serverlessV2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 16},
            },
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 16}},
            "AWS says 8.0 where the file says 8",
        ),
        (
            {"deletionProtection": True, "preferredMaintenanceWindow": "Sun:03:00-Sun:04:00"},
            {},
            "AWS writes days small",
        ),
        (
            {"deletionProtection": True, "masterUsername": "x", "databaseName": "y"},
            {},
            "silently ignored",
        ),
        (
            {"deletionProtection": True, "backupRetentionPeriod": 14},
            {"BackupRetentionPeriod": 14},
            "backups",
        ),
    ],
)
def test_what_asks_for_an_update_of_a_cluster(
    parameters: dict[str, Any], due: dict[str, Any], why: str
):
    assert changes(parameters, CLUSTER) == due, why


@pytest.mark.parametrize(("version", "asked"), [("15.7", False), ("15.4", False), ("15.10", True)])
def test_the_version_only_goes_up(version: str, asked: bool):
    assert bool(version_step({"engineVersion": version}, CLUSTER)) is asked


def test_the_status_says_which_instance_writes():
    writers = [each.get("isClusterWriter") for each in at_provider(CLUSTER)["dbClusterMembers"]]
    assert writers == [None, True], "false is left out, as Go does"


def test_a_port_that_the_definition_does_not_name_is_delivered_as_0():
    assert details(CLUSTER, {})["port"] == "0"
    assert details(CLUSTER, {"port": 5432}) == {
        "endpoint": CLUSTER["Endpoint"],
        "readerEndpoint": CLUSTER["ReaderEndpoint"],
        "port": "5432",
    }


def test_a_change_of_class_is_asked_for_until_it_is_there():
    assert instance_changes({"dbInstanceClass": "db.r6g.large"}, INSTANCE) == {}
    assert instance_changes({"dbInstanceClass": "db.r6g.xlarge"}, INSTANCE)


def test_an_instance_is_told_what_its_cluster_settled():
    late = instance_late_values(INSTANCE)
    assert late["dbClusterIdentifier"] == "orders-prod"
    assert late["port"] == 5432


@pytest.mark.parametrize(
    ("status", "ready"),
    [
        ("available", conditions.AVAILABLE),
        ("modifying", conditions.AVAILABLE),
        ("upgrading", conditions.UNAVAILABLE),
        ("deleting", conditions.DELETING),
    ],
)
def test_readiness_follows_the_state(status: str, ready: object):
    assert readiness(status) == ready
