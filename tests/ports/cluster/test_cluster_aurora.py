"""An Aurora cluster as the shipped offering renders it, through its life, on a real engine."""

from typing import Any

import psycopg
import pytest
from cluster_stack import Plane, Stack, ready, says, shipped, wait_for

from clark.catalog import render
from clark.manifests import Set, edit, read, remove
from clark.ports.cluster import LocalAddress

REGION, NAME = "us-east-1", "billing-prod"
SERVICE = f"regions/{REGION}/prod/{NAME}/service.yaml"
ASKED = {"service": "billing", "application": "billing", "team": "payments", "region": REGION}


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    offering = shipped("auroras")
    return render(offering, ASKED)


def cluster(stack: Stack) -> dict[str, Any]:
    rds = stack.client("rds", REGION)
    found: dict[str, Any] = rds.describe_db_clusters(DBClusterIdentifier=NAME)["DBClusters"][0]
    return found


def log_in(address: LocalAddress, login: dict[str, str], statement: str) -> Any:
    with psycopg.connect(
        host=address.host,
        port=address.port,
        user=login["username"],
        password=login["password"],
        dbname="billing",
        autocommit=True,
    ) as connection:
        done = connection.execute(statement)
        return done.fetchone() if done.description else None


def test_a_cluster_lives_from_its_files_to_its_final_snapshot(
    plane: Plane, stack: Stack, rendered: dict[str, str]
):
    repository = plane.repository
    for path, text in rendered.items():
        repository.write(path, text)
    repository.commit()
    plane.wait("DBCluster", NAME, ready)
    for number in (1, 2):
        plane.wait("DBInstance", f"{NAME}-{number}", ready)
    live = plane.wait("DBCluster", NAME, lambda one: len(_members(one)) == 2)
    assert sum(bool(each.get("isClusterWriter")) for each in _members(live)) == 1
    login = _delivered_login_works(plane)

    _resize_every_instance(plane, stack)
    _let_a_reader_go(plane, stack)
    address = plane.clusters.addresses(REGION)[login["endpoint"]]
    assert log_in(address, login, "select said from notes") == ("kept",)

    text = edit(repository.read(SERVICE), 0, [_at("deletionProtection", False)])
    repository.write(SERVICE, text)
    repository.commit()
    wait_for(lambda: not cluster(stack)["DeletionProtection"])
    repository.delete(f"regions/{REGION}/prod/{NAME}")
    repository.commit()
    plane.wait_gone("DBInstance", f"{NAME}-1")
    plane.wait_gone("DBCluster", NAME)
    kept = stack.client("rds", REGION).describe_db_cluster_snapshots(DBClusterIdentifier=NAME)
    names = [each["DBClusterSnapshotIdentifier"] for each in kept["DBClusterSnapshots"]]
    assert f"{NAME}-final" in names
    assert login["endpoint"] not in plane.clusters.addresses(REGION)


def _delivered_login_works(plane: Plane) -> dict[str, str]:
    plane.wait("ExternalSecret", NAME, says("Ready", "SecretSynced"))
    login = dict(plane.clusters.secret(REGION, "billing", NAME))
    assert set(login) == {"username", "password", "endpoint", "readerEndpoint", "port"}
    assert (login["username"], login["port"]) == ("appowner", "5432")
    address = wait_for(lambda: plane.clusters.addresses(REGION).get(login["endpoint"]))
    assert "one stands for the writer and all readers" in address.note
    log_in(address, login, "create table notes as select 'kept' as said")
    reader = plane.clusters.addresses(REGION)[login["readerEndpoint"]]
    assert log_in(reader, login, "select said from notes") == ("kept",)
    return login


def _resize_every_instance(plane: Plane, stack: Stack) -> None:
    text = plane.repository.read(SERVICE)
    for document in read(text)[1:]:
        changes = [_at("dbInstanceClass", "db.r6g.large"), _at("applyImmediately", True)]
        text = edit(text, document.index, changes)
    plane.repository.write(SERVICE, text)
    plane.repository.commit()
    rds = stack.client("rds", REGION)

    def resized() -> bool:
        found = rds.describe_db_instances()["DBInstances"]
        mine = [each for each in found if each.get("DBClusterIdentifier") == NAME]
        done = [each["DBInstanceStatus"] == "available" for each in mine]
        classes = {each["DBInstanceClass"] for each in mine}
        return all(done) and classes == {"db.r6g.large"}

    wait_for(resized, "both instances have their class")
    assert "UpdatedExternalResource" in plane.reasons(f"{NAME}-1")


def _let_a_reader_go(plane: Plane, stack: Stack) -> None:
    plane.repository.write(SERVICE, remove(plane.repository.read(SERVICE), [2]))
    plane.repository.commit()
    plane.wait_gone("DBInstance", f"{NAME}-2")
    members = cluster(stack)["DBClusterMembers"]
    assert [(each["DBInstanceIdentifier"], each["IsClusterWriter"]) for each in members] == [
        (f"{NAME}-1", True)
    ]


def _at(field: str, value: object) -> Set:
    return Set(("spec", "forProvider", field), value)


def _members(live: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = live.status["atProvider"].get("dbClusterMembers", [])
    return found
