"""What Elastic Load Balancing is certain to refuse (CreateLoadBalancer)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_NAME: Final = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9])*")
LONGEST_NAME: Final = 32
_NETWORK: Final = ("subnets", "subnetMappings", "subnetRefs", "subnetSelector")


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this load balancer."""
    asked = settings(document)
    yield from region_problems(asked)
    yield from elb_name_problems(asked, "load balancer")
    yield from _subnets(asked)


def elb_name_problems(asked: Mapping[str, Any], word: str) -> Iterator[FieldProblem]:
    """The rules that load balancers and target groups share."""
    name = asked.get("name")
    path = ("spec", "forProvider", "name")
    if not isinstance(name, str) or not name:
        return
    if len(name) > LONGEST_NAME:
        reason = f"{name!r} has {len(name)} characters; AWS takes {LONGEST_NAME} for a {word}."
        yield FieldProblem(path, "identifier", reason, f"Shorten it to {LONGEST_NAME}.")
    if not _NAME.fullmatch(name) or name.startswith("internal-"):
        reason = f"{name!r} cannot name a {word} in AWS."
        fix = "Take letters, digits and single hyphens; no hyphen at an end; not internal-."
        yield FieldProblem(path, "identifier", reason, fix)


def _subnets(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if not any(asked.get(name) for name in _NETWORK):
        reason = "Nothing says which subnets it stands in."
        fix = "Add subnets: two, in different zones."
        yield FieldProblem(("spec", "forProvider", "subnets"), "missing", reason, fix)
    subnets = asked.get("subnets")
    application = asked.get("loadBalancerType", "application") == "application"
    if application and isinstance(subnets, list) and len(subnets) == 1:
        reason = (
            "AWS gives an application load balancer two zones at least, and here is one subnet."
        )
        fix = "Add a subnet of another zone."
        yield FieldProblem(("spec", "forProvider", "subnets"), "range", reason, fix)
