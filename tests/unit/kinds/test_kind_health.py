import pytest

from clark.kinds import Health, at_work, drift, endpoint, explain, reading, served, settled, summary

RDS = served("database.aws.crossplane.io", "RDSInstance")
CACHE = served("cache.aws.crossplane.io", "ReplicationGroup")
BUCKET = served("s3.aws.crossplane.io", "Bucket")

NOTHING_PENDING = {"pendingCloudwatchLogsExports": {}}
NO_RESHARDING = {"resharding": {"slotMigration": {"progressPercentage": 0}}}


def status(ready="Available", message="", **seen):
    """Conditions as crossplane-runtime writes them. `ready` is the reason of Ready."""
    synced = {"type": "Synced", "status": "True", "reason": "ReconcileSuccess"}
    if message:
        synced |= {"status": "False", "reason": "ReconcileError", "message": message}
    is_ready = "True" if ready == "Available" else "False"
    conditions = [{"type": "Ready", "status": is_ready, "reason": ready}, synced]
    return {"conditions": conditions, "atProvider": seen}


def test_ready_and_synced_is_healthy_and_needs_no_words(database):
    found = reading(RDS, database()["spec"], status(dbInstanceStatus="available"))
    assert (found.ready, found.health, found.reason, found.who) == (True, Health.HEALTHY, "", "")


def test_a_new_resource_without_status_is_not_healthy(database):
    found = reading(RDS, database()["spec"], {})
    assert (found.ready, found.health) == (False, Health.PROGRESSING)
    assert found.reason


def test_creation_waits_for_aws(database):
    found = reading(RDS, database()["spec"], status("Creating"))
    assert (found.health, found.who) == (Health.PROGRESSING, "AWS")


def test_a_paused_resource_is_suspended_and_not_broken(database):
    spec = database()["spec"]
    assert reading(RDS, spec, status(), paused=True).health is Health.SUSPENDED


def test_a_failed_update_is_degraded_though_still_ready(database):
    message = (
        "update failed: cannot modify RDS instance: api error StorageQuotaExceeded: "
        "Storage quota exceeded."
    )
    found = reading(RDS, database()["spec"], status(message=message))
    assert (found.ready, found.health, found.sync_ok) == (True, Health.DEGRADED, False)
    assert found.who == "Clark team"


def test_a_cache_that_changes_is_progressing_and_not_degraded(cache):
    found = reading(CACHE, cache()["spec"], status("Unavailable", status="modifying"))
    assert (found.health, found.who) == (Health.PROGRESSING, "AWS")


def test_a_database_that_failed_is_degraded(database):
    found = reading(RDS, database()["spec"], status("Unavailable", dbInstanceStatus="failed"))
    assert found.health is Health.DEGRADED


def test_deleting_is_told(database):
    found = reading(RDS, database()["spec"], status("Deleting"), deleting=True)
    assert "deleted" in found.reason


@pytest.mark.parametrize(
    ("message", "words", "who"),
    [
        (
            "create failed: cannot create RDS instance: api error InvalidParameterValue: "
            "MasterUsername admin cannot be used as it is a reserved word used by the engine",
            "MasterUsername admin",
            "you",
        ),
        (
            "create failed: cannot create RDS instance: DBSubnetGroupNotFoundFault: Subnet Group "
            "default not found.",
            "subnet group does not exist",
            "Clark team",
        ),
        ("create failed: RDSInstance: api error InvalidSubnet: gone", "subnet", "Clark team"),
        ("create failed: api error InstanceQuotaExceeded: too many", "quota", "Clark team"),
        ("observe failed: api error ThrottlingException: Rate exceeded", "fewer requests", "AWS"),
        ("create failed: api error AccessDenied: not authorized", "role", "Clark team"),
        ("update failed: api error InvalidDBInstanceState: not available", "busy", "AWS"),
        ("update failed: api error InvalidDBInstanceStateFault: not available", "busy", "AWS"),
        ("create failed: api error DBInstanceAlreadyExists: exists", "exists", "Clark team"),
        ("create failed: api error BucketAlreadyExists: taken", "else in the world", "you"),
        ("connect failed: cannot get referenced ProviderConfig", "account", "Clark team"),
        ("cannot determine creation result - remove the annotation", "interrupted", "Clark team"),
        ("update failed: at least 1 replica is required", "two nodes", "you"),
        ("something nobody has seen", "something nobody has seen", "Clark team"),
    ],
)
def test_an_error_says_what_why_and_who_must_act(message, words, who):
    found = explain(message)
    assert words in found.reason
    assert found.who == who


