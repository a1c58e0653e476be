"""What Amazon RDS is certain to refuse (CreateDBInstance and its error messages)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

from clark.kinds.identity import identifier_problems
from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems
from clark.manifests import Path

# PostgreSQL, appendix C: the reserved key words, which CreateDBInstance refuses as a user name.
_KEY_WORDS = (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column "
    "constraint create current_catalog current_date current_role current_time current_timestamp "
    "current_user default deferrable desc distinct do else end except false fetch for foreign from "
    "grant group having in initially intersect into lateral leading limit localtime localtimestamp "
    "not null offset on only or order placing primary references returning select session_user "
    "some symmetric system_user table then to trailing true union unique user using variadic when "
    "where window with"
)
# cfn-lint#4425, tried on AWS: `admin` only on PostgreSQL, `rdsadmin` everywhere, `postgres` works.
_RESERVED_ON_POSTGRES = frozenset(_KEY_WORDS.split()) | {"admin"}
_RESERVED = frozenset({"rdsadmin"})

# GB, by storage type, for PostgreSQL, MySQL and MariaDB.
_LEAST_STORAGE = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100, "standard": 5}
_OPEN_ENGINES = ("postgres", "mysql", "mariadb")
_MONITORING = (0, 1, 5, 10, 15, 30, 60)

Settings = Mapping[str, Any]


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this database."""
    asked = settings(document)
    yield from identifier_problems(document, "database", 63)
    yield from region_problems(asked)
    for rule in _RULES:
        yield from rule(asked)


def user_name_problems(asked: Settings) -> Iterator[FieldProblem]:
    """Why AWS would not take `masterUsername`; Aurora has the same rules."""
    user = asked.get("masterUsername")
    if not isinstance(user, str):
        return
    postgres = _is_postgres(asked)
    if user.lower() in _RESERVED or (postgres and user.lower() in _RESERVED_ON_POSTGRES):
        reason = f"{user!r} is a reserved word of the engine: AWS refuses it as a user name."
        yield _at("masterUsername", "reserved-user", reason, "Take another name: dbadmin.")
    elif postgres and user.lower().startswith("pg_"):
        reason = "PostgreSQL keeps names that start with pg_ for itself."
        yield _at("masterUsername", "reserved-user", reason, "Take another name: dbadmin.")
    elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", user):
        reason = f"{user!r} cannot be a user name in RDS."
        fix = "Start with a letter; then letters, digits and _, 63 at most."
        yield _at("masterUsername", "user-name", reason, fix)


def _database_name(asked: Settings) -> Iterator[FieldProblem]:
    name = asked.get("dbName")
    if not isinstance(name, str) or not _is_postgres(asked):
        return
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", name):
        fix = "Start with a letter; then letters, digits and _, 63 at most."
        yield _at("dbName", "database-name", f"{name!r} cannot be a database name in RDS.", fix)


def _storage(asked: Settings) -> Iterator[FieldProblem]:
    size = asked.get("allocatedStorage")
    if asked.get("engine") not in _OPEN_ENGINES or asked.get("restoreFrom"):
        return
    if size is None:
        reason = "AWS needs to know how much storage the database starts with."
        yield _at("allocatedStorage", "storage-missing", reason, "Add it, in GB: 20.")
        return
    disk = asked.get("storageType") or ("io1" if asked.get("iops") else "gp2")
    least = _LEAST_STORAGE.get(str(disk), 0)
    if _whole(size) and size < least:
        reason = f"{size} GB is less than the {least} GB that AWS needs for {disk}."
        yield _at("allocatedStorage", "storage-too-small", reason, f"Write {least} or more.")
    most = asked.get("maxAllocatedStorage")
    if _whole(size) and _whole(most) and most <= size:
        reason = f"The storage may grow to {most} GB, but starts with {size} GB."
        fix = f"Write more than {size}, or remove it."
        yield _at("maxAllocatedStorage", "storage-limit", reason, fix)


def _ranges(asked: Settings) -> Iterator[FieldProblem]:
    for name, least, most in (("backupRetentionPeriod", 0, 35), ("port", 1150, 65535)):
        value = asked.get(name)
        if _whole(value) and not least <= value <= most:
            reason = f"{name} is {value}; AWS takes {least} to {most}."
            yield _at(name, "range", reason, f"Write {least} to {most}.")


def _monitoring(asked: Settings) -> Iterator[FieldProblem]:
    every = asked.get("monitoringInterval")
    if not _whole(every):
        return
    if every not in _MONITORING:
        reason = f"AWS does not measure every {every} seconds."
        yield _at("monitoringInterval", "range", reason, "Write 0, 1, 5, 10, 15, 30 or 60.")
    role = any(name.startswith("monitoringRoleArn") for name in asked)
    if every and not role:
        reason = "Detailed measurements need a role that may write them."
        yield _at(
            "monitoringInterval", "role-missing", reason, "Add monitoringRoleArn, or write 0."
        )


def _zone(asked: Settings) -> Iterator[FieldProblem]:
    if asked.get("multiAZ") is True and asked.get("availabilityZone"):
        reason = "A Multi-AZ database stands in two zones: AWS refuses to be given one."
        yield _at("availabilityZone", "zone", reason, "Remove availabilityZone.")


def _final_snapshot(asked: Settings) -> Iterator[FieldProblem]:
    skip = asked.get("skipFinalSnapshotBeforeDeletion") is True
    if skip and asked.get("finalDBSnapshotIdentifier"):
        reason = "A final snapshot is named and skipped at once: AWS will refuse the deletion."
        fix = "Set skipFinalSnapshotBeforeDeletion to false, or remove the name."
        yield _at("finalDBSnapshotIdentifier", "final-snapshot", reason, fix)


_RULES: tuple[Callable[[Settings], Iterator[FieldProblem]], ...] = (
    user_name_problems,
    _database_name,
    _storage,
    _ranges,
    _monitoring,
    _zone,
    _final_snapshot,
)


def _is_postgres(asked: Settings) -> bool:
    return asked.get("engine") in ("postgres", "aurora-postgresql")


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _at(name: str, rule: str, reason: str, fix: str) -> FieldProblem:
    path: Path = ("spec", "forProvider", name)
    return FieldProblem(path, rule, reason, fix)
