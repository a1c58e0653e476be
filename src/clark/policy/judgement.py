"""What a policy has against a request to the API server."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from cel_expr_python import cel

from clark.policy import engine, sandbox
from clark.policy.admission import Policy, Target, Validation
from clark.policy.cel.cost import weight
from clark.policy.engine import Expression, Failed
from clark.policy.findings import Level

LONGEST_MESSAGE: Final = 5 * 1024
_REQUEST_WEIGHS: Final = 1024

# Nobody in a cluster has this name, so a policy can be meant for reviews only.
REVIEWER: Final = {"username": "clark:review", "uid": "", "groups": ["clark:review"], "extra": {}}


@dataclass(frozen=True)
class Objection:
    """One thing a policy has against a request, before it has a place in a file."""

    policy: Policy
    level: Level
    reason: str


@dataclass(frozen=True)
class Admission:
    """One request to the API server as CEL sees it: `object` and `old_object` may be None."""

    target: Target
    kind: str
    name: str
    namespace: str
    object: Mapping[str, Any] | None
    old_object: Mapping[str, Any] | None
    _answers: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

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
            answers[key] = Failed("a variable reads itself")  # until it has a value
            answers[key] = self._answer(expression, policy)
        return answers[key]

    def _answer(self, expression: Expression, policy: Policy) -> Any:
        if policy.is_dear(expression, self._weight):
            return sandbox.evaluate(expression, self._values, policy.variables)
        if not expression.variables:
            return expression.evaluate(self.activation)
        return expression.evaluate(engine.activation(self._with_variables(expression, policy)))

    @cached_property
    def _weight(self) -> int:
        """The next power of two, so that what is dear for one object is known for many."""
        weighs = weight(self.object) + weight(self.old_object) + _REQUEST_WEIGHS
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
            "userInfo": REVIEWER,
            "dryRun": False,
        }
        return {"object": self.object, "oldObject": self.old_object, "request": request}


def objections(policy: Policy, admission: Admission) -> list[Objection]:
    """What a bound policy has against a request; [] where it agrees or does not apply.

    A failed evaluation is an objection, as failurePolicy says: it denies with Fail, and is told
    as a warning with Ignore.
    """
    if policy.conditions:
        instead = unmet(policy, admission)
        if instead is not None:
            return instead
    found = []
    for validation in policy.validations:
        answer = admission.ask(validation.condition, policy)
        if answer is not True:
            found.append(_objection(validation, answer, policy, admission))
    return found


def unmet(policy: Policy, admission: Admission) -> list[Objection] | None:
    """What the conditions give in place of the validations: [] where the policy does not apply,
    an objection where nobody can tell, None where it applies.

    A false condition wins over one that failed, in any order, as on the API server.
    """
    answers = [admission.ask(condition, policy) for condition in policy.conditions]
    if any(answer is False for answer in answers):
        return []
    for condition, answer in zip(policy.conditions, answers, strict=True):
        if answer is not True:
            return [_unanswered(condition, answer, policy)]
    return None


def _objection(
    validation: Validation, answer: object, policy: Policy, admission: Admission
) -> Objection:
    if isinstance(answer, Failed):
        return _unanswered(validation.condition, answer, policy)
    return Objection(policy, policy.level or "deny", _message(validation, policy, admission))


def _message(validation: Validation, policy: Policy, admission: Admission) -> str:
    """messageExpression where it gives one line of at most 5 KiB, else message, else the text."""
    if validation.spoken is not None:
        said = admission.ask(validation.spoken, policy)
        if isinstance(said, str) and _is_a_line(said.strip()):
            return said.strip()
    return validation.message or f"failed expression: {validation.condition.text}"


def _unanswered(expression: Expression, answer: object, policy: Policy) -> Objection:
    why = answer.reason if isinstance(answer, Failed) else f"it gave {answer!r}, not a boolean"
    level: Level = "warn" if policy.ignores_errors else policy.level or "deny"
    reason = f"The rule could not be evaluated: {why} (in {expression.text})"
    return Objection(policy, level, reason)


def _is_a_line(said: str) -> bool:
    return bool(said) and "\n" not in said and len(said.encode()) <= LONGEST_MESSAGE
