"""Reading policies: text → documents → compiled policies and bindings, or what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from cel_expr_python import cel

from clark.errors import Refused
from clark.manifests import Document, Path, Unreadable, read, show_path
from clark.policy.admission import Binding, Policy, Validation
from clark.policy.engine import Expression, NotEvaluated, Scope, compiled
from clark.policy.findings import Level, Unread
from clark.policy.fixes import FIELD, FIX, TITLE, Fix, read_field, read_fix
from clark.policy.matching import EVERYTHING, read_matching
from clark.policy.params import read_param_ref
from clark.policy.shape import BINDING, POLICY, faults

_LEVELS: Final[Mapping[str, Level]] = {"Deny": "deny", "Warn": "warn"}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Rejected:
    """A policy or binding, and why; `by_cluster` where the API server would not store it either."""

    name: str
    reason: str
    by_cluster: bool
    kind: str = POLICY


@dataclass
class Library:
    """All policies and bindings of some files, and everything wrong with them."""

    policies: dict[str, Policy] = field(default_factory=dict)
    bindings: list[tuple[Binding, Unread]] = field(default_factory=list)
    others: list[tuple[str, Document]] = field(default_factory=list)
    broken: list[Unread] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def bound(self) -> tuple[Policy, ...]:
        """The policies that act. As in Kubernetes, one without a binding does nothing."""
        found = []
        for name, policy in self.policies.items():
            bindings = tuple(each for each, _ in self.bindings if each.policy == name)
            if any(binding.level or policy.audits for binding in bindings):
                candidates = tuple(self._candidates(policy))
                found.append(replace(policy, bindings=bindings, candidates=candidates))
        return tuple(found)

    def _candidates(self, policy: Policy) -> Iterator[Mapping[str, Any]]:
        for _, document in self.others:
            if (document.api_version, document.kind) == policy.param_kind:
                yield document.value


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
    found.broken += _of_no_use(found)
    found.broken += _without_policy(found)
    return found


def _add(found: Library, file: str, document: Document) -> None:
    if document.kind not in (POLICY, BINDING):
        found.others.append((file, document))
    elif wrong := faults(file, document):
        found.broken += wrong
        reason = " ".join(each.reason for each in wrong)
        found.rejected.append(Rejected(document.name, reason, True, document.kind))
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
        found.rejected += compiler.rejected


def _binding(file: str, document: Document) -> tuple[Binding, Unread]:
    spec = document.value["spec"]
    levels = [_LEVELS[action] for action in spec["validationActions"] if action in _LEVELS]
    line = document.line_of(("spec", "policyName"))
    reason = f"The binding {document.name} names the policy {spec['policyName']}, which is missing."
    found = Binding(
        name=document.name,
        policy=spec["policyName"],
        level=levels[0] if levels else None,
        within=read_matching(spec["matchResources"]) if "matchResources" in spec else EVERYTHING,
        params=read_param_ref(spec["paramRef"]) if "paramRef" in spec else None,
    )
    return found, Unread(file, line, 1, "policy-missing", reason)


def _of_no_use(found: Library) -> Iterator[Unread]:
    """Objects that are neither policies nor the parameters of one: nobody would look at them."""
    kinds = {policy.param_kind for policy in found.policies.values()}
    for file, document in found.others:
        if (document.api_version, document.kind) not in kinds:
            yield from faults(file, document)


def _without_policy(found: Library) -> Iterator[Unread]:
    """A lost policy file must not open the gate that its binding still names."""
    broken_files = {at.file for at in found.broken}
    for binding, where in found.bindings:
        if binding.policy not in found.policies and where.file not in broken_files:
            yield where


@dataclass
class _Compiler:
    """One policy document that has the right shape; collects what cannot be compiled."""

    file: str
    document: Document
    broken: list[Unread] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    _scope: Scope = field(default_factory=Scope)

    def policy(self) -> Policy:
        spec = self.document.value["spec"]
        annotations = self.document.value["metadata"].get("annotations") or {}
        params = spec.get("paramKind")
        self._scope = Scope(params=params is not None)
        conditions = tuple(self._conditions(spec))
        variables = dict(self._variables(spec))
        return Policy(
            name=self.document.name,
            file=self.file,
            title=annotations.get(TITLE, self.document.name),
            field=self._annotated(FIELD, lambda: read_field(annotations), ()),
            fix=self._annotated(FIX, lambda: read_fix(annotations), Fix()),
            within=read_matching(spec["matchConstraints"]),
            conditions=conditions,
            variables=variables,
            validations=tuple(self._validations(spec)),
            audits=tuple(self._audits(spec)),
            ignores_errors=spec.get("failurePolicy") == "Ignore",
            param_kind=(params["apiVersion"], params["kind"]) if params else None,
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
        for index, entry in enumerate(spec.get("validations", ())):
            path: Path = ("spec", "validations", index)
            condition = self._compiled(entry["expression"], cel.Type.BOOL, (*path, "expression"))
            spoken = None
            if said := entry.get("messageExpression"):
                spoken = self._compiled(said, cel.Type.STRING, (*path, "messageExpression"))
            if condition:
                yield Validation(condition, entry.get("message", "").strip(), spoken)

    def _audits(self, spec: Mapping[str, Any]) -> Iterator[Expression]:
        for index, entry in enumerate(spec.get("auditAnnotations", ())):
            path = ("spec", "auditAnnotations", index, "valueExpression")
            text = entry["valueExpression"]
            if expression := self._compiled(text, cel.Type.STRING, path, or_null=True):
                yield expression

    def _compiled(
        self, text: str, returns: cel.Type | None, path: Path, *, or_null: bool = False
    ) -> Expression | None:
        try:
            return compiled(text, returns, self._scope, or_null=or_null)
        except Refused as refused:
            by_cluster = not isinstance(refused, NotEvaluated)
            reason = f"{show_path(path)}: {refused.reason}"
            self.rejected.append(Rejected(self.document.name, reason, by_cluster))
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
