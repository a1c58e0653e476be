"""An Aurora cluster as the provider shows it (DBClusterObservation)."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.progress import Progress
from clark.kinds.versions import is_older, number

_ENGINES: Final = {"aurora-postgresql": "Aurora PostgreSQL", "aurora-mysql": "Aurora MySQL"}

_DONE: Final = ("available", "storage-optimization")

# Amazon Aurora User Guide, Aurora.Status
_AT_WORK: Final = {
    "creating": "AWS is creating the cluster.",
    "backing-up": "AWS is taking a backup; the cluster can be used meanwhile.",
    "modifying": "AWS is changing the cluster.",
    "upgrading": "AWS is upgrading the engine; the cluster cannot be reached.",
    "failing-over": "Another instance is taking over as the writer.",
    "resetting-master-credentials": "AWS is setting a new password.",
    "configuring-iam-database-auth": "AWS is switching sign-in by IAM on or off.",
    "maintenance": "AWS is doing maintenance.",
    "migrating": "AWS is restoring the cluster.",
    "renaming": "AWS is renaming the cluster.",
    "starting": "AWS is starting the cluster.",
    "stopping": "AWS is stopping the cluster.",
    "deleting": "AWS is deleting the cluster.",
}

_BROKEN: Final = {
    "cloning-failed": "AWS could not copy the cluster.",
    "inaccessible-encryption-credentials": "AWS cannot use the key that encrypts the storage.",
    "migration-failed": "AWS could not restore the cluster.",
    "stopped": "Somebody stopped the cluster in AWS.",
}


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """Over when AWS calls it available and it has the version that is asked for."""
    state = str(seen.get("status") or "")
    if state in _BROKEN:
        return Progress(state, _BROKEN[state], broken=True)
    if state not in _DONE:
        unknown = f"AWS says the cluster is {state}." if state else "AWS has not shown it yet."
        return Progress(state, _AT_WORK.get(state, unknown))
    has, wanted = number(seen.get("engineVersion")), number(asked.get("engineVersion"))
    if has and wanted and is_older(has, wanted):
        return _waiting(asked, seen, state)
    return Progress(state)


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The host name that always leads to the writer."""
    return str(seen.get("endpoint") or "") or None


def role(seen: Mapping[str, Any], part: str) -> str:
    """What one of its instances does now; it changes when another takes over."""
    for member in seen.get("dbClusterMembers") or ():
        if member.get("dbInstanceIdentifier") == part:
            return "writer now" if member.get("isClusterWriter") else "reader now"
    return ""


def summary(asked: Mapping[str, Any]) -> str:
    """Aurora PostgreSQL 15.7."""
    engine = str(asked.get("engine") or "")
    return f"{_ENGINES.get(engine, engine)} {asked.get('engineVersion') or ''}".strip()


def _waiting(asked: Mapping[str, Any], seen: Mapping[str, Any], state: str) -> Progress:
    step = f"version {seen.get('engineVersion')} to {asked.get('engineVersion')}"
    if asked.get("applyImmediately") is True:
        return Progress(state, f"AWS is about to change: {step}.")
    window = asked.get("preferredMaintenanceWindow")
    shown = f"{window} UTC" if window else "the weekly window that AWS chose"
    return Progress(state, f"Waits for the maintenance window ({shown}): {step}.", waiting=True)
