"""What Amazon ElastiCache is certain to refuse (CreateReplicationGroup)."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds.identity import identifier_problems
from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

Settings = Mapping[str, Any]


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this cache."""
    asked = settings(document)
    yield from identifier_problems(document, "cache", 40)
    yield from region_problems(asked)
    yield from _nodes(asked)
    yield from _failover(asked)
    yield from _security(asked)
    yield from _engine(asked)


def nodes(asked: Settings) -> int:
    """How many nodes the cache has: AWS makes one where nothing is said."""
    count = asked.get("numCacheClusters")
    if isinstance(count, int):
        return count
    replicas = asked.get("replicasPerNodeGroup")
    return 1 + replicas if isinstance(replicas, int) else 1


def _nodes(asked: Settings) -> Iterator[FieldProblem]:
    count = asked.get("numCacheClusters")
    if isinstance(count, int) and not 1 <= count <= 6:
        reason = f"{count} nodes: AWS takes one primary and at most five replicas."
        yield _at("numCacheClusters", "range", reason, "Write 1 to 6.")
    days = asked.get("snapshotRetentionLimit")
    if isinstance(days, int) and not 0 <= days <= 35:
        reason = f"Snapshots are kept for 0 to 35 days, not {days}."
        yield _at("snapshotRetentionLimit", "range", reason, "Write 0 to 35.")


def _failover(asked: Settings) -> Iterator[FieldProblem]:
    failover = asked.get("automaticFailoverEnabled") is True
    if failover and nodes(asked) == 1 and not asked.get("nodeGroupConfiguration"):
        reason = "Automatic failover needs a second node that can take over."
        fix = "Set numCacheClusters to 2 or more, or turn automatic failover off."
        yield _at("automaticFailoverEnabled", "failover", reason, fix)
    if asked.get("multiAZEnabled") is True and not failover:
        reason = "Multi-AZ needs automatic failover."
        yield _at("multiAZEnabled", "failover", reason, "Set automaticFailoverEnabled to true.")


def _security(asked: Settings) -> Iterator[FieldProblem]:
    if asked.get("authEnabled") is True and asked.get("transitEncryptionEnabled") is not True:
        reason = "AWS asks for a password only over encrypted connections."
        yield _at("authEnabled", "auth", reason, "Set transitEncryptionEnabled to true.")


def _engine(asked: Settings) -> Iterator[FieldProblem]:
    if asked.get("engine") == "memcached":
        reason = "Memcached has no replication: AWS refuses it in a replication group."
        yield _at("engine", "engine", reason, "Write redis.")


def _at(name: str, rule: str, reason: str, fix: str) -> FieldProblem:
    return FieldProblem(("spec", "forProvider", name), rule, reason, fix)
