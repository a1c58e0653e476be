import re

import pytest

from clark.kinds import KINDS, Effect, impacts
from clark.kinds.change import Change
from clark.kinds.knowledge import knowledge


def only(old, new):
    (impact,) = impacts(old, new)
    return impact


def test_nothing_changed_has_no_impact(database):
    assert impacts(database(), database()) == ()


def test_writing_down_what_aws_takes_anyway_has_no_impact(database):
    assert impacts(database(), database(multiAZ=False, storageEncrypted=False)) == ()


def test_a_class_change_interrupts_a_single_az_database_and_waits_for_the_window(database):
    impact = only(database(), database(dbInstanceClass="db.t3.large"))
    assert impact.effect is Effect.RESTART
    assert (impact.before, impact.after) == ("db.t3.medium", "db.t3.large")
    assert "18:09:04" in impact.sentence
    assert "repost.aws/knowledge-center/rds-performance-impact" in impact.source
    assert (impact.waits_for_window, impact.window) == (True, "sun:03:00-sun:04:00 UTC")
    assert impact.needs_acceptance
    assert not impact.denied


def test_a_class_change_at_once_does_not_wait(database):
    changed = database(dbInstanceClass="db.t3.large", applyModificationsImmediately=True)
    impact = next(i for i in impacts(database(), changed) if i.path[-1] == "dbInstanceClass")
    assert not impact.waits_for_window
    assert impact.needs_acceptance


def test_outside_production_nobody_has_to_accept(database):
    old, new = database("orders-db-dev"), database("orders-db-dev", dbInstanceClass="db.t3.large")
    assert not only(old, new).needs_acceptance


def test_production_is_known_by_the_name_where_no_label_says_it(database):
    old, new = database(), database(dbInstanceClass="db.t3.large")
    del old["metadata"]["labels"], new["metadata"]["labels"]
    assert only(old, new).needs_acceptance


def test_a_multi_az_database_fails_over(database):
    impact = only(database(multiAZ=True), database(multiAZ=True, dbInstanceClass="db.t3.large"))
    assert impact.effect is Effect.FAILOVER
    assert "60 to 120 seconds" in impact.sentence
    assert not impact.needs_acceptance


@pytest.mark.parametrize(
    ("before", "after", "effect", "denied", "why"),
    [
        ({}, {"engineVersion": "14.10"}, Effect.RESTART, False, "10 is more than 9"),
        ({}, {"engineVersion": "14.8"}, Effect.IGNORED, True, "the provider never goes back"),
        ({}, {"engineVersion": "15.4"}, Effect.REFUSED, True, "major needs permission"),
        ({}, {"allocatedStorage": 200}, Effect.IN_PLACE, False, "storage grows"),
        ({}, {"allocatedStorage": 50}, Effect.REFUSED, True, "and never shrinks"),
        ({}, {"storageEncrypted": True}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"engine": "mysql"}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"masterUsername": "owner"}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"availabilityZone": "us-east-1a"}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"dbName": "orders"}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"kmsKeyId": "key"}, Effect.IGNORED, True, "fixed at creation"),
        ({}, {"multiAZ": True}, Effect.IN_PLACE, False, "a standby is added beside it"),
        ({"backupRetentionPeriod": 0}, {"backupRetentionPeriod": 7}, Effect.RESTART, False, "on"),
        ({"backupRetentionPeriod": 7}, {"backupRetentionPeriod": 0}, Effect.RESTART, False, "off"),
        ({"backupRetentionPeriod": 7}, {"backupRetentionPeriod": 9}, Effect.IN_PLACE, False, "on"),
        ({}, {"deletionProtection": True}, Effect.IN_PLACE, False, "a switch"),
        ({}, {"region": "us-west-2"}, Effect.REPLACEMENT, True, "nothing moves"),
        ({"maxAllocatedStorage": 500}, {}, Effect.IGNORED, False, "the provider fills it in again"),
        ({}, {"domain": "corp"}, Effect.RESTART, False, "not known: expect the worst"),
    ],
)
def test_what_a_change_does_to_a_database(database, before, after, effect, denied, why):
    impact = only(database(**before), database(**after))
    assert (impact.effect, impact.denied) == (effect, denied), why


def test_a_permitted_major_upgrade_restarts(database):
    new = database(engineVersion="15.4", allowMajorVersionUpgrade=True)
    impact = next(i for i in impacts(database(), new) if i.path[-1] == "engineVersion")
    assert (impact.effect, impact.denied) == (Effect.RESTART, False)


@pytest.mark.parametrize("kind", ["RDSInstance", "DBInstance"])
@pytest.mark.parametrize("at_once", [False, True])
def test_minor_versions_by_themselves_can_interrupt_in_the_window(kind, at_once):
    allowing = {"applyModificationsImmediately": True, "applyImmediately": True} if at_once else {}
    old, new = (_of(kind, autoMinorVersionUpgrade=value, **allowing) for value in (False, True))
    impact = only(old, new)
    assert (impact.effect, impact.waits_for_window) == (Effect.RESTART, True)
    assert impact.needs_acceptance
    assert "ModifyDBInstance" in impact.source
    assert only(new, old).effect is Effect.IN_PLACE


