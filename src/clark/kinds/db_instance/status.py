"""An Aurora instance as the provider shows it (DBInstanceObservation)."""

from collections.abc import Mapping
from typing import Any

from clark.kinds.progress import Progress
from clark.kinds.rds_instance import status as rds_status


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """As of an RDSInstance: the same states of RDS, and the same pending values."""
    now = asked.get("applyImmediately")
    return rds_status.progress({**asked, "applyModificationsImmediately": now}, seen)


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The host name of this one instance. Applications take the cluster's."""
    return rds_status.endpoint(seen)


def summary(asked: Mapping[str, Any]) -> str:
    """db.r6g.large."""
    return str(asked.get("dbInstanceClass") or "")
