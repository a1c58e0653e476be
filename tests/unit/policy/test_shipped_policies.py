"""Every shipped policy: what it denies, what it lets through, and that it says so plainly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from policy_samples import BASES, GONE, KEY, change, sample

from clark.manifests import Set, show_path
from clark.policy import PolicySet

DELETION = 'metadata.annotations["clark.dev/deletion"]'
ENVIRONMENT = 'metadata.labels["clark.dev/environment"]'
EXTERNAL = 'metadata.annotations["crossplane.io/external-name"]'
PAUSED = 'metadata.annotations["crossplane.io/paused"]'
MANAGED = "spec.managementPolicies"
OTHERS_LOGIN = {"name": "payments-db-prod-credentials", "namespace": "clark-connections"}


@dataclass(frozen=True)
class Row:
    """What is bad, and beside it something close that is good.

    `old` makes both an update of the base with these changes; `deleted` a deletion of it.
    """

    policy: str
    base: str
    bad: Mapping[str, Any]
    good: Mapping[str, Any]
    old: Mapping[str, Any] | None = None
    level: str = "deny"
    deleted: bool = False


def _standby(policy: str, base: str, field: str) -> list[Row]:
    return [
        Row(policy, base, {field: False}, {field: True}),
        Row(policy, base, {field: False}, {field: True}, old={field: True}),
    ]


def _tags(policy: str, base: str, field: str) -> list[Row]:
    tag = {"key": "team", "value": "java"}
    unnamed = [tag, {"key": "environment", "value": ""}, {"key": "application", "value": "java"}]
    return [
        Row(policy, base, {field: GONE}, {}),
        Row(policy, base, {field: [tag]}, {}),
        Row(policy, base, {field: unnamed}, {}),
    ]


def _fixed(policy: str, base: str, field: str, value: Any, level: str = "deny") -> list[Row]:
    """What a new service may not say, and one that says it already may keep."""
    return [
        Row(policy, base, {field: value}, {field: GONE}, level=level),
        Row(policy, base, {field: "another"}, {field: value}, old={field: value}, level=level),
    ]


DATABASES = [
    Row("database-encrypted", "database", {"storageEncrypted": False}, {}),
    Row("database-encrypted", "database", {"storageEncrypted": GONE}, {}),
    Row("database-encrypted", "database", {"storageEncrypted": False}, {}, old={}),
    Row("database-private", "database", {"publiclyAccessible": True}, {}),
    Row("database-private", "database", {"publiclyAccessible": GONE}, {}),
    Row(
        "database-backups",
        "database",
        {"backupRetentionPeriod": 0, ENVIRONMENT: "dev"},
        {"backupRetentionPeriod": 1, ENVIRONMENT: "dev"},
    ),
    Row("database-backups-production", "database", {"backupRetentionPeriod": 6}, {}),
    Row("database-backups-production", "database", {"backupRetentionPeriod": GONE}, {}),
    Row("database-deletion-protection", "database", {"deletionProtection": False}, {}),
    Row(
        "database-deletion-protection",
        "database",
        {"deletionProtection": False, DELETION: "requested"},
        {},
    ),
    Row(
        "database-deletion-protection",
        "database",
        {"deletionProtection": False},
        {"deletionProtection": False, DELETION: "requested"},
        old={},
    ),
    Row("database-final-snapshot", "database", {"skipFinalSnapshotBeforeDeletion": True}, {}),
    Row(
        "database-deletion-snapshot",
        "database",
        {"finalDBSnapshotIdentifier": GONE, DELETION: "requested"},
        {DELETION: "requested"},
        old={},
    ),
    Row("database-deletion", "database", {}, {"deletionProtection": False}, deleted=True),
    *_standby("database-standby", "database", "multiAZ"),
    Row(
        "database-standby-existing",
        "database",
        {"multiAZ": False, "dbInstanceClass": "db.t3.large"},
        {"multiAZ": True, "dbInstanceClass": "db.t3.large"},
        old={"multiAZ": False},
        level="warn",
    ),
    Row("database-class", "database", {"dbInstanceClass": "db.x1.32xlarge"}, {}),
    Row(
        "database-class",
        "database",
        {"dbInstanceClass": "db.x1.32xlarge"},
        {"dbInstanceClass": "db.r4.large"},
        old={"dbInstanceClass": "db.r4.large"},
    ),
    Row("database-storage-limit", "database", {"allocatedStorage": 1001}, {}),
    Row(
        "database-storage-limit",
        "database",
        {"allocatedStorage": 3001},
        {"allocatedStorage": 3000},
        old={"allocatedStorage": 3000},
    ),
    Row("database-storage-growth", "database", {"maxAllocatedStorage": 2000}, {}),
    Row("database-storage-type", "database", {"storageType": "standard"}, {"storageType": "gp2"}),
    Row("database-storage-type", "database", {"storageType": GONE}, {}),
    Row("database-engine", "database", {"engine": "oracle-se2"}, {}),
    Row("database-engine-version", "database", {"engineVersion": "9.6.1"}, {}),
    Row("database-engine-version", "database", {"engineVersion": "14"}, {"engineVersion": "17.2"}),
    Row("database-engine-version", "database", {"engineVersion": GONE}, {}),
    Row("database-master-username", "database", {"masterUsername": "admin"}, {}),
    Row("database-master-username", "database", {"masterUsername": "RdsAdmin"}, {}),
    Row("database-master-username", "database", {"masterUsername": "pg_root"}, {}),
    Row(
        "database-minor-upgrades", "database", {"autoMinorVersionUpgrade": False}, {}, level="warn"
    ),
    *_fixed("database-password-source", "database", "masterPasswordSecretRef", OTHERS_LOGIN),
    *_fixed("database-restore", "database", "restoreFrom", {"source": "Snapshot"}),
    Row("database-region", "database", {"region": "ap-south-1"}, {"region": "eu-west-1"}),
    Row("database-region", "database", {"region": GONE}, {}),
    *_tags("database-tags", "database", "tags"),
]
CACHES = [
    Row("cache-encrypted-at-rest", "cache", {"atRestEncryptionEnabled": False}, {}),
    Row("cache-encrypted-in-transit", "cache", {"transitEncryptionEnabled": GONE}, {}),
    Row("cache-password", "cache", {"authEnabled": False}, {}),
    Row("cache-replica", "cache", {"numCacheClusters": 1}, {}),
    Row("cache-replica", "cache", {"numCacheClusters": 1}, {"numCacheClusters": 3}, old={}),
    *_standby("cache-failover", "cache", "automaticFailoverEnabled"),
    *_standby("cache-multi-az", "cache", "multiAZEnabled"),
    Row(
        "cache-standby-existing",
        "cache",
        {"multiAZEnabled": False},
        {"multiAZEnabled": True},
        old={"multiAZEnabled": False},
        level="warn",
    ),
    Row("cache-backups", "cache", {"snapshotRetentionLimit": 0}, {}, level="warn"),
    Row("cache-class", "cache", {"cacheNodeType": "cache.r7g.16xlarge"}, {}),
    Row("cache-engine", "cache", {"engine": "valkey"}, {}),
    Row("cache-engine-version", "cache", {"engineVersion": "5.0.6"}, {"engineVersion": "7.1"}),
    Row("cache-region", "cache", {"region": "ap-south-1"}, {}),
    *(
        row
        for field in ("snapshotName", "snapshotArns", "primaryClusterId")
        for row in _fixed("cache-restore", "cache", field, "payments")
    ),
    *_tags("cache-tags", "cache", "tags"),
]
BUCKETS = [
    *(
        Row("bucket-private", "bucket", {f"spec.forProvider.{block}.{flag}": value}, {})
        for block in ("publicAccessBlockConfiguration",)
        for flag in BASES["bucket"]["spec"]["forProvider"][block]
        for value in (False, GONE)
    ),
    Row("bucket-private", "bucket", {"publicAccessBlockConfiguration": GONE}, {}),
    Row("bucket-acl", "bucket", {"acl": "public-read"}, {"acl": "private"}),
    Row("bucket-encrypted", "bucket", {"serverSideEncryptionConfiguration": GONE}, {}),
    Row("bucket-encrypted", "bucket", {"serverSideEncryptionConfiguration": {"rules": []}}, {}),
    Row("bucket-versioning", "bucket", {"versioningConfiguration": {"status": "Suspended"}}, {}),
    Row("bucket-region", "bucket", {"locationConstraint": "ap-south-1"}, {}),
    *(
        row
        for field in ("policy", "replicationConfiguration", "grantRead", "grantWriteAcp")
        for row in _fixed("bucket-sharing", "bucket", field, "somebody", level="warn")
    ),
    *_tags("bucket-tags", "bucket", "spec.forProvider.tagging.tagSet"),
]
SERVICES = [
    row
    for base in ("database", "cache", "bucket")
    for row in (
        Row("service-labels", base, {'metadata.labels["clark.dev/team"]': GONE}, {}),
        Row("service-labels", base, {"metadata.labels": GONE}, {}),
        Row("service-environment", base, {ENVIRONMENT: "production"}, {ENVIRONMENT: "staging"}),
        Row("service-environment", base, {ENVIRONMENT: GONE}, {}),
        Row("service-name", base, {"metadata.name": "java-db"}, {}),
        Row("service-name", base, {"metadata.name": "java-db-dev"}, {}),
        Row("service-environment", base, {ENVIRONMENT: "dev"}, {}, old={}),
        Row("service-environment", base, {ENVIRONMENT: GONE}, {}, old={ENVIRONMENT: GONE}),
        Row("service-account", base, {"spec.providerConfigRef": {"name": "other"}}, {}),
        Row(
            "service-account",
            base,
            {"spec.providerConfigRef": {"name": "default"}},
            {"spec.providerConfigRef": {"name": "second"}},
            old={"spec.providerConfigRef": {"name": "second"}},
        ),
        *(
            Row("service-managed", base, {MANAGED: policies}, {MANAGED: ["*"]})
            for policies in (["Observe"], [])
        ),
        Row(
            "service-managed",
            base,
            {MANAGED: ["Observe"]},
            {MANAGED: ["*", "Observe"]},
            old={MANAGED: ["*", "Observe"]},
        ),
        Row("service-paused", base, {PAUSED: "true"}, {PAUSED: "false"}, level="warn"),
        Row("service-external-name", base, {EXTERNAL: "another"}, {}),
        Row(
            "service-external-name",
            base,
            {EXTERNAL: "another"},
            {EXTERNAL: BASES[base]["metadata"]["name"]},
            old={},
        ),
        Row(
            "service-connection-secret",
            base,
            {"spec.writeConnectionSecretToRef.namespace": "default"},
            {},
        ),
        Row("service-connection-secret", base, {"spec.writeConnectionSecretToRef": GONE}, {}),
        Row(
            "service-connection-secret",
            base,
            {"spec.publishConnectionDetailsTo": {"name": "elsewhere"}},
            {"spec.publishConnectionDetailsTo": None},
        ),
    )
]
CREDENTIALS = [
    Row("push-secret-source", "push", {"spec.selector.secret.name": "other-prod-credentials"}, {}),
    Row("push-secret-source", "push", {"metadata.namespace": "default"}, {}),
    Row(
        "push-secret-key",
        "push",
        {"spec.data[0].match.remoteRef.remoteKey": "clark/prod/other-db-prod/java"},
        {},
    ),
    Row("push-secret-key", "push", {"spec.data": GONE}, {}),
    Row("push-secret-key", "push", {"spec.dataTo": [{}]}, {}),
    Row(
        "push-secret-key",
        "push",
        {"spec.data[0].metadata": {"spec": {"resourcePolicy": {"blockPublicPolicy": False}}}},
        {"spec.data[0].metadata": {"spec": {"secretPushFormat": "string"}}},
    ),
    *(
        Row("push-secret-source", "push", {path: {}}, {})
        for path in (
            "spec.template",
            "spec.selector.generatorRef",
            "spec.selector.secret.selector",
        )
    ),
    *(
        Row("push-secret-store", "push", {"spec.secretStoreRefs": stores}, {})
        for stores in (
            GONE,
            [],
            [{"name": "other"}],
            [{"name": "aws-sm", "kind": "ClusterSecretStore"}],
            [{"labelSelector": {}}],
            [{"name": "aws-sm"}, {"name": "other"}],
        )
    ),
    *(
        Row("external-secret-store", "external", {"spec.secretStoreRef": store}, {})
        for store in (GONE, {"name": "other"}, {"name": "aws-sm", "kind": "ClusterSecretStore"})
    ),
    *(
        Row("external-secret-target", "external", {"spec.target": target}, {"spec.target": GONE})
        for target in (
            {"name": "payments-db-prod"},
            {"name": "java-db-prod", "creationPolicy": "Merge"},
            {"name": "java-db-prod", "manifest": {"kind": "ConfigMap"}},
        )
    ),
    Row(
        "external-secret-target",
        "external",
        {"spec.target": {"name": "third"}},
        {"spec.target": {"name": "second"}},
        old={"spec.target": {"name": "second"}},
    ),
    *(
        Row("external-secret-key", "external", {path: [{**entry, trick: {}}]}, {path: [entry]})
        for path, entry in (
            ("spec.dataFrom", {"extract": {"key": KEY}}),
            ("spec.data", {"secretKey": "x", "remoteRef": {"key": KEY}}),
        )
        for trick in ("find", "sourceRef")
    ),
    Row("external-secret-namespace", "external", {"metadata.namespace": "payments"}, {}),
    Row("external-secret-namespace", "external", {"metadata.labels": GONE}, {}),
    Row(
        "external-secret-key",
        "external",
        {"spec.dataFrom[0].extract.key": "clark/prod/java-db-prod/payments"},
        {},
    ),
    Row(
        "external-secret-key",
        "external",
        {"spec.dataFrom[0].extract.key": "clark/dev/java-db-dev/java"},
        {},
    ),
    Row(
        "external-secret-key",
        "external",
        {"spec.data": [{"secretKey": "x", "remoteRef": {"key": "root/password"}}]},
        {},
    ),
    Row("external-secret-key", "external", {"spec.dataFrom": [{"find": {"path": "/"}}]}, {}),
]
SERVICES.append(
    Row(
        "service-external-name",
        "bucket",
        {EXTERNAL: "payments-files-prod"},
        {EXTERNAL: "techcorp-java-files-prod-us-east-1"},
    )
)
ROWS = [*DATABASES, *CACHES, *BUCKETS, *SERVICES, *CREDENTIALS]


def objecting(shipped: PolicySet, row: Row, changes: Mapping[str, Any]) -> dict[str, str]:
    value = sample(row.base, changes)
    old = sample(row.base, row.old) if row.old is not None else None
    made = change(None, value) if row.deleted else change(value, old)
    return {found.policy.name: found.level for found in shipped.objections(made.admission())}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_a_policy_objects_to_what_is_bad(shipped: PolicySet, row: Row) -> None:
    assert objecting(shipped, row, row.bad).get(row.policy) == row.level


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.good)}")
def test_a_policy_agrees_with_what_is_good(shipped: PolicySet, row: Row) -> None:
    assert row.policy not in objecting(shipped, row, row.good)


@pytest.mark.parametrize("base", BASES)
def test_the_samples_please_every_policy(shipped: PolicySet, base: str) -> None:
    assert objecting(shipped, Row("", base, {}, {}), {}) == {}


def test_a_role_for_the_whole_cluster_is_no_service(shipped: PolicySet) -> None:
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "me"},
    }
    found = shipped.objections(change(binding).admission())
    assert [objection.policy.name for objection in found] == ["repository-kinds"]
    assert found[0].reason.startswith("ClusterRoleBinding is not a service.")


def test_a_kind_of_the_same_name_in_another_group_is_no_service(shipped: PolicySet) -> None:
    made = change({**sample("database"), "apiVersion": "evil.example/v1"})
    found = shipped.objections(made.admission())
    assert [objection.policy.name for objection in found] == ["repository-kinds"]


def test_a_single_zone_production_database_may_be_resized_with_a_warning(
    shipped: PolicySet,
) -> None:
    row = Row("", "database", {}, {}, old={"multiAZ": False})
    changes = {"multiAZ": False, "dbInstanceClass": "db.t3.large"}
    assert objecting(shipped, row, changes) == {"database-standby-existing": "warn"}


def test_an_unencrypted_database_that_was_taken_over_may_be_resized(shipped: PolicySet) -> None:
    row = Row("", "database", {}, {}, old={"storageEncrypted": False})
    changes = {"storageEncrypted": False, "dbInstanceClass": "db.t3.large"}
    assert objecting(shipped, row, changes) == {}


def test_a_deletion_takes_two_steps_and_no_more(shipped: PolicySet) -> None:
    released = {"deletionProtection": False, DELETION: "requested"}
    assert objecting(shipped, Row("", "database", {}, {}, old={}), released) == {}
    assert objecting(shipped, Row("", "database", {}, {}, deleted=True), released) == {}


def test_every_policy_is_tried(shipped: PolicySet) -> None:
    assert {*shipped.names} == {row.policy for row in ROWS} | {"repository-kinds"}


def test_nothing_is_broken_and_everything_is_bound(shipped: PolicySet) -> None:
    assert shipped.broken == ()
    assert len(shipped.names) == len(set(shipped.names)) >= 45


def test_twenty_to_thirty_rules_look_at_a_database_of_production(shipped: PolicySet) -> None:
    document = change(sample("database")).document
    assert 20 <= len(shipped.applying(document)) <= 30


@pytest.mark.parametrize("name", ["production", "not-production"])
def test_rules_of_the_other_environments_do_not_apply(shipped: PolicySet, name: str) -> None:
    environment = "prod" if name == "production" else "dev"
    document = change(sample("database", {ENVIRONMENT: environment})).document
    applying = shipped.applying(document)
    assert ("database-standby" in applying) is (environment == "prod")
    assert ("database-backups" in applying) is (environment != "prod")


def test_every_finding_says_what_to_do_in_whole_sentences(shipped: PolicySet) -> None:
    for policy in shipped.policies:
        (validation,) = policy.validations
        assert re.fullmatch(r"[A-Z].*\. .*\.|[A-Z].*[.;:].*\.", validation.message), policy.name
        assert policy.fix.sentence.endswith("."), policy.name
        assert policy.field, policy.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_an_edit_that_a_policy_offers_satisfies_it(shipped: PolicySet, row: Row) -> None:
    edits = [edit for edit in shipped.fixes[row.policy].edits if isinstance(edit, Set)]
    mended = {**row.bad, **{show_path(edit.path): edit.value for edit in edits}}
    assert not edits or row.policy not in objecting(shipped, row, mended)
