"""Databases to judge: a thousand that are allowed, and for each policy one that it denies."""

import random
from collections.abc import Iterator
from typing import Final

SEED = 20261123
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
CLASSES = ("db.t3.micro", "db.t3.medium", "db.t3.large", "db.m5.large")
DATABASE = """\
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: {name}
  labels:
    clark.dev/service: {service}
    clark.dev/environment: {environment}
    clark.dev/team: team-{team}
    clark.dev/application: {service}-app
spec:
  forProvider:
    region: {region}
    engine: postgres
    engineVersion: "14.9"
    dbInstanceClass: {size}
    allocatedStorage: {storage}
    storageType: gp3
    storageEncrypted: true
    multiAZ: true
    publiclyAccessible: false
    dbName: {database}
    masterUsername: appowner
    dbSubnetGroupName: default
    backupRetentionPeriod: 7
    deletionProtection: true
    skipFinalSnapshotBeforeDeletion: false
    finalDBSnapshotIdentifier: {name}-final
    tags:
    - key: team
      value: team-{team}
    - key: environment
      value: {environment}
    - key: application
      value: {service}-app
    - key: managed-by
      value: clark
  deletionPolicy: Delete
  providerConfigRef:
    name: default
  writeConnectionSecretToRef:
    name: {name}-credentials
    namespace: clark-connections
"""


def definitions(count: int) -> dict[str, str]:
    """Path → text of valid databases; the same for the same count."""
    chance = random.Random(SEED)  # noqa: S311 - test data
    made = {}
    for number in range(count):
        region, environment = chance.choice(REGIONS), chance.choice(("dev", "staging", "prod"))
        service = f"service-{number}-db"
        name = f"{service}-{environment}"
        made[f"regions/{region}/{environment}/{name}/service.yaml"] = DATABASE.format(
            name=name,
            service=service,
            environment=environment,
            region=region,
            team=chance.randrange(40),
            size=chance.choice(CLASSES),
            storage=chance.randrange(20, 1000),
            database=service.replace("-", "_"),
        )
    return made


# Policy → (what is written, what stands there instead), of a database of production.
SPOILED: Final = {
    "database-backups-production": ("backupRetentionPeriod: 7", "backupRetentionPeriod: 3"),
    "database-class": ("dbInstanceClass: {size}", "dbInstanceClass: db.x1.32xlarge"),
    "database-deletion-protection": ("deletionProtection: true", "deletionProtection: false"),
    "database-encrypted": ("storageEncrypted: true", "storageEncrypted: false"),
    "database-engine-version": ('engineVersion: "14.9"', 'engineVersion: "9.6"'),
    "database-engine": ("engine: postgres", "engine: mysql"),
    "database-final-snapshot": (
        "skipFinalSnapshotBeforeDeletion: false",
        "skipFinalSnapshotBeforeDeletion: true",
    ),
    "database-master-username": ("masterUsername: appowner", "masterUsername: none"),
    "database-minor-upgrades": (
        "multiAZ: true",
        "multiAZ: true\n    autoMinorVersionUpgrade: false",
    ),
    "database-password-source": (
        "multiAZ: true",
        "multiAZ: true\n    masterPasswordSecretRef: {{name: a, namespace: b, key: c}}",
    ),
    "database-private": ("publiclyAccessible: false", "publiclyAccessible: true"),
    "database-region": ("    region: {region}", "    region: sa-east-1"),
    "database-restore": ("multiAZ: true", "multiAZ: true\n    restoreFrom: {{source: S3}}"),
    "database-standby": ("multiAZ: true", "multiAZ: false"),
    "database-storage-growth": ("multiAZ: true", "multiAZ: true\n    maxAllocatedStorage: 4000"),
    "database-storage-limit": ("allocatedStorage: {storage}", "allocatedStorage: 1001"),
    "database-storage-type": ("storageType: gp3", "storageType: io1"),
    "database-tags": ("- key: application", "- key: app"),
    "service-connection-secret": ("name: {name}-credentials", "name: shared-login"),
    "service-labels": ("    clark.dev/application: {service}-app\n", ""),
}
assert len(SPOILED) == 20


def spoiled() -> Iterator[tuple[str, str, str]]:
    """(the policy that is broken, path, text): each alone, and each together with the next one."""
    fields = {
        "name": "orders-db-prod",
        "service": "orders-db",
        "environment": "prod",
        "region": "us-east-1",
        "team": 1,
        "size": "db.t3.large",
        "storage": 100,
        "database": "orders",
    }
    edits = list(SPOILED.items())
    for (policy, edit), (_, other) in zip(edits, [*edits[1:], edits[0]], strict=True):
        for which, changes in (("one", [edit]), ("two", [edit, other])):
            text = DATABASE
            for before, after in changes:
                assert before in text or len(changes) > 1, policy
                text = text.replace(before, after, 1)
            yield policy, f"{policy}-{which}.yaml", text.format(**fields)