@pytest.mark.parametrize("kind", ["RDSInstance", "DBInstance"])
def test_a_public_address_that_goes_cuts_off_who_used_it(kind):
    old, new = (_of(kind, publiclyAccessible=value) for value in (True, False))
    assert only(old, new).cuts_off
    assert "from outside" in only(old, new).sentence
    assert not only(new, old).cuts_off


def _of(kind, **says):
    group = "database" if kind == "RDSInstance" else "rds"
    version = "v1beta1" if kind == "RDSInstance" else "v1alpha1"
    return {
        "apiVersion": f"{group}.aws.crossplane.io/{version}",
        "kind": kind,
        "metadata": {"name": "orders-prod"},
        "spec": {"forProvider": {"region": "us-east-1", **says}},
    }


def test_a_small_growth_says_what_aws_makes_of_it(database):
    assert "110 GB" in only(database(), database(allocatedStorage=105)).sentence


@pytest.mark.parametrize(
    ("before", "after", "effect", "denied"),
    [
        ({}, {"cacheNodeType": "cache.t3.small"}, Effect.FAILOVER, False),
        ({"numCacheClusters": 1}, {"cacheNodeType": "cache.t3.small"}, Effect.RESTART, False),
        ({}, {"numCacheClusters": 3}, Effect.IN_PLACE, False),
        ({}, {"numCacheClusters": 1}, Effect.REFUSED, True),
        ({}, {"numCacheClusters": 7}, Effect.REFUSED, True),
        ({}, {"engineVersion": "7.1"}, Effect.FAILOVER, False),
        ({}, {"engineVersion": "6.2"}, Effect.REFUSED, True),
        ({}, {"authEnabled": True}, Effect.IGNORED, True),
        ({}, {"transitEncryptionEnabled": True}, Effect.IGNORED, True),
        ({}, {"port": 6380}, Effect.IGNORED, True),
    ],
)
def test_what_a_change_does_to_a_cache(cache, before, after, effect, denied):
    impact = only(cache(**before), cache(**(before | after)))
    assert (impact.effect, impact.denied) == (effect, denied)


def test_more_nodes_never_wait_for_the_window(cache):
    assert not only(cache(), cache(numCacheClusters=3)).waits_for_window


def test_a_single_node_in_production_needs_acceptance(cache):
    new = cache(numCacheClusters=1, cacheNodeType="cache.t3.small")
    assert only(cache(numCacheClusters=1), new).needs_acceptance


def test_what_a_change_does_to_a_bucket(bucket):
    versions = only(bucket(), bucket(versioningConfiguration={"status": "Enabled"}))
    assert (versions.effect, versions.denied) == (Effect.IN_PLACE, False)
    region = only(bucket(), bucket(locationConstraint="eu-west-1"))
    assert (region.effect, region.denied) == (Effect.IGNORED, True)


def test_a_new_name_is_a_new_resource(bucket):
    impact = impacts(bucket(), bucket("orders-archive-prod"))[0]
    assert (impact.effect, impact.denied) == (Effect.REPLACEMENT, True)
    assert impact.path == ("metadata", "name")


def test_another_external_name_orphans_the_old_database(database):
    new = database()
    new["metadata"]["annotations"] = {"crossplane.io/external-name": "other"}
    impact = only(database(), new)
    assert impact.denied
    assert "orphaned" in impact.sentence


def test_writing_the_external_name_down_changes_nothing(database):
    new = database()
    new["metadata"]["annotations"] = {"crossplane.io/external-name": "orders-db-prod"}
    assert impacts(database(), new) == ()


def test_another_connection_secret_loses_the_password_of_a_database(database, cache):
    old, new = database(), database()
    new["spec"]["writeConnectionSecretToRef"]["name"] = "other"
    assert only(old, new).denied
    old, new = cache(), cache()
    new["spec"]["writeConnectionSecretToRef"]["name"] = "other"
    assert not only(old, new).denied, "a cache without password loses nothing"


def test_another_account_and_management_policies_are_denied(database):
    account, policies = database(), database()
    account["spec"]["providerConfigRef"] = {"name": "other"}
    policies["spec"]["managementPolicies"] = ["Observe"]
    assert only(database(), account).denied
    assert only(database(), policies).denied


def test_writing_the_crd_defaults_down_changes_nothing(database):
    new = database()
    new["spec"] |= {"deletionPolicy": "Delete", "providerConfigRef": {"name": "default"}}
    assert impacts(database(), new) == ()


def test_pausing_is_told(database):
    new = database()
    new["metadata"]["annotations"] = {"crossplane.io/paused": "true"}
    assert only(database(), new).path == ("metadata", "annotations", "crossplane.io/paused")


