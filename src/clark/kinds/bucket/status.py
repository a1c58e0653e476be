"""A bucket as the provider shows it (BucketExternalStatus: only its ARN)."""

from collections.abc import Mapping
from typing import Any

from clark.kinds.manifest import block
from clark.kinds.progress import Progress


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:  # noqa: ARG001
    """A bucket has no states: it is there or not, and Ready says which."""
    return Progress("")


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The bucket's name, from its ARN."""
    return str(seen.get("arn") or "").rpartition(":")[2] or None


def summary(asked: Mapping[str, Any]) -> str:
    """us-east-1 · versions kept · encrypted · private."""
    versions = block(asked, "versioningConfiguration").get("status") == "Enabled"
    blocked = block(asked, "publicAccessBlockConfiguration").values()
    parts = (
        str(asked.get("locationConstraint") or ""),
        "versions kept" if versions else "",
        "encrypted" if asked.get("serverSideEncryptionConfiguration") else "",
        "private" if list(blocked) == [True] * 4 else "",
    )
    return " · ".join(part for part in parts if part)