def test_a_resize_is_over_when_nothing_is_pending_and_aws_says_available(database):
    wanted = database(dbInstanceClass="db.t3.large", applyModificationsImmediately=True)
    spec = wanted["spec"]
    pending = {"dbInstanceClass": "db.t3.large"}
    steps = [
        (status(dbInstanceStatus="available", pendingModifiedValues=pending), False),
        (status(dbInstanceStatus="modifying", pendingModifiedValues=pending), False),
        (status(dbInstanceStatus="modifying", pendingModifiedValues=NOTHING_PENDING), False),
        (status(dbInstanceStatus="available", pendingModifiedValues=NOTHING_PENDING), True),
    ]
    for seen, over in steps:
        assert settled(RDS, wanted, spec, seen).ready is over
        assert at_work(RDS, spec, seen) is not over


def test_the_moment_before_a_resize_starts_is_not_its_end(database):
    wanted = database()
    seen = status(dbInstanceStatus="available", pendingModifiedValues=NOTHING_PENDING)
    assert not settled(RDS, wanted, wanted["spec"], seen, acted=False).ready


def test_a_resize_that_waits_names_the_window(database):
    wanted = database(dbInstanceClass="db.t3.large")
    pending = {"dbInstanceClass": "db.t3.large"}
    seen = status(dbInstanceStatus="available", pendingModifiedValues=pending)
    found = settled(RDS, wanted, wanted["spec"], seen)
    assert "sun:03:00-sun:04:00 UTC" in found.reason
    assert found.who == "AWS"


def test_a_cluster_that_lags_behind_git_is_not_settled(database):
    seen = status(dbInstanceStatus="available")
    found = settled(RDS, database(dbInstanceClass="db.t3.large"), database()["spec"], seen)
    assert not found.ready
    assert "dbInstanceClass" in found.reason


def test_storage_counts_only_when_it_is_there(database):
    wanted = database(allocatedStorage=200)
    small = status(dbInstanceStatus="available", allocatedStorage=100)
    large = status(dbInstanceStatus="storage-optimization", allocatedStorage=200)
    assert not settled(RDS, wanted, wanted["spec"], small).ready
    assert settled(RDS, wanted, wanted["spec"], large).ready


def test_a_cache_is_settled_when_every_node_is_there(cache):
    wanted = cache(numCacheClusters=3)
    for members, over in ((["a", "b"], False), (["a", "b", "c"], True)):
        seen = status(
            status="available", memberClusters=members, pendingModifiedValues=NO_RESHARDING
        )
        assert settled(CACHE, wanted, wanted["spec"], seen).ready is over


def test_a_bucket_is_settled_when_it_is_ready(bucket):
    assert settled(BUCKET, bucket(), bucket()["spec"], status(arn="arn:aws:s3:::b")).ready


def test_what_the_provider_writes_back_is_not_drift(database):
    wanted = database(tags=[{"key": "team", "value": "orders"}])
    spec = database(
        licenseModel="postgresql-license",
        multiAZ=False,
        tags=[
            {"key": "crossplane-kind", "value": "rdsinstance"},
            {"key": "team", "value": "orders"},
        ],
    )["spec"]
    assert drift(RDS, wanted, spec) == ()
    assert drift(RDS, database(multiAZ=False), database()["spec"]) == ()


def test_drift_names_the_field(database):
    wanted = database(vpcSecurityGroupIds=["sg-1", "sg-2"], tags=[{"key": "a", "value": "1"}])
    spec = database(vpcSecurityGroupIds=["sg-1", "sg-3"], tags=[], port=5433)["spec"]
    assert set(drift(RDS, wanted, spec)) == {
        ("spec", "forProvider", "vpcSecurityGroupIds", 1),
        ("spec", "forProvider", "tags"),
    }


def test_endpoints_are_the_names_that_aws_gave(database, cache, bucket):
    seen = status(endpoint={"address": "db.example.rds.amazonaws.com", "port": 5432})
    assert endpoint(RDS, seen, database()["spec"]) == "db.example.rds.amazonaws.com"
    groups = [{"primaryEndpoint": {"address": "c.example.cache.amazonaws.com", "port": 6379}}]
    assert endpoint(CACHE, status(nodeGroups=groups), cache()["spec"]).startswith("c.example")
    assert endpoint(BUCKET, status(arn="arn:aws:s3:::files"), bucket()["spec"]) == "files"
    assert endpoint(RDS, {}, database()["spec"]) is None


def test_summaries_are_one_line(database, cache, bucket):
    assert summary(RDS, database()["spec"]) == "PostgreSQL 14.9 · db.t3.medium · 100 GB"
    assert summary(CACHE, cache()["spec"]) == "Redis 7.0 · cache.t3.micro · 2 nodes"
    versioned = bucket(versioningConfiguration={"status": "Enabled"})
    assert summary(BUCKET, versioned["spec"]) == "us-east-1 · versions kept"
    assert summary(RDS, {}) == ""
