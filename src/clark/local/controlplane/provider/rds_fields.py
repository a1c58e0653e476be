"""An RDSInstance in AWS's words and the provider's: pkg/clients/database/rds.go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clark.local.controlplane.provider.shapes import pick, without_zeroes

Instance = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """`described` reads it from an instance; `create` and `modify` are parameters, "" for none.

    `compared` is whether a difference asks for an update. A compared field without a modify
    parameter is one whose edit the provider tries to make for ever, and never does.
    """

    name: str
    described: Callable[[Instance], Any]
    create: str
    modify: str
    compared: bool = True


def _field(name: str, aws: str, **other: Any) -> Field:
    read = other.pop("described", aws)
    return Field(
        name=name,
        described=read if callable(read) else lambda instance: instance.get(read),
        create=other.pop("create", aws),
        modify=other.pop("modify", aws),
        **other,
    )


def _port(instance: Instance) -> Any:
    """Not DbInstancePort: AWS always says 0 there."""
    return (instance.get("Endpoint") or {}).get("Port")


def _subnet_group(instance: Instance) -> Any:
    return (instance.get("DBSubnetGroup") or {}).get("DBSubnetGroupName")


def _security_groups(instance: Instance) -> Any:
    found = [one["VpcSecurityGroupId"] for one in instance.get("VpcSecurityGroups") or ()]
    return found or None


def _parameter_group(instance: Instance) -> Any:
    groups = instance.get("DBParameterGroups") or [{}]
    return groups[0].get("DBParameterGroupName")


def _option_group(instance: Instance) -> Any:
    groups = instance.get("OptionGroupMemberships") or [{}]
    return groups[0].get("OptionGroupName")


FIELDS = (
    _field("dbInstanceClass", "DBInstanceClass"),
    _field("engine", "Engine", modify=""),
    _field("engineVersion", "EngineVersion", compared=False),
    _field("allocatedStorage", "AllocatedStorage"),
    _field("maxAllocatedStorage", "MaxAllocatedStorage"),
    _field("storageType", "StorageType"),
    _field("storageEncrypted", "StorageEncrypted", modify=""),
    _field("storageThroughput", "StorageThroughput"),
    _field("iops", "Iops"),
    _field("kmsKeyId", "KmsKeyId", modify="", compared=False),
    _field("dbName", "DBName", modify="", compared=False),
    _field("masterUsername", "MasterUsername", modify=""),
    _field("port", "Port", described=_port, modify="DBPortNumber"),
    _field("multiAZ", "MultiAZ"),
    _field("availabilityZone", "AvailabilityZone", modify=""),
    _field("dbSubnetGroupName", "DBSubnetGroupName", described=_subnet_group),
    _field("vpcSecurityGroupIds", "VpcSecurityGroupIds", described=_security_groups),
    _field("dbParameterGroupName", "DBParameterGroupName", described=_parameter_group),
    _field("optionGroupName", "OptionGroupName", described=_option_group, compared=False),
    _field("publiclyAccessible", "PubliclyAccessible"),
    _field("deletionProtection", "DeletionProtection"),
    _field("backupRetentionPeriod", "BackupRetentionPeriod"),
    _field("preferredBackupWindow", "PreferredBackupWindow"),
    _field("preferredMaintenanceWindow", "PreferredMaintenanceWindow"),
    _field("autoMinorVersionUpgrade", "AutoMinorVersionUpgrade"),
    _field("copyTagsToSnapshot", "CopyTagsToSnapshot"),
    _field("caCertificateIdentifier", "CACertificateIdentifier"),
    _field("licenseModel", "LicenseModel"),
    _field("monitoringInterval", "MonitoringInterval"),
    _field("monitoringRoleArn", "MonitoringRoleArn"),
    _field("promotionTier", "PromotionTier"),
    _field("characterSetName", "CharacterSetName", modify=""),
    _field("timezone", "Timezone", modify=""),
    _field(
        "enableIAMDatabaseAuthentication",
        "EnableIAMDatabaseAuthentication",
        described="IAMDatabaseAuthenticationEnabled",
    ),
    _field(
        "enablePerformanceInsights",
        "EnablePerformanceInsights",
        described="PerformanceInsightsEnabled",
    ),
    _field("performanceInsightsKMSKeyId", "PerformanceInsightsKMSKeyId"),
    _field("performanceInsightsRetentionPeriod", "PerformanceInsightsRetentionPeriod"),
)

OBSERVED = {
    "AllocatedStorage": "allocatedStorage",
    "BackupRetentionPeriod": "backupRetentionPeriod",
    "DBInstanceArn": "dbInstanceArn",
    "DBInstanceStatus": "dbInstanceStatus",
    "DbiResourceId": "dbResourceId",
    "InstanceCreateTime": "instanceCreateTime",
    "PerformanceInsightsEnabled": "performanceInsightsEnabled",
    "SecondaryAvailabilityZone": "secondaryAvailabilityZone",
}
# EngineVersion is not among them in the provider: a pending upgrade is not shown.
PENDING = {
    "AllocatedStorage": "allocatedStorage",
    "BackupRetentionPeriod": "backupRetentionPeriod",
    "CACertificateIdentifier": "caCertificateIdentifier",
    "DBInstanceClass": "dbInstanceClass",
    "DBSubnetGroupName": "dbSubnetGroupName",
    "Iops": "iops",
    "LicenseModel": "licenseModel",
    "MultiAZ": "multiAZ",
    "Port": "port",
    "StorageThroughput": "storageThroughput",
    "StorageType": "storageType",
}


def at_provider(instance: Instance) -> dict[str, Any]:
    """status.atProvider (GenerateObservation). It has no dbInstanceClass."""
    endpoint = {"Address": "address", "HostedZoneId": "hostedZoneId", "Port": "port"}
    groups = {"VpcSecurityGroupId": "vpcSecurityGroupId", "Status": "status"}
    subnets = {
        "DBSubnetGroupDescription": "dbSubnetGroupDescription",
        "DBSubnetGroupName": "dbSubnetGroupName",
        "SubnetGroupStatus": "subnetGroupStatus",
        "VpcId": "vpcId",
    }
    nested = {
        "endpoint": pick(instance.get("Endpoint") or {}, endpoint),
        "pendingModifiedValues": pick(instance.get("PendingModifiedValues") or {}, PENDING),
        "dbSubnetGroup": pick(instance.get("DBSubnetGroup") or {}, subnets),
        "vpcSecurityGroups": [pick(one, groups) for one in instance.get("VpcSecurityGroups") or ()],
    }
    return pick(instance, OBSERVED) | without_zeroes(nested)


def late_values(instance: Instance) -> dict[str, Any]:
    """What the provider writes into spec.forProvider where nothing stands (LateInitialize)."""
    found = {field.name: field.described(instance) for field in FIELDS}
    return {name: value for name, value in found.items() if value is not None}
