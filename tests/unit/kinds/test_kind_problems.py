from collections.abc import Mapping

import pytest

from clark.kinds import problems
from clark.manifests import show_path


def found(manifest: Mapping[str, object]) -> set[tuple[str, str]]:
    return {(show_path(problem.path), problem.rule) for problem in problems(manifest)}


def test_a_right_definition_has_no_problems(database, cache, bucket):
    assert [*problems(database()), *problems(cache()), *problems(bucket())] == []


def test_a_kind_that_clark_does_not_know_is_left_to_the_policies():
    assert problems({"apiVersion": "v1", "kind": "ConfigMap", "data": 7}) == ()


def test_an_old_version_points_to_the_migration(database):
    manifest = database() | {"apiVersion": "database.aws.crossplane.io/v1alpha1"}
    (problem,) = problems(manifest)
    assert problem.rule == "version-not-served"
    assert problem.fix == "Run `clark migrate FILE`."


def test_an_unknown_field_names_the_one_that_was_meant(cache):
    manifest = cache(nodeType="cache.t3.micro", cacheNodeType=None)
    fixes = {problem.rule: problem.fix for problem in problems(manifest)}
    assert fixes["unknown-field"] == "Did you mean cacheNodeType?"
    assert "required" in fixes


def test_an_unquoted_version_says_how_to_write_it(database):
    (problem,) = problems(database(engineVersion=14.9))
    assert (problem.rule, problem.fix) == ("type", 'Put it in quotes: "14.9".')


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("allocatedStorage", "100", "type"),
        ("allocatedStorage", 100.5, "type"),
        ("allocatedStorage", float("inf"), "type"),
        ("multiAZ", "yes", "type"),
        ("vpcSecurityGroupIds", "sg-1", "type"),
        ("masterPasswordSecretRef", {"name": "a"}, "required"),
        ("restoreFrom", {"source": "Tape"}, "choice"),
        ("masterUsername", "admin", "reserved-user"),
        ("masterUsername", "Select", "reserved-user"),
        ("masterUsername", "rdsadmin", "reserved-user"),
        ("masterUsername", "pg_owner", "reserved-user"),
        ("masterUsername", "1st", "user-name"),
        ("dbName", "my-db", "database-name"),
        ("allocatedStorage", 10, "storage-too-small"),
        ("allocatedStorage", None, "storage-missing"),
        ("maxAllocatedStorage", 50, "storage-limit"),
        ("backupRetentionPeriod", 36, "range"),
        ("monitoringInterval", 60, "role-missing"),
        ("region", None, "region-missing"),
        ("region", "virginia", "region"),
    ],
)
def test_what_cannot_work_as_a_database_is_found(database, field, value, rule):
    assert rule in {problem.rule for problem in problems(database(**{field: value}))}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"masterUsername": "postgres"}, "AWS's own console proposes it"),
        ({"engine": "mysql", "engineVersion": "8.0", "masterUsername": "admin"}, "fine on MySQL"),
        ({"allocatedStorage": 20, "storageType": "gp3"}, "the least that gp3 takes"),
        ({"allocatedStorage": 100.0}, "JSON knows only numbers"),
        ({"multiAZ": None, "dbName": "orders_1"}, "null is absent"),
    ],
)
def test_what_aws_takes_is_not_refused(database, changed, why):
    assert problems(database(**changed)) == (), why


def test_every_problem_is_told_at_once(database):
    manifest = database(region=None, masterUsername="admin", multiAZ="no", colour="red")
    assert found(manifest) == {
        ("spec.forProvider.region", "region-missing"),
        ("spec.forProvider.masterUsername", "reserved-user"),
        ("spec.forProvider.multiAZ", "type"),
        ("spec.forProvider.colour", "unknown-field"),
    }


@pytest.mark.parametrize("name", ["1db", "a--b", "db-", "x" * 64])
def test_names_that_rds_refuses_are_found(database, name):
    assert ("metadata.name", "identifier") in found(database(name))


def test_the_external_name_is_judged_where_there_is_one(cache):
    manifest = cache("c" * 60)
    assert ("metadata.name", "identifier") in found(manifest)
    manifest["metadata"]["annotations"] = {"crossplane.io/external-name": "orders"}
    assert found(manifest) == set()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"numCacheClusters": 0}, "range"),
        ({"numCacheClusters": 7}, "range"),
        ({"numCacheClusters": 1, "automaticFailoverEnabled": True}, "failover"),
        ({"multiAZEnabled": True}, "failover"),
        ({"authEnabled": True}, "auth"),
        ({"engine": "memcached"}, "engine"),
        ({"applyModificationsImmediately": None}, "required"),
    ],
)
def test_what_cannot_work_as_a_cache_is_found(cache, changed, rule):
    assert rule in {problem.rule for problem in problems(cache(**changed))}


@pytest.mark.parametrize("name", ["ab", "a..b", "192.168.0.1", "xn--files", "a-s3alias", "x" * 64])
def test_names_that_s3_refuses_are_found(bucket, name):
    assert "bucket-name" in {problem.rule for problem in problems(bucket(name))}


def test_an_owner_that_takes_a_service_along_is_found(database):
    manifest = database()
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": "x", "uid": "1"}
    manifest["metadata"]["ownerReferences"] = [owner]
    assert found(manifest) == {("metadata.ownerReferences", "owner")}


def test_labels_are_text(database):
    manifest = database()
    manifest["metadata"]["labels"]["clark.dev/cost-centre"] = 42
    assert found(manifest) == {('metadata.labels["clark.dev/cost-centre"]', "type")}


@pytest.mark.parametrize("broken", [None, 7, [], "text"])
def test_a_broken_shape_is_a_problem_and_never_an_error(database, broken):
    for key in ("metadata", "spec"):
        assert problems(database() | {key: broken})
    manifest = database()
    manifest["spec"]["forProvider"] = broken
    assert problems(manifest)


def test_the_content_of_a_bucket_is_judged_to_its_depth(bucket):
    rule = {"status": "On", "expiration": {"days": 0}, "transitions": [{"days": 30}]}
    manifest = bucket(lifecycleConfiguration={"rules": [rule]})
    above = "spec.forProvider.lifecycleConfiguration.rules[0]"
    assert found(manifest) == {
        (f"{above}.status", "choice"),
        (f"{above}.expiration.days", "range"),
        (f"{above}.transitions[0].storageClass", "required"),
    }
