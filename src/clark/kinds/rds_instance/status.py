"""A database as the provider shows it (RDSInstanceObservation, crossplane.md §1.0)."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.manifest import block
from clark.kinds.pending import pending
from clark.kinds.progress import Progress

_ENGINES: Final = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "aurora-postgresql": "Aurora PostgreSQL",
    "aurora-mysql": "Aurora MySQL",
}

# The database works with its new size in these; the first can take hours.
_DONE: Final = ("available", "storage-optimization")

_AT_WORK: Final = {
    "creating": "AWS is creating the database.",
    "backing-up": "AWS is taking a backup; the database can be used meanwhile.",
    "modifying": "AWS is changing the database.",
    "rebooting": "AWS is restarting the database.",
    "upgrading": "AWS is upgrading the engine; the database cannot be reached.",
    "renaming": "AWS is renaming the database.",
    "resetting-master-credentials": "AWS is setting a new password.",
    "configuring-enhanced-monitoring": "AWS is switching detailed measurements on or off.",
    "configuring-iam-database-auth": "AWS is switching sign-in by IAM on or off.",
    "configuring-log-exports": "AWS is switching log exports on or off.",
    "converting-to-vpc": "AWS is moving the database to another network.",
    "moving-to-vpc": "AWS is moving the database to another network.",
    "maintenance": "AWS is doing maintenance.",
    "starting": "AWS is starting the database.",
    "stopping": "AWS is stopping the database.",
    "deleting": "AWS is deleting the database.",
}

_BROKEN: Final = {
    "failed": "The database has failed, and AWS cannot repair it: restore it from a backup.",
    "inaccessible-encryption-credentials": "AWS cannot use the key that encrypts the storage.",
    "incompatible-network": "AWS finds no room for the database in its subnets.",
    "incompatible-option-group": "The option group does not fit this database.",
    "incompatible-parameters": "The parameter group does not fit this size of database.",
    "incompatible-restore": "The backup cannot be restored into this database.",
    "insufficient-capacity": "AWS has no machine of this class free in the zone.",
    "restore-error": "The restore has failed.",
    "storage-full": "The storage is full: the database cannot write. Make it larger.",
    "stopped": "Somebody stopped the database in AWS.",
}


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """A resize is over when nothing is pending and AWS calls the database available."""
    state = str(seen.get("dbInstanceStatus") or "")
    if state in _BROKEN:
        return Progress(state, _BROKEN[state], broken=True)
    waiting = pending(seen.get("pendingModifiedValues"))
    if state in _DONE and not waiting:
        return _size(asked, seen, state)
    if state in _DONE:
        return _waiting(asked, state, waiting)
    unknown = f"AWS says the database is {state}." if state else "AWS has not shown it yet."
    return Progress(state, _AT_WORK.get(state, unknown))


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The host name."""
    address = block(seen, "endpoint").get("address")
    return str(address) if address else None


def summary(asked: Mapping[str, Any]) -> str:
    """PostgreSQL 14.9 · db.t3.medium · 100 GB."""
    engine = str(asked.get("engine") or "")
    named = f"{_ENGINES.get(engine, engine)} {asked.get('engineVersion') or ''}".strip()
    size = asked.get("allocatedStorage")
    parts = (
        named,
        str(asked.get("dbInstanceClass") or ""),
        f"{size} GB" if size else "",
        "Multi-AZ" if asked.get("multiAZ") is True else "",
    )
    return " · ".join(part for part in parts if part)


def _size(asked: Mapping[str, Any], seen: Mapping[str, Any], state: str) -> Progress:
    wanted, has = asked.get("allocatedStorage"), seen.get("allocatedStorage")
    if isinstance(wanted, int) and isinstance(has, int) and has and has < wanted:
        return Progress(state, f"The storage is still {has} GB; {wanted} GB are asked for.")
    return Progress(state)


def _waiting(asked: Mapping[str, Any], state: str, values: Mapping[str, Any]) -> Progress:
    named = ", ".join(f"{field} {value}" for field, value in values.items())
    if asked.get("applyModificationsImmediately") is True:
        return Progress(state, f"AWS is about to change: {named}.")
    window = asked.get("preferredMaintenanceWindow")
    shown = f"{window} UTC" if window else "the weekly window that AWS chose"
    reason = f"Waits for the maintenance window ({shown}): {named}."
    return Progress(state, reason, waiting=True)
