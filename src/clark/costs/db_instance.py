"""DBInstance: hours of an Aurora instance, or of a database that stands alone.

A serverless one costs by its capacity, between the least and the most that its cluster allows. It
is counted at the least, which runs always, and the most is said beside it.
"""

from clark.costs import rds_instance
from clark.costs.part import (
    Assumed,
    Manifest,
    Part,
    Parts,
    Surroundings,
    Unknown,
    asked,
    number,
    said,
)
from clark.kinds.manifest import block

SERVERLESS = "db.serverless"


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:
    wanted = asked(manifest)
    engine, size = wanted.get("engine"), wanted.get("dbInstanceClass")
    if engine == "postgres":
        yield from rds_instance.parts(manifest, around, assumed)
    elif engine != "aurora-postgresql":
        reason = f"only Aurora PostgreSQL is priced, and the engine is {engine!r}"
        yield Unknown("Database instance", reason)
    elif size == SERVERLESS:
        yield _serverless(manifest, around)
    elif not isinstance(size, str) or not size:
        yield said("Database instance", "dbInstanceClass", size)
    elif _optimized(manifest, around):
        yield Unknown(size, "instances with storage of type aurora-iopt1 are not priced")
    else:
        text = "on demand, all month"
        yield Part(size, f"aurora/postgresql/{size}", "running", rds_instance.ONE, text)


# Private functions


def _serverless(manifest: Manifest, around: Surroundings) -> Part | Unknown:
    what = "Serverless capacity"
    cluster = _cluster(manifest, around)
    if cluster is None:
        return Unknown(what, "the cluster that limits it is not among the definitions")
    if _optimized(manifest, around):
        return Unknown(what, "instances with storage of type aurora-iopt1 are not priced")
    limits = block(asked(cluster), "serverlessV2ScalingConfiguration")
    least, most = number(limits.get("minCapacity")), number(limits.get("maxCapacity"))
    if least is None or most is None or most < least:
        return Unknown(what, "its cluster does not say how far it may shrink and grow")
    text = f"counted at the least, {least} ACU, all month; it may grow to {most} ACU"
    return Part(what, "aurora/acu", "ACU", least, text, most=most)


def _cluster(manifest: Manifest, around: Surroundings) -> Manifest | None:
    wanted = asked(manifest)
    named = wanted.get("dbClusterIdentifier")
    named = named or block(wanted, "dbClusterIdentifierRef").get("name")
    return around.cluster(str(named)) if named else None


def _optimized(manifest: Manifest, around: Surroundings) -> bool:
    cluster = _cluster(manifest, around)
    return cluster is not None and asked(cluster).get("storageType") == "aurora-iopt1"
