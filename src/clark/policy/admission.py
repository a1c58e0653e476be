"""A ValidatingAdmissionPolicy that was read and compiled, with its bindings."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clark.manifests import Path
from clark.policy.cel.cost import is_dear
from clark.policy.cel.tree import Node
from clark.policy.engine import Expression
from clark.policy.findings import Level
from clark.policy.fixes import Fix
from clark.policy.matching import EVERYTHING, Matching, Target
from clark.policy.params import Kind, Parameters, ParamRef


@dataclass(frozen=True)
class Validation:
    """What must be true, and what is said where it is not."""

    condition: Expression
    message: str
    spoken: Expression | None = None


@dataclass(frozen=True)
class Binding:
    """What is made of a policy: `level` is None where it is only to be audited."""

    name: str
    policy: str
    level: Level | None
    within: Matching = EVERYTHING
    params: ParamRef | None = None


@dataclass(frozen=True)
class Policy:
    """A ValidatingAdmissionPolicy, its bindings, and the objects that can be its parameters."""

    name: str
    file: str
    title: str
    field: Path
    fix: Fix
    within: Matching
    conditions: tuple[Expression, ...]
    variables: Mapping[str, Expression]
    validations: tuple[Validation, ...]
    audits: tuple[Expression, ...]
    ignores_errors: bool
    param_kind: Kind | None = None
    candidates: Parameters = ()
    bindings: tuple[Binding, ...] = ()
    _dear: dict[tuple[str, int], bool] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    def is_dear(self, expression: Expression, weighs: int) -> bool:
        """Whether an expression of this policy could take long where the request weighs so much.

        Two threads may both work it out: same answer.
        """
        known = self._dear.get((expression.text, weighs))
        if known is None:
            known = is_dear(expression.tree, self._trees, weighs)
            self._dear[expression.text, weighs] = known
        return known

    def is_dear_of(self, expression: Expression, weighs: int, values: Mapping[str, Any]) -> bool:
        """The same of one request, where what is in it is looked at."""
        return is_dear(expression.tree, self._trees, weighs, values)

    @cached_property
    def _trees(self) -> Mapping[str, Node]:
        return {name: each.tree for name, each in self.variables.items()}

    @cached_property
    def conditions_key(self) -> str:
        """The same for policies with the same conditions, which are then evaluated once."""
        return "\0".join(("conditions", *(condition.text for condition in self.conditions)))

    @cached_property
    def plain(self) -> bool:
        """Whether all its bindings see the same: no parameters, nothing selected or audited."""
        narrowed = any(each.within is not EVERYTHING for each in self.bindings)
        return not narrowed and not self.audits and not self.param_kind and self.within.selects_all

    def matches(self, target: Target, name: str) -> bool:
        return self.within.matches(target, name)
