"""DBCluster: an Aurora cluster's storage and requests. Its instances are objects of their own."""

from decimal import Decimal

from clark.costs.part import Assumed, Manifest, Part, Parts, Surroundings, Unknown, asked

OPTIMIZED = "aurora-iopt1"


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    wanted = asked(manifest)
    engine = wanted.get("engine")
    if engine != "aurora-postgresql":
        reason = f"only Aurora PostgreSQL is priced, and the engine is {engine!r}"
        yield Unknown("Cluster storage", reason)
        return
    if wanted.get("storageType") == OPTIMIZED:
        yield Unknown("Cluster storage", f"storage of type {OPTIMIZED} is not priced")
        return
    stored = f"{assumed.aurora_gb:,} GB stored on average"
    gigabytes = Decimal(assumed.aurora_gb)
    yield Part("Aurora storage", "aurora/storage", "GB", gigabytes, stored, usage=True)
    text = f"{assumed.aurora_requests:,} reads and writes of the storage in a month"
    requests = Decimal(assumed.aurora_requests)
    yield Part("Aurora requests", "aurora/requests", "request", requests, text, usage=True)
