"""Aurora clusters and their instances in AWS's words and the provider's."""

from collections.abc import Mapping
from typing import Any

from clark.local.controlplane import conditions
from clark.local.controlplane.conditions import Condition
from clark.local.controlplane.provider.rds_fields import at_provider as single_at_provider
from clark.local.controlplane.provider.shapes import capitalised, pick, without_zeroes
from clark.local.controlplane.provider.versions import is_upgrade

Cluster = Mapping[str, Any]
Instance = Mapping[str, Any]

READY = {"available", "modifying", "backing-up", "storage-optimization"}
# spec.forProvider -> the parameter of CreateDBCluster
CREATED = {
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "databaseName": "DatabaseName",
    "masterUsername": "MasterUsername",
    "port": "Port",
    "storageEncrypted": "StorageEncrypted",
    "kmsKeyID": "KmsKeyId",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "vpcSecurityGroupIDs": "VpcSecurityGroupIds",
    "serverlessV2ScalingConfiguration": "ServerlessV2ScalingConfiguration",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "deletionProtection": "DeletionProtection",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "enableIAMDatabaseAuthentication": "EnableIAMDatabaseAuthentication",
}
# What isUpToDate compares: switches count as off where nothing stands, the others only where
# something stands.
SWITCHES = {
    "deletionProtection": ("DeletionProtection", "DeletionProtection"),
    "copyTagsToSnapshot": ("CopyTagsToSnapshot", "CopyTagsToSnapshot"),
    "enableIAMDatabaseAuthentication": (
        "IAMDatabaseAuthenticationEnabled",
        "EnableIAMDatabaseAuthentication",
    ),
}
COMPARED = ("BackupRetentionPeriod", "PreferredBackupWindow", "PreferredMaintenanceWindow")
OBSERVED = {
    "DBClusterArn": "dbClusterARN",
    "DbClusterResourceId": "dbClusterResourceID",
    "ClusterCreateTime": "clusterCreateTime",
    "Endpoint": "endpoint",
    "ReaderEndpoint": "readerEndpoint",
    "EngineVersion": "engineVersion",
    "Status": "status",
}
# spec.forProvider -> AWS, of an instance; these ask for an update where they differ.
MODIFIED = {
    "dbInstanceClass": "DBInstanceClass",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}
INSTANCE_CREATED = {
    **MODIFIED,
    "dbClusterIdentifier": "DBClusterIdentifier",
    "engine": "Engine",
    "availabilityZone": "AvailabilityZone",
}
# What the provider writes into an instance's spec.forProvider where nothing stands.
LATE = {
    **INSTANCE_CREATED,
    "caCertificateIdentifier": "CACertificateIdentifier",
    "kmsKeyID": "KmsKeyId",
    "licenseModel": "LicenseModel",
    "masterUsername": "MasterUsername",
    "multiAZ": "MultiAZ",
}


def readiness(status: str) -> Condition:
    """Of a cluster or an instance."""
    if status in READY:
        return conditions.AVAILABLE
    named = {"creating": conditions.CREATING, "deleting": conditions.DELETING}
    return named.get(status, conditions.UNAVAILABLE)


def at_provider(cluster: Cluster) -> dict[str, Any]:
    """status.atProvider of a cluster. It says which instance is the writer now."""
    named = {
        "DBInstanceIdentifier": "dbInstanceIdentifier",
        "IsClusterWriter": "isClusterWriter",
        "PromotionTier": "promotionTier",
    }
    members = [pick(one, named) for one in cluster.get("DBClusterMembers") or ()]
    return pick(cluster, OBSERVED) | without_zeroes({"dbClusterMembers": members})


def details(cluster: Cluster, parameters: Mapping[str, Any]) -> dict[str, str]:
    """The port is the one of the definition, 0 where it names none: the provider does not ask."""
    if not cluster.get("Endpoint"):
        return {}
    return {
        "endpoint": cluster["Endpoint"],
        "readerEndpoint": cluster.get("ReaderEndpoint") or "",
        "port": str(parameters.get("port") or 0),
    }


def changes(parameters: Mapping[str, Any], cluster: Cluster) -> dict[str, Any]:
    """The parameters of the ModifyDBCluster that is due; {} for none."""
    given: dict[str, Any] = {}
    for name, (described, modify) in SWITCHES.items():
        if bool(parameters.get(name)) != bool(cluster.get(described)):
            given[modify] = bool(parameters.get(name))
    for aws in COMPARED:
        wanted = parameters.get(aws[:1].lower() + aws[1:])
        if wanted is not None and str(wanted).lower() != str(cluster.get(aws)).lower():
            given[aws] = wanted
    groups = sorted(parameters.get("vpcSecurityGroupIDs") or ())
    present = sorted(one["VpcSecurityGroupId"] for one in cluster.get("VpcSecurityGroups") or ())
    if groups and groups != present:
        given["VpcSecurityGroupIds"] = groups
    capacity = capitalised(parameters.get("serverlessV2ScalingConfiguration") or {}, {})
    if capacity and capacity != cluster.get("ServerlessV2ScalingConfiguration"):
        given["ServerlessV2ScalingConfiguration"] = capacity
    return given


def version_step(parameters: Mapping[str, Any], cluster: Cluster) -> dict[str, Any]:
    """The same for the version, which only goes up."""
    if not is_upgrade(parameters.get("engineVersion"), cluster.get("EngineVersion")):
        return {}
    allowed = bool(parameters.get("allowMajorVersionUpgrade"))
    return {"EngineVersion": parameters["engineVersion"], "AllowMajorVersionUpgrade": allowed}


def instance_changes(parameters: Mapping[str, Any], instance: Instance) -> dict[str, Any]:
    """The parameters of the ModifyDBInstance that is due. Compared with what AWS has now, so a
    change that waits for the window is asked for again at every poll."""
    return {
        aws: parameters[name]
        for name, aws in MODIFIED.items()
        if parameters.get(name) is not None and parameters[name] != instance.get(aws)
    }


def instance_at_provider(instance: Instance) -> dict[str, Any]:
    """status.atProvider of an instance: as of an RDSInstance, and its cluster."""
    shown = single_at_provider(instance)
    return shown | pick(instance, {"DBClusterIdentifier": "dbClusterIdentifier"})


def instance_late_values(instance: Instance) -> dict[str, Any]:
    """What is filled in where the definition says nothing; what the cluster settles is not."""
    found = {name: instance.get(aws) for name, aws in LATE.items()}
    group = (instance.get("DBSubnetGroup") or {}).get("DBSubnetGroupName")
    found |= {"dbSubnetGroupName": group, "port": (instance.get("Endpoint") or {}).get("Port")}
    return {name: value for name, value in found.items() if value is not None}
