"""What AWS says of resources that nobody made through Clark, as its SDK answers, times as text."""

from dataclasses import replace
from typing import Any

from clark.ports.cloud import Found, Sort

REGION = "us-east-1"
TAGS = {"application": "billing", "Team": "orders", "Environment": "production"}

DATABASE: dict[str, Any] = {
    "DBInstanceIdentifier": "billing-prod",
    "DBInstanceArn": "arn:aws:rds:us-east-1:111122223333:db:billing-prod",
    "DbiResourceId": "db-7YQKX2TGGJ5QZB5T5OYCEXAMPLE",
    "DBInstanceClass": "db.m5.large",
    "Engine": "postgres",
    "EngineVersion": "15.7",
    "DBInstanceStatus": "available",
    "MasterUsername": "billing_owner",
    "DBName": "billing",
    "Endpoint": {
        "Address": "billing-prod.c9akciq32rmf.us-east-1.rds.amazonaws.com",
        "Port": 5432,
        "HostedZoneId": "Z2R2ITUGPM61AM",
    },
    "AllocatedStorage": 200,
    "MaxAllocatedStorage": 500,
    "StorageType": "gp3",
    "Iops": 3000,
    "StorageThroughput": 125,
    "StorageEncrypted": True,
    "KmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/6c2b8d0e-9d0f-4a7e-8f0e-0d2a7b1c3d4e",
    "InstanceCreateTime": "2021-03-04T05:06:07Z",
    "LatestRestorableTime": "2026-11-23T09:50:00Z",
    "PreferredBackupWindow": "03:00-03:30",
    "BackupRetentionPeriod": 14,
    "PreferredMaintenanceWindow": "sun:04:00-sun:04:30",
    "DBSecurityGroups": [],
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-0a1b2c3d", "Status": "active"}],
    "DBParameterGroups": [
        {"DBParameterGroupName": "billing-pg15", "ParameterApplyStatus": "in-sync"}
    ],
    "OptionGroupMemberships": [{"OptionGroupName": "default:postgres-15", "Status": "in-sync"}],
    "AvailabilityZone": "us-east-1a",
    "SecondaryAvailabilityZone": "us-east-1c",
    "DBSubnetGroup": {"DBSubnetGroupName": "private", "VpcId": "vpc-0f1e2d3c"},
    "MultiAZ": True,
    "AutoMinorVersionUpgrade": True,
    "CopyTagsToSnapshot": True,
    "PubliclyAccessible": False,
    "DeletionProtection": True,
    "LicenseModel": "postgresql-license",
    "CACertificateIdentifier": "rds-ca-rsa2048-g1",
    "MonitoringInterval": 60,
    "MonitoringRoleArn": "arn:aws:iam::111122223333:role/rds-monitoring",
    "IAMDatabaseAuthenticationEnabled": False,
    "PerformanceInsightsEnabled": True,
    "PerformanceInsightsRetentionPeriod": 7,
    "EnabledCloudwatchLogsExports": ["postgresql", "upgrade"],
    "PendingModifiedValues": {},
    "ReadReplicaDBInstanceIdentifiers": [],
    "DomainMemberships": [],
}

CACHE: dict[str, Any] = {
    "ReplicationGroupId": "sessions",
    "Description": "Sessions of the shop",
    "Status": "available",
    "PendingModifiedValues": {},
    "MemberClusters": ["sessions-001", "sessions-002"],
    "NodeGroups": [
        {
            "NodeGroupId": "0001",
            "Status": "available",
            "PrimaryEndpoint": {"Address": "master.sessions.x.cache.amazonaws.com", "Port": 6379},
            "ReaderEndpoint": {"Address": "replica.sessions.x.cache.amazonaws.com", "Port": 6379},
            "NodeGroupMembers": [
                {"CacheClusterId": "sessions-001", "CurrentRole": "primary"},
                {"CacheClusterId": "sessions-002", "CurrentRole": "replica"},
            ],
        }
    ],
    "AutomaticFailover": "enabled",
    "MultiAZ": "enabled",
    "SnapshotRetentionLimit": 5,
    "SnapshotWindow": "05:00-06:00",
    "ClusterEnabled": False,
    "CacheNodeType": "cache.r5.large",
    "AuthTokenEnabled": True,
    "TransitEncryptionEnabled": True,
    "AtRestEncryptionEnabled": True,
    "ARN": "arn:aws:elasticache:us-east-1:111122223333:replicationgroup:sessions",
    "Member": {
        "CacheClusterId": "sessions-001",
        "Engine": "redis",
        "EngineVersion": "7.0.7",
        "PreferredMaintenanceWindow": "mon:06:00-mon:07:00",
        "CacheSubnetGroupName": "private",
        "CacheParameterGroup": {"CacheParameterGroupName": "default.redis7"},
        "SecurityGroups": [{"SecurityGroupId": "sg-0a1b2c3d", "Status": "active"}],
        "PendingModifiedValues": {},
    },
}

BUCKET: dict[str, Any] = {
    "Versioning": {"Status": "Enabled"},
    "Encryption": {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
                "BucketKeyEnabled": False,
            }
        ]
    },
    "PublicAccess": {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    },
    "Lifecycle": [
        {
            "ID": "old-invoices",
            "Status": "Enabled",
            "Filter": {"Prefix": "2020/"},
            "Transitions": [{"Days": 90, "StorageClass": "GLACIER"}],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        }
    ],
    "Ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "Grants": [{"Grantee": {"ID": "a1b2", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}],
    "Payment": "BucketOwner",
}

CLUSTER: dict[str, Any] = {
    "DBClusterIdentifier": "ledger",
    "Engine": "aurora-postgresql",
    "EngineVersion": "15.4",
    "Status": "available",
}


def database(name: str = "billing-prod", **changes: Any) -> Found:
    said = {**DATABASE, "DBInstanceIdentifier": name, **changes}
    return Found("database", name, REGION, said["DBInstanceStatus"], said, TAGS)


def cache(**changes: Any) -> Found:
    said = {**CACHE, **changes}
    return Found("cache", "sessions", REGION, said["Status"], said, {"env": "dev", "app": "shop"})


def bucket(name: str = "techcorp-invoices", **changes: Any) -> Found:
    said = {key: value for key, value in {**BUCKET, **changes}.items() if value is not None}
    return Found("bucket", name, REGION, "available", said, {"team": "backend"})


def cluster() -> Found:
    return Found("aurora", "ledger", REGION, "available", CLUSTER, {})


class MemoryAccount:
    """An account in memory. Implements `Cloud`; `fails` is raised by the next call."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, str], Found] = {}
        self.fails: Exception | None = None

    def put(self, *found: Found) -> None:
        for each in found:
            self.found[each.sort, each.region, each.identifier] = each

    def change(self, found: Found, **changes: Any) -> None:
        self.put(replace(found, settings={**found.settings, **changes}))

    def delete(self, found: Found) -> None:
        del self.found[found.sort, found.region, found.identifier]

    def list(self, region: str) -> tuple[Found, ...]:
        self._called()
        return tuple(each for each in self.found.values() if each.region == region)

    def look(self, sort: Sort, region: str, identifier: str) -> Found | None:
        self._called()
        return self.found.get((sort, region, identifier))

    def _called(self) -> None:
        fails, self.fails = self.fails, None
        if fails is not None:
            raise fails
