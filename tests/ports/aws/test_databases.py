"""RDS instances through their life, in each region."""

import pytest
from aws_stack import Stack, wait_until
from botocore.exceptions import ClientError
from databases import available, can_login, create, login, show, status


def test_a_database_is_created_step_by_step_and_really_logs_in(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)
    made = create(rds, "born", Tags=[{"Key": "team", "Value": "payments"}])
    assert made["DBInstanceStatus"] == "creating"
    assert "Endpoint" not in made

    seen = ["creating"]

    def finished() -> bool:
        now = status(rds, "born")
        if now != seen[-1]:
            seen.append(now)
        return now == "available"

    wait_until(finished)
    assert seen == ["creating", "backing-up", "available"]

    shown = show(rds, "born")
    host = shown["Endpoint"]["Address"]
    assert host.startswith("born.")
    assert host.endswith(f".{region}.rds.amazonaws.com")
    assert shown["TagList"] == [{"Key": "team", "Value": "payments"}]
    assert shown["DBInstanceArn"] == f"arn:aws:rds:{region}:111122223333:db:born"
    engine = stack.engine(host)
    assert not can_login(engine, "some-other-password")
    with login(engine) as connection:
        connection.execute("CREATE TABLE kept (it int)")
        owner, mighty = connection.execute(
            "SELECT pg_get_userbyid(datdba), (SELECT rolsuper FROM pg_roles"
            " WHERE rolname = current_user) FROM pg_database WHERE datname = 'orders'"
        ).fetchone()
    assert (owner, mighty) == ("orders_admin", False)


def test_every_instance_has_a_resource_id_of_its_own(stack: Stack) -> None:
    rds = stack.client("rds")
    ids = {create(rds, f"unique-{number}")["DbiResourceId"] for number in range(3)}
    assert len(ids) == 3


def test_a_new_class_waits_for_the_window_and_then_interrupts(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)

    rds.modify_db_instance(DBInstanceIdentifier="resized", DBInstanceClass="db.t3.large")
    waiting = show(rds, "resized")
    assert waiting["DBInstanceStatus"] == "available"
    assert waiting["DBInstanceClass"] == "db.t3.medium"
    assert waiting["PendingModifiedValues"] == {"DBInstanceClass": "db.t3.large"}

    engine = stack.engine(waiting["Endpoint"]["Address"])
    session = login(engine)
    rds.modify_db_instance(
        DBInstanceIdentifier="resized", DBInstanceClass="db.t3.large", ApplyImmediately=True
    )
    assert status(rds, "resized") == "modifying"
    wait_until(lambda: not can_login(engine))
    wait_until(lambda: can_login(engine))
    with pytest.raises(Exception, match=r"terminating|closed|lost"):
        session.execute("SELECT 1")
    session.close()
    wait_until(lambda: available(rds, "resized"))
    done = show(rds, "resized")
    assert done["DBInstanceClass"] == "db.t3.large"
    assert done["PendingModifiedValues"] == {}


def test_pending_changes_are_made_when_the_window_opens(stack: Stack) -> None:
    rds = stack.client("rds")
    rds.modify_db_instance(DBInstanceIdentifier="patient", AllocatedStorage=200)
    assert show(rds, "patient")["AllocatedStorage"] == 100
    wait_until(lambda: show(rds, "patient")["AllocatedStorage"] == 200, 30)


def test_asking_for_the_present_value_again_takes_the_pending_change_back(stack: Stack) -> None:
    rds = stack.client("rds")
    rds.modify_db_instance(DBInstanceIdentifier="undecided", DBInstanceClass="db.t3.large")
    rds.modify_db_instance(DBInstanceIdentifier="undecided", DBInstanceClass="db.t3.medium")
    assert show(rds, "undecided")["PendingModifiedValues"] == {}


