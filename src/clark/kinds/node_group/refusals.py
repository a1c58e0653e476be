"""What Amazon EKS is certain to refuse (CreateNodegroup)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard

from clark.kinds.identity import name_path
from clark.kinds.manifest import block, external_name, settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_NEEDED: Final = {
    "clusterName": ("which cluster gets the nodes", "clusterNameRef", "clusterNameSelector"),
    "nodeRole": ("which IAM role the nodes have", "nodeRoleRef", "nodeRoleSelector"),
    "subnets": ("which subnets the nodes stand in", "subnetRefs", "subnetSelector"),
}
MOST_NODES: Final = 450  # Amazon EKS service quotas: nodes per managed node group


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this node group."""
    asked = settings(document)
    yield from _name(document)
    yield from region_problems(asked)
    yield from _needed(asked)
    yield from _sizes(asked)


def _name(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    written = external_name(document)
    if written and not _NAME.fullmatch(written):
        reason = f"{written!r} cannot name a node group."
        fix = "Take up to 63 letters, digits, hyphens and underscores; a letter or digit first."
        yield FieldProblem(name_path(document), "identifier", reason, fix)


def _needed(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    for name, (what, *otherwise) in _NEEDED.items():
        if not asked.get(name) and not any(asked.get(other) for other in otherwise):
            yield _at((name,), "missing", f"Nothing says {what}.", f"Add {name}.")


def _sizes(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    sizes = block(asked, "scalingConfig")
    least, most, now = (sizes.get(name) for name in ("minSize", "maxSize", "desiredSize"))
    if _whole(most) and not 1 <= most <= MOST_NODES:
        reason = f"A node group has 1 to {MOST_NODES} nodes at most, not {most}."
        yield _at(("scalingConfig", "maxSize"), "range", reason, f"Write 1 to {MOST_NODES}.")
    if _whole(least) and least < 0:
        reason = f"There cannot be {least} nodes."
        yield _at(("scalingConfig", "minSize"), "range", reason, "Write 0 or more.")
    if _whole(least) and _whole(most) and least > most:
        reason = f"At least {least} and at most {most} nodes cannot both be."
        yield _at(("scalingConfig", "minSize"), "sizes", reason, f"Write {most} or less.")
    elif _whole(now) and ((_whole(least) and now < least) or (_whole(most) and now > most)):
        reason = f"{now} nodes are not between {least} and {most}."
        fix = f"Write {least} to {most}."
        yield _at(("scalingConfig", "desiredSize"), "sizes", reason, fix)


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _at(names: tuple[str, ...], rule: str, reason: str, fix: str) -> FieldProblem:
    return FieldProblem(("spec", "forProvider", *names), rule, reason, fix)