def test_creation_names_the_time_it_took_others(database):
    impact = only(None, database())
    assert impact.effect is Effect.CREATION
    assert "3 to 5 minutes" in impact.sentence


@pytest.mark.parametrize(
    ("asked", "effect", "words"),
    [
        ({"deletionProtection": True}, Effect.REFUSED, "deletionProtection"),
        ({}, Effect.REFUSED, "final snapshot"),
        ({"finalDBSnapshotIdentifier": "last"}, Effect.DELETION, "final snapshot named last"),
        ({"skipFinalSnapshotBeforeDeletion": True}, Effect.DELETION, "for good"),
    ],
)
def test_deleting_a_database_names_what_is_lost(database, asked, effect, words):
    impact = only(database(**asked), None)
    assert impact.effect is effect
    assert impact.denied is (effect is Effect.REFUSED)
    assert words in impact.sentence


def test_an_orphaned_definition_leaves_the_database_in_aws(database):
    manifest = database(deletionProtection=True)
    manifest["spec"]["deletionPolicy"] = "Orphan"
    assert "stays in AWS" in only(manifest, None).sentence


def test_deleting_a_cache_or_a_bucket_names_what_is_lost(cache, bucket):
    assert "no final snapshot" in only(cache(), None).sentence
    assert "empty bucket" in only(bucket(), None).sentence


def test_a_migration_is_a_creation(database):
    old = database(masterUsername="admin")
    old["apiVersion"] = "database.aws.crossplane.io/v1alpha1"
    assert only(old, database()).effect is Effect.CREATION


def test_kinds_that_clark_does_not_know_have_no_impact():
    assert impacts({"apiVersion": "v1", "kind": "ConfigMap"}, None) == ()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_rule_is_for_a_field_that_exists(kind):
    for name in knowledge(kind).rules:
        assert kind.field(("spec", "forProvider", name)), name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_sentence_has_a_source_and_none_speaks_of_downtime(kind, builds):
    build = builds[kind.kind]
    for name in knowledge(kind).rules:
        for impact in impacts(build(**{name: None}), build(**{name: {"x": 1}})):
            assert impact.sentence
            assert impact.source
            assert "downtime" not in impact.sentence.lower()


def test_removing_a_field_that_the_provider_fills_in_again_changes_nothing(database):
    impact = only(database(copyTagsToSnapshot=True), database())
    assert (impact.effect, impact.denied) == (Effect.IGNORED, False)


def test_removing_tags_or_a_setting_of_a_bucket_reaches_aws(database, bucket):
    tags = only(database(tags=[{"key": "team", "value": "orders"}]), database())
    lifecycle = only(bucket(lifecycleConfiguration={"rules": []}), bucket())
    assert tags.effect is Effect.IN_PLACE
    assert lifecycle.effect is Effect.IN_PLACE
    assert "Write the value you want" in lifecycle.sentence


def test_a_new_description_of_a_cache_is_not_noticed_and_not_denied(cache):
    impact = only(cache(), cache(replicationGroupDescription="New"))
    assert (impact.effect, impact.denied) == (Effect.IGNORED, False)


HOW_LONG = re.compile(r"second|minute|moment|does not say")
SAMPLES = [("a", "b"), (True, False), (False, True), (1, 2), (7, 0), ("7.0", "7.1")]
SIZES = ({}, {"numCacheClusters": 1}, {"numCacheClusters": 2}, {"multiAZ": True})


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.kind)
def test_every_interruption_says_how_long_or_that_nobody_knows(kind):
    for name, rule in knowledge(kind).rules.items():
        for before, after in SAMPLES:
            for size in SIZES:
                old, new = {**size, name: before}, {**size, name: after}
                impact = _impact_of(rule, Change(name, before, after, old, new, production=True))
                if impact and impact.effect in {Effect.RESTART, Effect.FAILOVER}:
                    assert HOW_LONG.search(impact.sentence), f"{name}: {impact.sentence}"
                    assert impact.source


def _impact_of(rule, change):
    """None where the sample is no value of this field."""
    try:
        return rule(change)
    except (AttributeError, TypeError, ValueError):
        return None


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.kind)
def test_what_the_provider_marks_as_immutable_is_denied(kind):
    """Whether or not Clark has words of its own for the field."""
    fixed = [each for each in kind.fields if each.immutable and len(each.path) == 3]
    for each in fixed:
        old, new = (_with(kind, each.path[2], value) for value in ("old", "new"))
        named = [found for found in impacts(old, new) if found.path == each.path]
        if named and each.path[2] not in ALLOWED.get(kind.kind, ()):
            assert all(found.denied for found in named), each.path


# AWS changes these all the same, whatever the mark says.
ALLOWED = {
    "RDSInstance": ("autoMinorVersionUpgrade",),
}


def _with(kind, name, value):
    return {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": {"name": "x-prod"},
        "spec": {"forProvider": {name: value}},
    }
