"""An Aurora cluster in the local AWS: one engine for all instances, and what AWS refuses."""

import time
from typing import Any

import pytest
from moto.core.exceptions import ServiceException

from clark.local.aws import rds, regions
from clark.local.aws.identity import ACCOUNT
from clark.local.aws.lifecycle import Work
from clark.local.aws.pace import FAST

ASKED = {
    "db_cluster_identifier": "orders-prod",
    "engine": "aurora-postgresql",
    "engine_version": "15.7",
    "master_username": "appowner",
    "master_user_password": "long-enough",
    "database_name": "orders",
    "storage_encrypted": True,
}
LIMITS = {"min_capacity": 0.5, "max_capacity": 8}


class Cloud:
    """One region's RDS, with a data plane that does at once what is asked of it."""

    def __init__(self) -> None:
        regions.install(FAST)
        regions.BACKENDS["rds"].reset()
        backend = regions.BACKENDS["rds"][ACCOUNT]["us-east-1"]
        assert isinstance(backend, rds.Backend)
        self.rds = backend
        self.now = time.time()
        self.done: list[tuple[str, str]] = []

    def cluster(self, **changes: Any) -> Any:
        return self.rds.create_db_cluster({**ASKED, **changes})

    def instance(self, number: int, size: str = "db.r6g.large") -> Any:
        return self.rds.create_db_instance(
            {
                "db_instance_identifier": f"orders-prod-{number}",
                "db_cluster_identifier": "orders-prod",
                "engine": "aurora-postgresql",
                "db_instance_class": size,
            }
        )

    def resize(self, number: int, size: str) -> None:
        asked = {"db_instance_class": size, "apply_immediately": True}
        self.rds.modify_db_instance(f"orders-prod-{number}", asked)

    def wait(self, seconds: float = 30.0) -> None:
        self.now += seconds
        for _ in range(8):
            for resource in self.rds.resources():
                step = resource.due
                if step is not None:
                    self.done.append((step.work, resource.engine_path))
                    step.done = True
            self.rds.settle(self.now)

    @property
    def writers(self) -> list[str]:
        members = self.rds.cluster("orders-prod").db_cluster_members
        return [one["DBInstanceIdentifier"] for one in members if one["IsClusterWriter"]]


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def running(cloud: Cloud, *numbers: int, **changes: Any) -> Any:
    made = cloud.cluster(**changes)
    for number in numbers:
        cloud.instance(number)
    cloud.wait()
    cloud.done.clear()
    return made


def test_the_instances_share_the_clusters_engine(cloud: Cloud) -> None:
    cluster = cloud.cluster()
    assert cluster.status == "creating"
    for number in (1, 2):
        cloud.instance(number)
    cloud.wait()
    assert set(cloud.done) == {(Work.START, "aurora/us-east-1/orders-prod")}
    hosts = cluster.engine_order["hosts"]
    assert [host.partition(".")[0] for host in hosts] == [
        "orders-prod",
        "orders-prod",
        "orders-prod-1",
        "orders-prod-2",
    ]
    assert cloud.writers == ["orders-prod-1"]


def test_a_resized_reader_interrupts_nobody_and_a_resized_writer_hands_over(cloud: Cloud) -> None:
    running(cloud, 1, 2)
    cloud.resize(2, "db.r6g.xlarge")
    cloud.wait()
    assert cloud.done == []
    cloud.resize(1, "db.r6g.xlarge")
    cloud.wait()
    assert [work for work, _ in cloud.done] == [Work.STOP, Work.START]
    assert cloud.writers == ["orders-prod-2"]


def test_the_data_outlive_the_instances_and_go_with_the_cluster(cloud: Cloud) -> None:
    running(cloud, 1, 2)
    with pytest.raises(ServiceException, match="still contains DB instances"):
        cloud.rds.end_db_cluster("orders-prod", None, skip=True)
    for number in (1, 2):
        cloud.rds.delete_db_instance(f"orders-prod-{number}")
    cloud.rds.end_db_cluster("orders-prod", "orders-prod-final", skip=False)
    cloud.wait()
    assert [work for work, _ in cloud.done] == [Work.STOP, Work.REMOVE]
    assert not cloud.rds.clusters
    assert "orders-prod-final" in cloud.rds.cluster_snapshots


def test_a_password_is_reset_behind_the_endpoint(cloud: Cloud) -> None:
    cluster = running(cloud, 1)
    asked = {"db_cluster_identifier": "orders-prod", "master_user_password": "another-one"}
    cloud.rds.modify_db_cluster(asked)
    assert cluster.status == "resetting-master-credentials"
    cloud.wait()
    assert cluster.engine_order["password"] == "another-one"
    assert [work for work, _ in cloud.done] == [Work.START]


def test_a_minor_version_waits_for_the_window_unless_it_is_to_be_now(cloud: Cloud) -> None:
    cluster = running(cloud, 1)
    asked = {"db_cluster_identifier": "orders-prod", "engine_version": "15.10"}
    cloud.rds.modify_db_cluster(asked)
    assert (cluster.status, cluster.pending) == ("available", {"engine_version": "15.10"})
    cloud.rds.modify_db_cluster({**asked, "apply_immediately": True})
    assert cluster.status == "upgrading"
    cloud.wait()
    assert cluster.engine_version == "15.10"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"engine": "aurora-mysql"}, "Invalid DB engine"),
        ({"engine_version": "15.99"}, "Cannot find version 15.99"),
        ({"master_username": "admin"}, "reserved word"),
        ({"master_user_password": "short"}, "shorter than 8"),
        ({"backup_retention_period": 0}, "between 1 and 35"),
        (
            {"serverless_v2_scaling_configuration": {"min_capacity": 9, "max_capacity": 8}},
            "capacity",
        ),
        ({"db_subnet_group_name": "nowhere"}, "does not exist"),
        ({"manage_master_user_password": True}, "does not support"),
    ],
)
def test_what_aws_refuses_of_a_cluster(cloud: Cloud, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ServiceException, match=said):
        cloud.cluster(**changes)


def test_what_aws_refuses_of_an_instance(cloud: Cloud) -> None:
    with pytest.raises(ServiceException, match="not found"):
        cloud.instance(1)
    cloud.cluster()
    with pytest.raises(ServiceException, match="Set the Serverless v2 scaling configuration"):
        cloud.instance(1, "db.serverless")
    with pytest.raises(ServiceException, match="does not support creating"):
        cloud.instance(1, "db.t3.micro")


def test_serverless_needs_its_limits(cloud: Cloud) -> None:
    cloud.cluster(serverless_v2_scaling_configuration=LIMITS)
    assert cloud.instance(1, "db.serverless").db_instance_class == "db.serverless"


def test_a_protected_cluster_stays(cloud: Cloud) -> None:
    cloud.cluster(deletion_protection=True)
    cloud.wait()
    with pytest.raises(ServiceException, match="protected"):
        cloud.rds.end_db_cluster("orders-prod", None, skip=True)
