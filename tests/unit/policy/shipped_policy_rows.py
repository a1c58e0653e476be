"""What each shipped policy denies, and beside it what it lets through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy_samples import BASES, GONE, KEY

DELETION = 'metadata.annotations["clark.dev/deletion"]'
ENVIRONMENT = 'metadata.labels["clark.dev/environment"]'
EXTERNAL = 'metadata.annotations["crossplane.io/external-name"]'
PAUSED = 'metadata.annotations["crossplane.io/paused"]'
MANAGED = "spec.managementPolicies"
SECRET = "spec.writeConnectionSecretToRef"
SIZES = "spec.forProvider.scalingConfig."
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


def _policy(*effects: str) -> dict[str, Any]:
    """A bucket's policy; a denial is of connections that are not encrypted."""
    denial = BASES["bucket"]["spec"]["forProvider"]["policy"]["statements"][0]
    allowance = {"effect": "Allow", "action": ["s3:GetObject"], "principal": {"allowAnon": True}}
    return {"statements": [denial if each == "Deny" else allowance for each in effects]}


STATEMENT = "spec.forProvider.policy.statements[0]"
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
CAPACITY = "serverlessV2ScalingConfiguration"
AURORAS = [
    Row("aurora-engine", "aurora", {"engine": "aurora-mysql"}, {}),
    Row("aurora-engine", "instance", {"engine": "postgres"}, {}),
    Row("aurora-engine-version", "aurora", {"engineVersion": "11.9"}, {"engineVersion": "15.7"}),
    Row("aurora-engine-version", "aurora", {"engineVersion": GONE}, {}),
    Row("aurora-encrypted", "aurora", {"storageEncrypted": GONE}, {}),
    Row("aurora-encrypted", "aurora", {"storageEncrypted": False}, {}, old={}),
    Row("aurora-deletion-protection", "aurora", {"deletionProtection": False}, {}),
    Row(
        "aurora-deletion-protection",
        "aurora",
        {"deletionProtection": False},
        {"deletionProtection": False, DELETION: "requested"},
        old={},
    ),
    Row("aurora-deletion", "aurora", {}, {"deletionProtection": False}, deleted=True),
    Row(
        "aurora-deletion-snapshot",
        "aurora",
        {"finalDBSnapshotIdentifier": GONE, DELETION: "requested"},
        {DELETION: "requested"},
        old={},
    ),
    Row("aurora-final-snapshot", "aurora", {"skipFinalSnapshot": True}, {}),
    Row("aurora-backups", "aurora", {"backupRetentionPeriod": 6}, {}),
    Row("aurora-backups", "aurora", {"backupRetentionPeriod": GONE}, {}),
    Row("aurora-master-username", "aurora", {"masterUsername": "admin"}, {}),
    Row("aurora-master-username", "aurora", {"masterUsername": "pg_root"}, {}),
    Row("aurora-password-source", "aurora", {"autogeneratePassword": False}, {}),
    Row("aurora-password-source", "aurora", {"manageMasterUserPassword": True}, {}),
    Row("aurora-password-source", "aurora", {"masterUserPasswordSecretRef": OTHERS_LOGIN}, {}),
    *(
        row
        for base, field in (
            ("aurora", "restoreFrom"),
            ("aurora", "replicationSourceIdentifier"),
            ("aurora", "globalClusterIdentifier"),
            ("instance", "sourceDBInstanceID"),
            ("instance", "sourceDBClusterID"),
        )
        for row in _fixed("aurora-restore", base, field, "payments")
    ),
    Row("aurora-region", "aurora", {"region": "ap-south-1"}, {"region": "eu-west-1"}),
    Row("aurora-region", "instance", {"region": GONE}, {}),
    Row("aurora-port", "aurora", {"port": GONE}, {"port": 5433}),
    Row("aurora-capacity", "aurora", {f"spec.forProvider.{CAPACITY}.maxCapacity": 65}, {}),
    Row("aurora-capacity", "aurora", {f"spec.forProvider.{CAPACITY}.maxCapacity": 64.5}, {}),
    Row("aurora-class", "instance", {"dbInstanceClass": "db.r6g.16xlarge"}, {}),
    Row(
        "aurora-class",
        "instance",
        {"dbInstanceClass": "db.r6g.16xlarge"},
        {"dbInstanceClass": "db.r5.large"},
        old={"dbInstanceClass": "db.r5.large"},
    ),
    Row("aurora-private", "instance", {"publiclyAccessible": True}, {}),
    Row("aurora-private", "instance", {"publiclyAccessible": GONE}, {}),
    Row("aurora-minor-upgrades", "instance", {"autoMinorVersionUpgrade": False}, {}, level="warn"),
    Row("aurora-instance-cluster", "instance", {"dbClusterIdentifier": "payments-prod"}, {}),
    Row("aurora-instance-cluster", "instance", {"dbClusterIdentifier": GONE}, {}),
    Row("aurora-instance-cluster", "instance", {"dbClusterIdentifier": "java"}, {}),
    Row("aurora-instance-cluster", "instance", {"dbClusterIdentifierRef": {"name": "a"}}, {}),
    Row("part-name", "instance", {"metadata.name": "java-1"}, {"metadata.name": "java-prod-2"}),
    Row(
        "part-connection-secret",
        "instance",
        {"spec.writeConnectionSecretToRef": OTHERS_LOGIN},
        {},
    ),
    Row(
        "part-connection-secret",
        "instance",
        {"spec.publishConnectionDetailsTo": {"name": "elsewhere"}},
        {},
    ),
    *_tags("aurora-tags", "aurora", "tags"),
    *_tags("aurora-tags", "instance", "tags"),
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
        for field in ("replicationConfiguration", "grantRead", "grantWriteAcp")
        for row in _fixed("bucket-sharing", "bucket", field, "somebody", level="warn")
    ),
    Row("bucket-sharing", "bucket", {"policy": _policy("Allow")}, {}, level="warn"),
    Row(
        "bucket-sharing",
        "bucket",
        {"policy": _policy("Allow", "Deny")},
        {"policy": _policy("Allow")},
        old={"policy": _policy("Allow")},
        level="warn",
    ),
    Row("bucket-transport", "bucket", {"policy": GONE}, {}),
    Row("bucket-transport", "bucket", {"policy": {"statements": []}}, {}),
    Row("bucket-transport", "bucket", {"policy": _policy("Allow")}, {}),
    *(
        Row("bucket-transport", "bucket", {f"{STATEMENT}.{path}": value}, {})
        for path, value in (
            ("effect", "Allow"),
            ("action", ["s3:GetObject"]),
            ("principal", {"allowAnon": False}),
            ("condition[0].operatorKey", "BoolIfExists"),
            ("condition[0].conditions[0].stringValue", "true"),
        )
    ),
    Row("bucket-transport", "bucket", {"policy": GONE}, {}, old={}),
    Row(
        "bucket-transport",
        "bucket",
        {"policy": {"statements": []}},
        {"policy": GONE, "acl": "private"},
        old={"policy": GONE},
    ),
    *_tags("bucket-tags", "bucket", "spec.forProvider.tagging.tagSet"),
]
TEMPLATE = {"launchTemplate": GONE, "diskSize": 50}
NODEGROUPS = [
    Row("nodegroup-region", "nodegroup", {"region": "ap-south-1"}, {}),
    Row("nodegroup-tags", "nodegroup", {"tags": GONE}, {}),
    Row("nodegroup-tags", "nodegroup", {"spec.forProvider.tags.team": ""}, {}),
    Row("nodegroup-tags", "nodegroup", {"spec.forProvider.tags.application": GONE}, {}),
    Row("nodegroup-instance-types", "nodegroup", {"instanceTypes": ["p5.48xlarge"]}, {}),
    Row(
        "nodegroup-instance-types",
        "nodegroup",
        {"instanceTypes": ["m7i.large", "m7i.24xlarge"]},
        {"instanceTypes": ["p5.48xlarge"]},
        old={"instanceTypes": ["p5.48xlarge"]},
    ),
    Row("nodegroup-instance-types", "nodegroup", {"instanceTypes": GONE}, {}),
    Row("nodegroup-limit", "nodegroup", {SIZES + "maxSize": 21}, {SIZES + "maxSize": 20}),
    Row(
        "nodegroup-limit",
        "nodegroup",
        {SIZES + "maxSize": 7, ENVIRONMENT: "dev"},
        {SIZES + "maxSize": 6, ENVIRONMENT: "dev"},
    ),
    Row("nodegroup-limit", "nodegroup", {"scalingConfig": GONE}, {}),
    Row(
        "nodegroup-limit",
        "nodegroup",
        {SIZES + "maxSize": 31},
        {SIZES + "maxSize": 30},
        old={SIZES + "maxSize": 30},
    ),
    Row("nodegroup-minimum", "nodegroup", {SIZES + "minSize": 1}, {SIZES + "minSize": 2}),
    Row(
        "nodegroup-minimum",
        "nodegroup",
        {SIZES + "minSize": 1},
        {SIZES + "minSize": 1, ENVIRONMENT: "staging"},
    ),
    Row(
        "nodegroup-minimum",
        "nodegroup",
        {SIZES + "minSize": 0},
        {SIZES + "minSize": 1},
        old={SIZES + "minSize": 1},
    ),
    Row("nodegroup-spot", "nodegroup", {"capacityType": "SPOT"}, {}, level="warn"),
    Row(
        "nodegroup-spot",
        "nodegroup",
        {"capacityType": "SPOT"},
        {"capacityType": "SPOT", ENVIRONMENT: "dev"},
        level="warn",
    ),
    Row("nodegroup-launch-template", "nodegroup", {"launchTemplate": GONE}, {}),
    Row("nodegroup-launch-template", "nodegroup", {"launchTemplate": {"name": "mine"}}, {}),
    Row("nodegroup-launch-template", "nodegroup", {"diskSize": 50}, {}),
    Row("nodegroup-launch-template", "nodegroup", {"remoteAccess": {"ec2SSHKey": "mine"}}, {}),
    Row(
        "nodegroup-launch-template",
        "nodegroup",
        {"launchTemplate": GONE, "diskSize": 60},
        TEMPLATE,
        old=TEMPLATE,
    ),
    *(
        Row("nodegroup-network", "nodegroup", {field: value}, {})
        for field, value in (
            ("clusterName", GONE),
            ("nodeRole", "administrator"),
            ("nodeRoleRef", {"name": "administrator"}),
            ("subnets", []),
            ("subnetSelector", {"matchLabels": {"a": "b"}}),
        )
    ),
    Row("nodegroup-connection-secret", "nodegroup", {SECRET: OTHERS_LOGIN}, {}),
]
ACTIONS = "defaultActions"
REDIRECT = {"actionType": "redirect", "redirectConfig": {"protocol": "HTTPS", "port": "443"}}
LOAD_BALANCERS = [
    *(
        row
        for base in ("balancer", "targets", "listener")
        for row in (
            Row("load-balancer-region", base, {"region": "ap-south-1"}, {"region": "eu-west-1"}),
            *_tags("load-balancer-tags", base, "tags"),
            Row("load-balancer-external-name", base, {EXTERNAL: "arn:aws:x"}, {}),
            Row(
                "load-balancer-external-name",
                base,
                {EXTERNAL: "arn:aws:x"},
                {EXTERNAL: "arn:aws:y"},
                old={EXTERNAL: "arn:aws:y"},
            ),
            Row(
                "part-connection-secret",
                base,
                {"spec.writeConnectionSecretToRef": OTHERS_LOGIN},
                {},
            ),
            Row("service-account", base, {"spec.providerConfigRef": {"name": "other"}}, {}),
            Row("service-environment", base, {ENVIRONMENT: GONE}, {}),
            Row("service-labels", base, {"metadata.labels": GONE}, {}),
            Row("service-managed", base, {MANAGED: ["Observe"]}, {MANAGED: ["*"]}),
            Row("service-paused", base, {PAUSED: "true"}, {PAUSED: "false"}, level="warn"),
        )
    ),
    Row("load-balancer-name", "balancer", {"name": "payments-prod"}, {}),
    Row("load-balancer-name", "targets", {"name": "payments-prod"}, {"name": "java-prod-targets"}),
    Row("service-name", "balancer", {"metadata.name": "java"}, {}),
    Row("part-name", "targets", {"metadata.name": "java-x"}, {"metadata.name": "java-prod-second"}),
    Row("load-balancer-scheme", "balancer", {"scheme": GONE}, {"scheme": "internet-facing"}),
    Row("load-balancer-public", "balancer", {"scheme": "internet-facing"}, {}, level="warn"),
    Row("load-balancer-public", "balancer", {"scheme": GONE}, {}, level="warn"),
    Row("listener-https", "listener", {"protocol": "HTTP"}, {}),
    Row("listener-https", "listener", {"protocol": "TCP"}, {}),
    Row(
        "listener-https",
        "listener",
        {"protocol": "HTTP", ACTIONS: [{**REDIRECT, "redirectConfig": {"protocol": "HTTP"}}]},
        {"protocol": "HTTP", ACTIONS: [REDIRECT]},
    ),
    *(
        Row("listener-tls", "listener", {"sslPolicy": old}, {"sslPolicy": new})
        for old, new in (
            (GONE, "ELBSecurityPolicy-TLS13-1-2-2021-06"),
            ("ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-3-2021-06"),
            ("ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"),
            ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09"),
        )
    ),
    *(
        Row("listener-certificate", "listener", {"certificates": [certificate]}, {})
        for certificate in (
            {"certificateARN": "arn:aws:acm:eu-west-1:111122223333:certificate/one"},
            {"certificateARNRef": {"name": "a"}},
            {},
        )
    ),
    *(
        Row("listener-load-balancer", "listener", changes, {})
        for changes in (
            {"loadBalancerArnRef": {"name": "payments-prod"}},
            {"loadBalancerArnRef": {"name": "java"}},
            {"loadBalancerArnRef": GONE},
            {"loadBalancerArn": "arn:aws:x"},
            {"loadBalancerArnSelector": {}},
        )
    ),
    *(
        Row("listener-targets", "listener", {ACTIONS: [bad]}, {ACTIONS: [good]})
        for bad, good in (
            ({"actionType": "authenticate-oidc"}, REDIRECT),
            ({"actionType": "forward"}, {"actionType": "fixed-response"}),
            *(
                ({"actionType": "forward", **bad}, {"actionType": "forward", **good})
                for good in (
                    {"targetGroupArnRef": {"name": "java-prod-other"}},
                    {
                        "forwardConfig": {
                            "targetGroups": [{"targetGroupArnRef": {"name": "java-prod-b"}}]
                        }
                    },
                )
                for bad in (
                    {"targetGroupArn": "arn:aws:x"},
                    {"targetGroupArnRef": {"name": "payments-prod-targets"}},
                    {"targetGroupArnSelector": {}},
                    {"forwardConfig": {"targetGroups": [{"targetGroupARN": "arn:aws:x"}]}},
                )
            ),
        )
    ),
]
SERVICES = [
    row
    for base in ("database", "aurora", "cache", "bucket", "nodegroup")
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
    )
]
LOGINS = [
    row
    for base in ("database", "aurora", "cache", "bucket")
    for row in (
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
ROWS = [
    *DATABASES,
    *AURORAS,
    *CACHES,
    *BUCKETS,
    *LOAD_BALANCERS,
    *NODEGROUPS,
    *SERVICES,
    *LOGINS,
    *CREDENTIALS,
]
