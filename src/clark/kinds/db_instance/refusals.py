"""What Amazon Aurora is certain to refuse of an instance (CreateDBInstance)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.kinds.identity import identifier_problems
from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_CLUSTER: Final = ("dbClusterIdentifier", "dbClusterIdentifierRef", "dbClusterIdentifierSelector")
# CreateDBInstance: "managed by the DB cluster" or "not applicable" for Aurora.
_OF_THE_CLUSTER: Final = (
    "masterUsername",
    "dbName",
    "allocatedStorage",
    "backupRetentionPeriod",
    "preferredBackupWindow",
    "storageEncrypted",
    "kmsKeyID",
    "deletionProtection",
    "multiAZ",
    "vpcSecurityGroupIDs",
    "finalDBSnapshotIdentifier",
)


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which this would not become an instance of an Aurora cluster."""
    asked = settings(document)
    yield from identifier_problems(document, "database", 63)
    yield from region_problems(asked)
    yield from _cluster(asked)
    yield from _tier(asked)


def _cluster(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if not any(asked.get(name) for name in _CLUSTER):
        reason = "It belongs to no Aurora cluster, and Clark knows no other use of a DBInstance."
        fix = "Name its cluster, or write a single database as an RDSInstance."
        yield _at("dbClusterIdentifier", "cluster-missing", reason, fix)
        return
    engine = asked.get("engine")
    if isinstance(engine, str) and not engine.startswith("aurora-"):
        reason = f"An instance of an Aurora cluster cannot run {engine}."
        yield _at("engine", "engine", reason, "Write the engine of its cluster.")
    for name in _OF_THE_CLUSTER:
        if asked.get(name) is not None:
            reason = f"{name} is a setting of the whole cluster, not of an instance."
            yield _at(name, "of-the-cluster", reason, "Set it on the DBCluster.")


def _tier(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    tier = asked.get("promotionTier")
    if isinstance(tier, int) and not 0 <= tier <= 15:
        yield _at("promotionTier", "range", f"Tier {tier} does not exist.", "Write 0 to 15.")


def _at(name: str, rule: str, reason: str, fix: str) -> FieldProblem:
    return FieldProblem(("spec", "forProvider", name), rule, reason, fix)
