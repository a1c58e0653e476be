"""A ValidatingAdmissionPolicy that was read and compiled."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from clark.manifests import Path
from clark.policy.cel.cost import is_dear
from clark.policy.engine import Expression
from clark.policy.findings import Level
from clark.policy.fixes import Fix


@dataclass(frozen=True)
class Target:
    """What is done to which kind of resource; `resource` is the plural, as rules name it."""

    group: str
    version: str
    resource: str
    operation: str


@dataclass(frozen=True)
class Rule:
    """One entry of resourceRules: `*` stands for all."""

    groups: frozenset[str]
    versions: frozenset[str]
    operations: frozenset[str]
    resources: frozenset[str]
    names: frozenset[str] = frozenset()
    any_version: bool = True

    def matches(self, target: Target, name: str) -> bool:
        """Whether the rule speaks of it.

        With matchPolicy Equivalent a rule for one version speaks of all of them: the API server
        would convert the object; Clark shows it as written, which at worst denies too much.
        """
        return (
            _has(self.groups, target.group)
            and (self.any_version or _has(self.versions, target.version))
            and _has(self.operations, target.operation)
            and not self.resources.isdisjoint((target.resource, f"{target.resource}/*", "*", "*/*"))
            and (not self.names or name in self.names)
        )


@dataclass(frozen=True)
class Validation:
    """What must be true, and what is said where it is not."""

    condition: Expression
    message: str
    spoken: Expression | None = None


@dataclass(frozen=True)
class Policy:
    """A ValidatingAdmissionPolicy with what its bindings make of it."""

    name: str
    file: str
    title: str
    field: Path
    fix: Fix
    rules: tuple[Rule, ...]
    exclusions: tuple[Rule, ...]
    conditions: tuple[Expression, ...]
    variables: Mapping[str, Expression]
    validations: tuple[Validation, ...]
    ignores_errors: bool
    level: Level | None = None
    _dear: dict[tuple[str, int], bool] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    def is_dear(self, expression: Expression, weighs: int) -> bool:
        """Whether an expression of this policy could take long where the request weighs so much.

        Two threads may both work it out: same answer.
        """
        known = self._dear.get((expression.text, weighs))
        if known is None:
            trees = {name: each.tree for name, each in self.variables.items()}
            known = is_dear(expression.tree, trees, weighs)
            self._dear[expression.text, weighs] = known
        return known

    def matches(self, target: Target, name: str) -> bool:
        return any(rule.matches(target, name) for rule in self.rules) and not any(
            rule.matches(target, name) for rule in self.exclusions
        )

    @cached_property
    def by_name(self) -> bool:
        """Whether the name of an object, not its kind alone, decides if the policy speaks."""
        return any(rule.names for rule in (*self.rules, *self.exclusions))


def _has(names: frozenset[str], name: str) -> bool:
    return "*" in names or name in names
