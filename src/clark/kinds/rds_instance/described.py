"""A database as AWS describes it (DescribeDBInstances), in the provider's fields.

Read against provider-aws v0.58, pkg/clients/database/rds.go: LateInitialize, CreatePatch and
IsUpToDate. Not among them: availabilityZone, which AWS refuses beside multiAZ and the provider
fills in itself; domain, which the provider compares and never reads; log exports have to be, since
the provider switches off those that are not named.
"""

from collections.abc import Mapping
from typing import Any, Final

_SAME: Final[Mapping[str, str]] = {
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "dbInstanceClass": "DBInstanceClass",
    "allocatedStorage": "AllocatedStorage",
    "maxAllocatedStorage": "MaxAllocatedStorage",
    "storageType": "StorageType",
    "iops": "Iops",
    "storageThroughput": "StorageThroughput",
    "storageEncrypted": "StorageEncrypted",
    "kmsKeyId": "KmsKeyId",
    "multiAZ": "MultiAZ",
    "publiclyAccessible": "PubliclyAccessible",
    "dbName": "DBName",
    "masterUsername": "MasterUsername",
    "characterSetName": "CharacterSetName",
    "timezone": "Timezone",
    "licenseModel": "LicenseModel",
    "caCertificateIdentifier": "CACertificateIdentifier",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "deletionProtection": "DeletionProtection",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "enableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "enablePerformanceInsights": "PerformanceInsightsEnabled",
    "performanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "enableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
}
_GP3_FIXED: Final = (
    "iops",
    "storageThroughput",
)  # of gp3 below 400 GB, where none is asked for
_GP3_THRESHOLD: Final = 400


def described(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """spec.forProvider; what AWS does not say is left out. Tags by key: they have no order."""
    found = told(settings, tags, region)
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def told(settings: Mapping[str, Any], tags: Mapping[str, str], region: str) -> dict[str, Any]:
    """Every name that can be described, also those of which AWS says nothing."""
    found = {
        "region": region,
        **{name: settings.get(aws) for name, aws in _SAME.items()},
        "port": settings.get("Endpoint", {}).get("Port"),
        "dbSubnetGroupName": settings.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
        "vpcSecurityGroupIds": _each(settings, "VpcSecurityGroups", "VpcSecurityGroupId"),
        "dbParameterGroupName": _first(settings, "DBParameterGroups", "DBParameterGroupName"),
        "optionGroupName": _first(settings, "OptionGroupMemberships", "OptionGroupName"),
        "processorFeatures": [
            {"name": each["Name"], "value": each["Value"]}
            for each in settings.get("ProcessorFeatures") or ()
        ],
        "tags": [{"key": key, "value": value} for key, value in sorted(tags.items())],
    }
    if found["storageType"] == "gp3" and (found["allocatedStorage"] or 0) < _GP3_THRESHOLD:
        found |= dict.fromkeys(_GP3_FIXED)
    if found["monitoringInterval"] == 0:
        found["monitoringRoleArn"] = None
    return found


# Private functions


def _each(settings: Mapping[str, Any], where: str, name: str) -> list[str]:
    return [each[name] for each in settings.get(where) or ()]


def _first(settings: Mapping[str, Any], where: str, name: str) -> str | None:
    return next((each[name] for each in settings.get(where) or () if each.get(name)), None)
