"""What a policy has against a request to the API server."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from cel_expr_python import cel

from clark.errors import Refused, sentence
from clark.policy import engine, sandbox
from clark.policy.admission import Binding, Policy, Validation
from clark.policy.cel.cost import weight
from clark.policy.engine import Expression, Failed
from clark.policy.findings import Level
from clark.policy.matching import EVERYTHING, Matching, Target
from clark.policy.params import NO_PARAMETERS, Parameters, parameters

LONGEST_MESSAGE: Final = 5 * 1024
_REQUEST_WEIGHS: Final = 1024
_READS_ITSELF: Final = Failed("a variable reads itself")

# Nobody in a cluster has this name, so a policy can be meant for reviews only.
REVIEWER: Final = {"username": "clark:review", "uid": "", "groups": ["clark:review"], "extra": {}}


@dataclass(frozen=True)
class Objection:
    """One thing a policy has against a request, before it has a place in a file.

    `words` are those of the API server, without its naming of policy and binding. `failed` where
    nothing was evaluated: with failurePolicy Ignore a cluster says nothing of it.
    """

    policy: Policy
    level: Level
    reason: str
    words: str = ""
    binding: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Admission:
    """One request to the API server as CEL sees it: `object` and `old_object` may be None."""

    target: Target
    kind: str
    name: str
    namespace: str
    object: Mapping[str, Any] | None
    old_object: Mapping[str, Any] | None
    user: Mapping[str, Any] = field(default_factory=lambda: REVIEWER)
    params: Mapping[str, Any] | None = None
    _answers: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def with_params(self, params: Mapping[str, Any] | None) -> "Admission":
        """The same request for one parameter; without one it is this very one."""
        return self if params is None else replace(self, params=params, _answers={})

    @cached_property
    def activation(self) -> cel.Activation:
        return engine.activation(self._values)

    def ask(self, expression: Expression, policy: Policy) -> Any:
        """The value of an expression, or Failed. What several policies ask is evaluated once."""
        answers = self._answers
        key: Hashable = expression.text
        if expression.variables:
            key = policy.name, expression.text
        if key not in answers:
            answers[key] = _READS_ITSELF  # until it has a value
            answers[key] = self._answer(expression, policy)
        return answers[key]

    def known(self, key: Hashable) -> Any:
        """What was remembered of several expressions together, None where nothing was."""
        return self._answers.get(key)

    def remember(self, key: Hashable, answer: bool) -> None:
        self._answers[key] = answer

    def _answer(self, expression: Expression, policy: Policy) -> Any:
        light = expression.cheap and self.is_light
        if not light and self._is_dear(expression, policy):
            return sandbox.evaluate(expression, self._values, policy.variables)
        if not expression.variables:
            return expression.evaluate(self.activation)
        return expression.evaluate(engine.activation(self._with_variables(expression, policy)))

    def _is_dear(self, expression: Expression, policy: Policy) -> bool:
        """By what the whole request weighs, which is known for many, then by its very parts."""
        return policy.is_dear(expression, self._weight) and policy.is_dear_of(
            expression, self._weight, self._values
        )

    @cached_property
    def is_light(self) -> bool:
        """Whether what is cheap for light requests is cheap for this one."""
        return self._weight <= engine.LIGHT

    @cached_property
    def _weight(self) -> int:
        """The next power of two, so that what is dear for one object is known for many."""
        seen = (self.object, self.old_object, self.params)
        weighs = _REQUEST_WEIGHS + sum(weight(each) for each in seen if each is not None)
        return 1 << weighs.bit_length()

    def _with_variables(self, expression: Expression, policy: Policy) -> dict[str, Any]:
        """Only the variables that are read, as the API server does, which evaluates them late.

        One that failed is left out: reading it is then the error that the expression sees.
        """
        values = {
            name: value
            for name in policy.variables
            if name in expression.variables
            and not isinstance(value := self.ask(policy.variables[name], policy), Failed)
        }
        return {**self._values, "variables": values}

    @cached_property
    def _values(self) -> dict[str, Any]:
        target = self.target
        kind = {"group": target.group, "version": target.version, "kind": self.kind}
        plural = {"group": target.group, "version": target.version, "resource": target.resource}
        request = {
            "kind": kind,
            "resource": plural,
            "requestKind": kind,
            "requestResource": plural,
            "subResource": "",
            "requestSubResource": "",
            "name": self.name,
            "namespace": self.namespace,
            "operation": target.operation,
            "userInfo": self.user,
            "dryRun": False,
        }
        seen = {"object": self.object, "oldObject": self.old_object, "request": request}
        return seen if self.params is None else {**seen, "params": self.params}


def objections(policy: Policy, admission: Admission) -> list[Objection]:
    """What a policy has against a request by its bindings; [] where it agrees or does not apply.

    A failed evaluation is an objection, as failurePolicy says: it denies with Fail, and is told
    as a warning with Ignore. What several bindings say alike is said once, as the strictest has it.
    """
    if policy.plain and not _said(policy, admission):
        return []
    found: dict[str, Objection] = {}
    for one in by_binding(policy, admission):
        if one.reason not in found or (found[one.reason].level, one.level) == ("warn", "deny"):
            found[one.reason] = one
    return list(found.values())


def by_binding(policy: Policy, admission: Admission) -> list[Objection]:
    """The same, each binding and each parameter for itself."""
    found: list[Objection] = []
    if not _selected(policy.within, admission):
        return found
    for binding in policy.bindings:
        within = binding.within
        if within is not EVERYTHING and not (
            within.matches(admission.target, admission.name) and _selected(within, admission)
        ):
            continue
        for value in _parameters(policy, binding, admission, found):
            found += _of_binding(policy, binding, admission.with_params(value))
    return found


def _parameters(
    policy: Policy, binding: Binding, admission: Admission, found: list[Objection]
) -> Parameters:
    """The parameters of a binding; what is wrong with them is added to what was found."""
    if policy.param_kind is None:
        return NO_PARAMETERS
    try:
        return parameters(policy.param_kind, binding.params, policy.candidates, admission.namespace)
    except Refused as refused:
        words = f"failed to configure binding: {refused.reason}"
        said = sentence(f"The rule could not be evaluated: {refused.reason}")
        level = _on_error(policy)
        found.append(Objection(policy, level, said, words, binding.name, failed=True))
        return ()


def _selected(within: Matching, admission: Admission) -> bool:
    return within.selects_all or within.selects(
        admission.namespace, admission.object, admission.old_object
    )


def unmet(policy: Policy, admission: Admission) -> list[Objection] | None:
    """What the conditions give in place of the validations: [] where the policy does not apply,
    an objection where nobody can tell, None where it applies.

    A false condition wins over one that failed, in any order, as on the API server.
    """
    conditions = policy.conditions
    if not conditions:
        return None
    known = admission.known(policy.conditions_key)
    if known is not None:
        return None if known else []
    answers = [admission.ask(condition, policy) for condition in conditions]
    if any(answer is False for answer in answers):
        admission.remember(policy.conditions_key, False)
        return []
    for condition, answer in zip(conditions, answers, strict=True):
        if answer is not True:
            return [_unanswered(condition, answer, policy)]
    admission.remember(policy.conditions_key, True)
    return None


def _of_binding(policy: Policy, binding: Binding, admission: Admission) -> Iterator[Objection]:
    for one in _said(policy, admission) if binding.level else ():
        level = one.level if one.level == "warn" else binding.level or "deny"
        yield replace(one, level=level, binding=binding.name)
    for audit in policy.audits if unmet(policy, admission) is None else ():
        answer = admission.ask(audit, policy)
        if isinstance(answer, Failed):  # whatever the binding's actions are
            found = _unanswered(audit, answer, policy)
            yield replace(found, level=_on_error(policy), binding=binding.name)


def _said(policy: Policy, admission: Admission) -> list[Objection]:
    """What conditions and validations give, whoever asks."""
    instead = unmet(policy, admission)
    return _validated(policy, admission) if instead is None else instead


def _validated(policy: Policy, admission: Admission) -> list[Objection]:
    """What the validations find. As in a cluster, one that was stopped ends it, and is all."""
    found = []
    for validation in policy.validations:
        answer = admission.ask(validation.condition, policy)
        if answer is True:
            continue
        if isinstance(answer, Failed):
            unanswered = _unanswered(validation.condition, answer, policy)
            if answer.spent:
                return [unanswered]
            found.append(unanswered)
        else:
            said = _message(validation, policy, admission)
            found.append(Objection(policy, "deny", said, said))
    return found


def _on_error(policy: Policy) -> Level:
    return "warn" if policy.ignores_errors else "deny"


def _message(validation: Validation, policy: Policy, admission: Admission) -> str:
    """messageExpression where it gives one line of at most 5 KiB, else message, else the text."""
    if validation.spoken is not None:
        said = admission.ask(validation.spoken, policy)
        if isinstance(said, str) and _is_a_line(said.strip()):
            return said.strip()
    return validation.message or f"failed expression: {validation.condition.text.strip()}"


def _unanswered(expression: Expression, answer: object, policy: Policy) -> Objection:
    why = answer.reason if isinstance(answer, Failed) else f"it gave {answer!r}, not a boolean"
    reason = f"The rule could not be evaluated: {why} (in {expression.text})"
    words = f"expression '{expression.text}' resulted in error: {why}"
    return Objection(policy, _on_error(policy), reason, words, failed=True)


def _is_a_line(said: str) -> bool:
    return bool(said) and "\n" not in said and len(said.encode()) <= LONGEST_MESSAGE
