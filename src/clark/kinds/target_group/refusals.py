"""What Elastic Load Balancing is certain to refuse (CreateTargetGroup)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.kinds.load_balancer.refusals import elb_name_problems
from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_NETWORK: Final = ("vpcID", "vpcIdRef", "vpcIdSelector")


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this target group."""
    asked = settings(document)
    yield from region_problems(asked)
    yield from elb_name_problems(asked, "target group")
    if asked.get("targetType") == "lambda":
        return
    for name in ("protocol", "port"):
        if asked.get(name) is None:
            yield _missing(name)
    if not any(asked.get(name) for name in _NETWORK):
        yield _missing("vpcID")


def _missing(name: str) -> FieldProblem:
    reason = f"AWS needs {name} for targets that are machines or pods."
    return FieldProblem(("spec", "forProvider", name), "missing", reason, f"Add {name}.")
