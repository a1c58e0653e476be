"""What Aurora refuses, in its own codes; what moto accepts all of.

The wording is AWS's as quoted in public issues and logs; where none was found it is ours.
"""

from collections.abc import Mapping
from typing import Any, Final

from moto.rds.exceptions import InvalidParameterCombination, InvalidParameterValue

from clark.local.aws import catalogue
from clark.local.aws.rds import validation
from clark.local.aws.rds.aurora import SERVERLESS, Cluster

Parameters = Mapping[str, Any]

ENGINE: Final = "aurora-postgresql"
# Parameter of ModifyDBCluster -> moto's attribute. AWS changes these at once.
AT_ONCE: Final = {
    "backup_retention_period": "backup_retention_period",
    "preferred_backup_window": "preferred_backup_window",
    "preferred_maintenance_window": "preferred_maintenance_window",
    "deletion_protection": "deletion_protection",
    "copy_tags_to_snapshot": "copy_tags_to_snapshot",
    "enable_iam_database_authentication": "iam_auth",
    "vpc_security_group_ids": "vpc_security_group_ids",
    "serverless_v2_scaling_configuration": "serverless_v2_scaling_configuration",
    "db_cluster_parameter_group_name": "parameter_group",
}
CONTROL: Final = frozenset(
    {"apply_immediately", "allow_major_version_upgrade", "engine_version", "master_user_password"}
)
MEMBER_AT_ONCE: Final = (
    "auto_minor_version_upgrade",
    "preferred_maintenance_window",
    "promotion_tier",
    "publicly_accessible",
)
UNPLAYED: Final = (
    "engine_mode",
    "global_cluster_identifier",
    "manage_master_user_password",
    "replication_source_identifier",
    "db_cluster_instance_class",
)


def creation(asked: Parameters) -> None:
    """Refuse what cannot be created. `asked` has the keys of CreateDBCluster in snake case."""
    if asked.get("engine") != ENGINE:
        raise InvalidParameterValue(
            f"Invalid DB engine: {asked.get('engine')}. The local AWS runs {ENGINE} only."
        )
    for name in UNPLAYED:
        if asked.get(name):
            raise InvalidParameterCombination(f"The local AWS does not support {name}.")
    _version(asked.get("engine_version"))
    validation.login(asked.get("master_username"), asked.get("master_user_password"))
    validation.database(asked.get("database_name"))
    _capacity(asked.get("serverless_v2_scaling_configuration"))
    _common(asked)


def change(current: Cluster, asked: Parameters) -> None:
    """Refuse what cannot be changed to. `asked` has the keys of ModifyDBCluster."""
    for name, value in asked.items():
        if value is not None and name not in AT_ONCE and name not in CONTROL:
            raise InvalidParameterCombination(f"The local AWS does not change {name}.")
    if asked.get("engine_version"):
        _upgrade(current.engine_version, asked)
    if asked.get("master_user_password"):
        validation.password(asked["master_user_password"])
    _capacity(asked.get("serverless_v2_scaling_configuration"))
    _common(asked)


def member(cluster: Cluster, asked: Parameters) -> None:
    """Refuse what cannot become an instance of the cluster."""
    if cluster.status == "deleting":
        raise InvalidParameterCombination(f"Cluster {cluster.resource_id} is being deleted.")
    if asked.get("engine") != cluster.engine:
        raise InvalidParameterCombination(
            f"The engine name requested for your DB instance ({asked.get('engine')}) doesn't match "
            f"the engine name of your DB cluster ({cluster.engine})."
        )
    _member_class(cluster, asked.get("db_instance_class"))


def member_change(cluster: Cluster, asked: Parameters) -> None:
    if asked.get("engine_version") or asked.get("master_user_password"):
        raise InvalidParameterCombination(
            "The specified DB Instance is a member of a cluster. Modify the DB cluster instead."
        )
    if asked.get("db_instance_class"):
        _member_class(cluster, asked["db_instance_class"])


def _member_class(cluster: Cluster, value: str | None) -> None:
    if value == SERVERLESS:
        if not cluster.serverless_v2_scaling_configuration:
            raise InvalidParameterCombination(
                "Set the Serverless v2 scaling configuration on the parent DB cluster before "
                "creating a Serverless v2 DB instance."
            )
    elif not value or not catalogue.AURORA_CLASS.fullmatch(value):
        raise InvalidParameterCombination(
            f"RDS does not support creating a DB instance with the following combination: "
            f"DBInstanceClass={value}, Engine={ENGINE}."
        )


def _version(value: str | None) -> str:
    exact = catalogue.aurora_version(value)
    if exact is None:
        raise InvalidParameterCombination(f"Cannot find version {value} for {ENGINE}")
    return exact


def _upgrade(current: str, asked: Parameters) -> None:
    wanted = _version(asked["engine_version"])
    if catalogue.order(wanted) < catalogue.order(current):
        raise InvalidParameterCombination(f"Cannot upgrade {ENGINE} from {current} to {wanted}")
    major = catalogue.order(wanted)[0] != catalogue.order(current)[0]
    if major and not asked.get("allow_major_version_upgrade"):
        raise InvalidParameterCombination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major "
            "version."
        )


def _capacity(limits: Mapping[str, Any] | None) -> None:
    if not limits:
        return
    least, most = limits.get("min_capacity"), limits.get("max_capacity")
    if least is None or most is None or not (0 <= least <= most and 1 <= most <= 256):
        raise InvalidParameterValue(
            f"Serverless v2 capacity {least} isn't valid with maximum capacity {most}."
        )


def _common(asked: Parameters) -> None:
    days = asked.get("backup_retention_period")
    if days is not None and not 1 <= days <= 35:
        raise InvalidParameterValue(
            f"Invalid backup retention period: {days}. It must be between 1 and 35."
        )
    validation.reach(asked)
