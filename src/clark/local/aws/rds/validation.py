"""What RDS refuses, in its own codes and words. moto accepts all of this.

The wording is AWS's as quoted in public issues and logs; where none was found it is ours.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from moto.rds.exceptions import InvalidParameterCombination, InvalidParameterValue

from clark.local.aws import catalogue

Parameters = Mapping[str, Any]

GROUP_ID: Final = re.compile(r"sg-[0-9a-f]{8}([0-9a-f]{9})?")
NEEDLESS: Final = ("manage_master_user_password", "replicate_source_db")


def creation(asked: Parameters) -> None:
    """Refuse what cannot be created. `asked` has the keys of CreateDBInstance in snake case."""
    _offered(asked)
    _instance_class(asked.get("db_instance_class"))
    _version(asked.get("engine_version"))
    login(asked.get("master_username"), asked.get("master_user_password"))
    database(asked.get("db_name"))
    storage_type = asked.get("storage_type") or default_storage_type(asked)
    _storage(storage_type, asked.get("allocated_storage"))
    _provisioned(storage_type, asked)
    _common(asked)


def change(current: Any, asked: Parameters) -> None:
    """Refuse what cannot be changed to. `current` is the instance, `asked` ModifyDBInstance."""
    if asked.get("db_instance_class"):
        _instance_class(asked["db_instance_class"])
    if asked.get("engine_version"):
        _upgrade(current.engine_version, asked)
    if asked.get("master_user_password"):
        password(asked["master_user_password"])
    if asked.get("new_db_instance_identifier"):
        raise InvalidParameterCombination("The local AWS does not rename DB instances.")
    storage_type = asked.get("storage_type") or current.storage_type
    _growth(current, storage_type, asked)
    _common(asked)


def default_storage_type(asked: Parameters) -> str:
    return "io1" if asked.get("iops") else "gp2"


def _offered(asked: Parameters) -> None:
    if asked.get("engine") != "postgres":
        raise InvalidParameterValue(
            f"Invalid DB engine: {asked.get('engine')}. The local AWS runs postgres only."
        )
    for name in NEEDLESS:
        if asked.get(name):
            raise InvalidParameterCombination(f"The local AWS does not support {name}.")


def _instance_class(value: str | None) -> None:
    if not value or not catalogue.DATABASE_CLASS.fullmatch(value):
        raise InvalidParameterValue(f"Invalid DB Instance class: {value}")


def _version(value: str | None) -> str:
    exact = catalogue.postgres_version(value)
    if exact is None:
        raise InvalidParameterCombination(f"Cannot find version {value} for postgres")
    return exact


def _upgrade(current: str, asked: Parameters) -> None:
    wanted = _version(asked["engine_version"])
    if catalogue.order(wanted) < catalogue.order(current):
        raise InvalidParameterCombination(f"Cannot upgrade postgres from {current} to {wanted}")
    major = catalogue.order(wanted)[0] != catalogue.order(current)[0]
    if major and not asked.get("allow_major_version_upgrade"):
        raise InvalidParameterCombination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major "
            "version."
        )


def login(username: str | None, secret: str | None) -> None:
    _user(username)
    password(secret)


def _user(value: str | None) -> None:
    if not value:
        raise InvalidParameterValue(
            "The parameter MasterUsername must be provided and must not be blank."
        )
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", value):
        raise InvalidParameterValue(
            "The parameter MasterUsername is not valid. It must begin with a letter and contain "
            "only letters, digits and underscores, 1 to 63 of them."
        )
    if value.lower() in catalogue.RESERVED_USERS or value.lower().startswith("pg_"):
        raise InvalidParameterValue(
            f"MasterUsername {value} cannot be used as it is a reserved word used by the engine"
        )


def password(value: str | None) -> None:
    """The value itself never goes into a message: it would end in a log."""
    if not value:
        raise InvalidParameterValue(
            "The parameter MasterUserPassword must be provided and must not be blank."
        )
    intro = "The parameter MasterUserPassword is not a valid password"
    if len(value) < 8:
        raise InvalidParameterValue(f"{intro} because it is shorter than 8 characters.")
    if len(value) > 128:
        raise InvalidParameterValue(f"{intro} because it is longer than 128 characters.")
    if not re.fullmatch(r"[!#-.0-?A-~]+", value):
        raise InvalidParameterValue(
            f"{intro}. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
        )


def database(value: str | None) -> None:
    if value and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", value):
        raise InvalidParameterValue(
            "DBName must begin with a letter and contain only alphanumeric characters."
        )
    if value and value.lower() in {"rdsadmin", "template0", "template1"}:
        raise InvalidParameterValue(f"DBName {value} cannot be used. It is a reserved word.")


def _storage(kind: str, size: int | None) -> None:
    if kind not in catalogue.STORAGE:
        raise InvalidParameterValue(f"Invalid storage type: {kind}")
    if size is None:
        raise InvalidParameterValue(
            "The parameter AllocatedStorage must be provided and must not be blank."
        )
    smallest, largest = catalogue.STORAGE[kind]
    if not smallest <= size <= largest:
        raise InvalidParameterValue(
            f"Invalid storage size for engine name postgres and storage type {kind}: {size}"
        )


def _provisioned(kind: str, asked: Parameters) -> None:
    size = asked.get("allocated_storage") or 0
    if kind == "gp3" and size < 400 and (asked.get("iops") or asked.get("storage_throughput")):
        raise InvalidParameterCombination(
            "You can't specify IOPS or storage throughput for engine postgres and a storage size "
            "less than 400."
        )


def _growth(current: Any, kind: str, asked: Parameters) -> None:
    size = asked.get("allocated_storage")
    if size is None or size == current.allocated_storage:
        if asked.get("storage_type"):
            _storage(kind, current.allocated_storage)
        return
    _storage(kind, size)
    if size < current.allocated_storage:
        raise InvalidParameterCombination(
            f"Invalid storage size: {size}. Allocated storage cannot be reduced; it is "
            f"{current.allocated_storage} now."
        )
    if size < current.allocated_storage * 1.1:
        raise InvalidParameterCombination(
            "The maximum allocated storage must be increased by at least 10 percent."
        )


def _common(asked: Parameters) -> None:
    days = asked.get("backup_retention_period")
    if days is not None and not 0 <= days <= 35:
        raise InvalidParameterValue(
            f"Invalid backup retention period: {days}. It must be between 0 and 35."
        )
    reach(asked)


def reach(asked: Parameters) -> None:
    """Port and security groups, of an instance or a cluster."""
    port = asked.get("port") or asked.get("db_port_number")
    if port is not None and not 1150 <= port <= 65535:
        raise InvalidParameterValue(f"Invalid port: {port}. It must be between 1150 and 65535.")
    for group in asked.get("vpc_security_group_ids") or ():
        if not GROUP_ID.fullmatch(group):
            raise InvalidParameterValue(f"Invalid security group , groupId= {group}, groupName=.")
