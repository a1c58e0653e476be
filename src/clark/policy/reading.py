"""Reading policies: text → documents → compiled policies and bindings, or what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from cel_expr_python import cel

from clark.errors import Refused
from clark.manifests import Document, Path, Unreadable, read
from clark.policy.admission import Policy, Rule, Validation
from clark.policy.engine import Expression, Scope, compiled
from clark.policy.findings import Level, Unread
from clark.policy.fixes import FIELD, FIX, TITLE, Fix, read_field, read_fix
from clark.policy.shape import BINDING, faults

_LEVELS: Final[Mapping[str, Level]] = {"Deny": "deny", "Warn": "warn"}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Bound:
    """What a binding asks for: `level` is None where it is only to be audited."""

    policy: str
    level: Level | None
    where: Unread


@dataclass
class Library:
    """All policies and bindings of some files, and everything wrong with them."""

    policies: dict[str, Policy] = field(default_factory=dict)
    bindings: list[Bound] = field(default_factory=list)
    broken: list[Unread] = field(default_factory=list)

    def bound(self) -> tuple[Policy, ...]:
        """The policies that act. As in Kubernetes, one without a binding does nothing."""
        levels: dict[str, Level] = {}
        for binding in self.bindings:
            if binding.level == "deny" or (binding.level and binding.policy not in levels):
                levels[binding.policy] = binding.level
        return tuple(
            replace(policy, level=levels[name])
            for name, policy in self.policies.items()
            if name in levels
        )


def library(files: Mapping[str, str]) -> Library:
    """Read every file, in the order of their paths. Never raises: see `broken`."""
    found = Library()
    for file in sorted(files):
        try:
            documents = read(files[file])
        except Unreadable as refused:
            found.broken += [
                Unread(file, at.line, at.column, at.rule, at.reason) for at in refused.refusals
            ]
            continue
        for document in documents:
            _add(found, file, document)
    found.broken += _without_policy(found)
    return found


def _add(found: Library, file: str, document: Document) -> None:
    if wrong := faults(file, document):
        found.broken += wrong
    elif document.kind == BINDING:
        found.bindings.append(_binding(file, document))
    elif document.name in found.policies:
        line = document.line_of(("metadata", "name"))
        reason = f"The policy {document.name} is also in {found.policies[document.name].file}."
        found.broken.append(Unread(file, line, 1, "duplicate-policy", reason))
    else:
        compiler = _Compiler(file, document)
        found.policies[document.name] = compiler.policy()
        found.broken += compiler.broken


def _binding(file: str, document: Document) -> Bound:
    spec = document.value["spec"]
    levels = [_LEVELS[action] for action in spec["validationActions"] if action in _LEVELS]
    line = document.line_of(("spec", "policyName"))
    reason = f"The binding {document.name} names the policy {spec['policyName']}, which is missing."
    where = Unread(file, line, 1, "policy-missing", reason)
    return Bound(spec["policyName"], levels[0] if levels else None, where)


def _without_policy(found: Library) -> Iterator[Unread]:
    """A lost policy file must not open the gate that its binding still names."""
    broken_files = {at.file for at in found.broken}
    for binding in found.bindings:
        if binding.policy not in found.policies and binding.where.file not in broken_files:
            yield binding.where


@dataclass
class _Compiler:
    """One policy document that has the right shape; collects what cannot be compiled."""

    file: str
    document: Document
    broken: list[Unread] = field(default_factory=list)
    _scope: Scope = field(default_factory=Scope)

    def policy(self) -> Policy:
        spec = self.document.value["spec"]
        annotations = self.document.value["metadata"].get("annotations") or {}
        constraints = spec["matchConstraints"]
        exact = constraints.get("matchPolicy") == "Exact"
        conditions = tuple(self._conditions(spec))
        variables = dict(self._variables(spec))
        return Policy(
            name=self.document.name,
            file=self.file,
            title=annotations.get(TITLE, self.document.name),
            field=self._annotated(FIELD, lambda: read_field(annotations), ()),
            fix=self._annotated(FIX, lambda: read_fix(annotations), Fix()),
            rules=_rules(constraints["resourceRules"], exact),
            exclusions=_rules(constraints.get("excludeResourceRules", ()), exact),
            conditions=conditions,
            variables=variables,
            validations=tuple(self._validations(spec)),
            ignores_errors=spec.get("failurePolicy") == "Ignore",
        )

    def _conditions(self, spec: Mapping[str, Any]) -> Iterator[Expression]:
        # Variables are not declared yet: the API server does not offer them here either.
        for index, entry in enumerate(spec.get("matchConditions", ())):
            path = ("spec", "matchConditions", index, "expression")
            if expression := self._compiled(entry["expression"], cel.Type.BOOL, path):
                yield expression

    def _variables(self, spec: Mapping[str, Any]) -> Iterator[tuple[str, Expression]]:
        for index, entry in enumerate(spec.get("variables", ())):
            path = ("spec", "variables", index, "expression")
            expression = self._compiled(entry["expression"], None, path)
            kind = expression.type if expression else "dyn"
            self._scope = self._scope.with_variable(entry["name"], kind)
            if expression:
                yield entry["name"], expression

    def _validations(self, spec: Mapping[str, Any]) -> Iterator[Validation]:
        for index, entry in enumerate(spec["validations"]):
            path: Path = ("spec", "validations", index)
            condition = self._compiled(entry["expression"], cel.Type.BOOL, (*path, "expression"))
            spoken = None
            if said := entry.get("messageExpression"):
                spoken = self._compiled(said, cel.Type.STRING, (*path, "messageExpression"))
            if condition:
                yield Validation(condition, entry.get("message", "").strip(), spoken)

    def _compiled(self, text: str, returns: cel.Type | None, path: Path) -> Expression | None:
        try:
            return compiled(text, returns, self._scope)
        except Refused as refused:
            self._refuse(path, "expression", f"This expression cannot be used: {refused.reason}.")
            return None

    def _annotated(self, name: str, reading: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return reading()
        except Refused as refused:
            path = ("metadata", "annotations", name)
            self._refuse(path, "annotation", f"{name}: {refused.reason}")
            return otherwise

    def _refuse(self, path: Path, rule: str, reason: str) -> None:
        line = self.document.line_of(path)
        said = f"Policy {self.document.name}: {reason}"
        self.broken.append(Unread(self.file, line, 1, rule, said))


def _rules(entries: Any, exact: bool) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            groups=frozenset(entry["apiGroups"]),
            versions=frozenset(entry["apiVersions"]),
            operations=frozenset(entry["operations"]),
            resources=frozenset(entry["resources"]),
            names=frozenset(entry.get("resourceNames", ())),
            any_version=not exact,
        )
        for entry in entries
    )