def test_more_storage_interrupts_nobody(stack: Stack) -> None:
    rds = stack.client("rds")
    with login(stack.engine(show(rds, "roomy")["Endpoint"]["Address"])) as session:
        rds.modify_db_instance(
            DBInstanceIdentifier="roomy", AllocatedStorage=200, ApplyImmediately=True
        )
        wait_until(lambda: status(rds, "roomy") == "storage-optimization")
        wait_until(lambda: available(rds, "roomy"))
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_new_master_password_replaces_the_old_one(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)
    rds.modify_db_instance(
        DBInstanceIdentifier="rotated", MasterUserPassword="canary-second-password"
    )
    shown = show(rds, "rotated")
    assert shown["DBInstanceStatus"] == "resetting-master-credentials"
    assert shown["PendingModifiedValues"] == {"MasterUserPassword": "****"}
    wait_until(lambda: available(rds, "rotated"))
    engine = stack.engine(shown["Endpoint"]["Address"])
    assert can_login(engine, "canary-second-password")
    assert not can_login(engine)


def test_settings_without_effect_on_the_engine_change_at_once(stack: Stack) -> None:
    rds = stack.client("rds")
    rds.modify_db_instance(DBInstanceIdentifier="settled", DeletionProtection=False)
    shown = show(rds, "settled")
    assert (shown["DeletionProtection"], shown["DBInstanceStatus"]) == (False, "available")


def test_deletion_ends_keeps_a_snapshot_and_frees_the_name(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)
    host = show(rds, "leaving")["Endpoint"]["Address"]
    with login(stack.engine(host)) as connection:
        connection.execute("CREATE TABLE remembered (it int)")

    rds.delete_db_instance(DBInstanceIdentifier="leaving", FinalDBSnapshotIdentifier="last-words")
    assert status(rds, "leaving") == "deleting"
    rds.get_waiter("db_instance_deleted").wait(
        DBInstanceIdentifier="leaving", WaiterConfig={"Delay": 1, "MaxAttempts": 10}
    )
    snapshot = rds.describe_db_snapshots(DBSnapshotIdentifier="last-words")["DBSnapshots"][0]
    assert (snapshot["Status"], snapshot["SnapshotType"]) == ("available", "manual")
    assert not [one for one in stack.plane.list() if host in one.hosts]

    create(rds, "leaving")
    wait_until(lambda: available(rds, "leaving"))
    with login(stack.engine(host)) as connection:
        tables = connection.execute("SELECT to_regclass('remembered')").fetchone()
    assert tables == (None,), "a new database of the same name is empty"


def test_stopping_and_rebooting_are_real(stack: Stack) -> None:
    rds = stack.client("rds")
    engine = stack.engine(show(rds, "sleepy")["Endpoint"]["Address"])
    rds.reboot_db_instance(DBInstanceIdentifier="sleepy")
    wait_until(lambda: not can_login(engine))
    wait_until(lambda: available(rds, "sleepy"))
    assert can_login(engine)
    rds.stop_db_instance(DBInstanceIdentifier="sleepy")
    wait_until(lambda: status(rds, "sleepy") == "stopped")
    assert not can_login(engine)
    rds.start_db_instance(DBInstanceIdentifier="sleepy")
    wait_until(lambda: available(rds, "sleepy"))
    assert can_login(engine)


def test_regions_do_not_see_each_other(stack: Stack) -> None:
    create(stack.client("rds", "us-east-1"), "only-in-the-east")
    with pytest.raises(ClientError) as refused:
        show(stack.client("rds", "eu-west-1"), "only-in-the-east")
    assert refused.value.response["Error"]["Code"] == "DBInstanceNotFound"


def test_every_region_has_a_default_subnet_group_in_three_zones(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)
    group = rds.describe_db_subnet_groups(DBSubnetGroupName="default")["DBSubnetGroups"][0]
    zones = [subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]]
    assert zones == [f"{region}a", f"{region}b", f"{region}c"]


def test_a_parameter_that_was_set_says_so_until_it_is_reset(stack: Stack, region: str) -> None:
    rds = stack.client("rds", region)
    name = {"DBParameterGroupName": "tuned"}
    rds.create_db_parameter_group(**name, DBParameterGroupFamily="postgres16", Description="d")
    one = {"ParameterName": "work_mem", "ParameterValue": "8192", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(**name, Parameters=[one])
    assert rds.describe_db_parameters(**name)["Parameters"] == [{**one, "Source": "user"}]
    rds.reset_db_parameter_group(**name, Parameters=[{**one, "ParameterValue": ""}])
    assert rds.describe_db_parameters(**name)["Parameters"] == []
