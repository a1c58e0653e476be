"""The table of ways that interrupt less, made from what `clark.kinds` offers."""

from typing import Any, Final

from clark.kinds import Alternative, Step, alternatives

_API: Final = {
    "RDSInstance": "database.aws.crossplane.io/v1beta1",
    "DBInstance": "rds.aws.crossplane.io/v1alpha1",
    "ReplicationGroup": "cache.aws.crossplane.io/v1beta1",
}
_SIZED: Final = {"dbInstanceClass": "A"}
# What changes, in which kind, from what, to what.
_SAMPLES: Final[tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...]] = (
    ("`dbInstanceClass` of a Single-AZ database", "RDSInstance", _SIZED, {"dbInstanceClass": "B"}),
    ("`dbInstanceClass` of Aurora", "DBInstance", _SIZED, {"dbInstanceClass": "B"}),
    (
        "`cacheNodeType` of one node",
        "ReplicationGroup",
        {"cacheNodeType": "A", "numCacheClusters": 1},
        {"cacheNodeType": "B"},
    ),
    (
        "`cacheNodeType` of several nodes",
        "ReplicationGroup",
        {"cacheNodeType": "A", "numCacheClusters": 2},
        {"cacheNodeType": "B"},
    ),
    (
        "`engineVersion` of one node",
        "ReplicationGroup",
        {"engineVersion": "6.2", "numCacheClusters": 1},
        {"engineVersion": "7.0"},
    ),
)


def ways() -> str:
    rows = [
        f"| {said} | **{way.title}.** {' '.join(map(_step, way.steps))} | {way.interruption} |"
        for said, kind, old, new in _SAMPLES
        for way in _found(kind, old, new)
    ]
    head = "| change | another way | what it still costs |\n| --- | --- | --- |\n"
    return head + "\n".join(rows)


def _found(kind: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[Alternative, ...]:
    before, after = (
        {
            "apiVersion": _API[kind],
            "kind": kind,
            "metadata": {"name": "orders-prod"},
            "spec": {"forProvider": values},
        }
        for values in (old, old | new)
    )
    return alternatives([before], [after])


def _step(step: Step) -> str:
    by = f"(`--action {step.action}`)" if step.action else f"(By {step.who}.)"
    return " ".join(filter(None, (step.sentence, step.claim, by)))
