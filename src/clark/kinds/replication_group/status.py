"""A cache as the provider shows it (ReplicationGroupObservation)."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.manifest import block
from clark.kinds.pending import pending
from clark.kinds.progress import Progress
from clark.kinds.replication_group.refusals import nodes

_ENGINES: Final = {"redis": "Redis", "valkey": "Valkey"}

_AT_WORK: Final = {
    "creating": "AWS is creating the cache.",
    "modifying": "AWS is changing the cache.",
    "snapshotting": "AWS is taking a snapshot; the cache can be used meanwhile.",
    "deleting": "AWS is deleting the cache.",
}


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """Over when nothing is pending, every node is there, and AWS calls it available."""
    state = str(seen.get("status") or "")
    if state == "create-failed":
        reason = "AWS could not create the cache: the details are in its events."
        return Progress(state, reason, broken=True)
    if state != "available":
        unknown = f"AWS says the cache is {state}." if state else "AWS has not shown it yet."
        return Progress(state, _AT_WORK.get(state, unknown))
    waiting = pending(seen.get("pendingModifiedValues"))
    if waiting:
        return Progress(state, f"Still pending in AWS: {', '.join(waiting)}.", waiting=True)
    return _members(asked, seen, state)


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The host name: of the configuration in cluster mode, of the primary otherwise."""
    address = block(seen, "configurationEndpoint").get("address")
    groups = seen.get("nodeGroups")
    if not address and isinstance(groups, list) and groups:
        address = block(groups[0], "primaryEndpoint").get("address")
    return str(address) if address else None


def summary(asked: Mapping[str, Any]) -> str:
    """Redis 7.0 · cache.t3.micro · 2 nodes."""
    engine = str(asked.get("engine") or "")
    named = f"{_ENGINES.get(engine, engine)} {asked.get('engineVersion') or ''}".strip()
    count = nodes(asked)
    size = "1 node" if count == 1 else f"{count} nodes"
    parts = (named, str(asked.get("cacheNodeType") or ""), size)
    return " · ".join(part for part in parts if part)


def _members(asked: Mapping[str, Any], seen: Mapping[str, Any], state: str) -> Progress:
    wanted, members = asked.get("numCacheClusters"), seen.get("memberClusters")
    if isinstance(wanted, int) and isinstance(members, list) and len(members) != wanted:
        return Progress(state, f"{len(members)} of {wanted} nodes are there.")
    return Progress(state)
