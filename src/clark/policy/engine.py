"""CEL, as the API server reads it: compiled once, evaluated many times, errors are values.

Google's C++ implementation through cel-expr-python. It keeps a budget of 10,000 iterations an
evaluation. Two of its habits shape this module: it compiles a pattern at each `matches`, and it
*returns* an evaluation's error as a value whose message is truthy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cel_expr_python import cel

from clark.errors import Refused
from clark.policy import source
from clark.policy.cel import library
from clark.policy.cel.cost import is_dear
from clark.policy.cel.functions import OWN
from clark.policy.cel.rules import beyond, refusal
from clark.policy.cel.tree import Node, tree

LONGEST_EXPRESSION: Final = 16 * 1024
LIGHT: Final = 2**16
VARIABLE: Final = "variables."
_ROOTS: Final = ("object", "oldObject", "request", "variables", "params")
_EXTENSIONS: Final = ("optional", "strings", "sets", "lists", "two-var-comprehensions")
_NOT_AT_REVIEW: Final = {
    "variables": "they are read as variables.NAME",
    "params": "the policy has no paramKind",
    "authorizer": "who may do what is known to the cluster, and a review sees files only",
    "namespaceObject": "namespaces live in the cluster, and a review sees files only",
}
_MISSING_VARIABLE: Final = re.compile(r"undeclared reference to '(variables\.\w+)'")
_REQUEST: Final = {
    **{
        f"{whole}.{part}": "string"
        for wholes, last in (
            (("kind", "requestKind"), "kind"),
            (("resource", "requestResource"), "resource"),
        )
        for whole in wholes
        for part in ("group", "version", last)
    },
    "name": "string",
    "namespace": "string",
    "operation": "string",
    "subResource": "string",
    "requestSubResource": "string",
    "userInfo.username": "string",
    "userInfo.uid": "string",
    "userInfo.groups": "list(string)",
    "userInfo.extra": "map(string, list(string))",
    "dryRun": "bool",
    "options": "dyn",
}


class NotEvaluated(Refused):
    """An expression that a cluster would store, and Clark cannot evaluate."""


@dataclass(frozen=True)
class Failed:
    """An evaluation that gave no value, and the engine's reason; `spent` where it was stopped."""

    reason: str
    spent: bool = False


@dataclass(frozen=True)
class Expression:
    """A compiled expression and the variables it reads; `type` is as CEL writes it, `told` is the
    text in the names that the engine knows. A `cheap` one is so for every light request."""

    text: str
    told: str
    type: str
    variables: frozenset[str]
    tree: Node
    program: cel.Expression
    cheap: bool

    def evaluate(self, activation: cel.Activation) -> Any:
        """The value as plain Python, or Failed. Never raises."""
        return outcome(self.program, activation)


def outcome(program: cel.Expression, activation: cel.Activation) -> Any:
    """The value of a program as plain Python, or Failed. Never raises."""
    try:
        value = program.eval(activation)
        found = value.value()
        if found is True or found is False:
            return found
        if value.type() == cel.Type.ERROR:
            return _failed(str(found))
        return value.plain_value()
    # A spent iteration budget, memory that cannot be had, a value Python has no type for:
    # whatever goes wrong in the engine is no permission.
    except Exception as error:
        return _failed(str(error))


def _failed(reason: str) -> Failed:
    return Failed(reason, spent="Iteration budget exceeded" in reason)


@dataclass(frozen=True)
class Scope:
    """What an expression may read beside the request: variables by name → type, and `params`."""

    variables: tuple[tuple[str, str], ...] = ()
    params: bool = False

    def with_variable(self, name: str, kind: str) -> "Scope":
        """Of two variables of one name the later one counts."""
        kept = tuple(each for each in self.variables if each[0] != name)
        return Scope((*kept, (name, kind)), self.params)


NOTHING_ELSE: Final = Scope()


def compiled(
    text: str, returns: cel.Type | None, scope: Scope = NOTHING_ELSE, *, or_null: bool = False
) -> Expression:
    """Compile one expression; `returns` is its required type, None for any that is a value.

    Raises Refused with the engine's reason in the words of the original text.
    """
    expression = _compiled(text, scope)
    _check_type(expression.type, returns, or_null)
    return expression


@lru_cache(maxsize=4096)  # a commit changes few policies, and customers begin with the same ones
def _compiled(text: str, scope: Scope) -> Expression:
    """Whatever is asked of its type, which is beside it."""
    if len(text) > LONGEST_EXPRESSION:
        raise NotEvaluated(
            f"an expression may have {LONGEST_EXPRESSION} characters, not {len(text)}"
        )
    told = source.for_engine(text)
    try:
        checked = tree(_checker(scope).compile(told).serialize())
        if wrong := refusal(checked):
            raise Refused(wrong)
        if missing := beyond(checked):
            raise NotEvaluated(missing)
        addresses = {node.at for node in checked if _is_address_text(node)}
        told = source.renamed_calls(told, addresses, library.ADDRESS_TEXT)
        runs = program(told)
    except RecursionError:
        raise NotEvaluated("it is nested too deeply") from None
    except RuntimeError as error:
        said = _said(str(error))
        raise (NotEvaluated if "a review sees files only" in said else Refused)(said) from None
    read = frozenset(
        name.removeprefix(VARIABLE) for name in checked.named if name.startswith(VARIABLE)
    )
    cheap = not read and not is_dear(checked, {}, LIGHT)
    return Expression(text, told, checked.type, read, checked, runs, cheap)


def activation(values: Mapping[str, Any]) -> cel.Activation:
    """What expressions see; build one an object and reuse it, conversion is the dear part."""
    return _EVALUATION.Activation(dict.fromkeys(_ROOTS) | dict(values))


def program(told: str) -> cel.Expression:
    """What runs. Its types were checked as those of Kubernetes; the engine's own have neither
    opaque values nor comparisons of numbers of two types, and are not asked again."""
    return _EVALUATION.compile(told, disable_check=True)


def _is_address_text(node: Node) -> bool:
    return node.form == "call" and node.text == "string" and node.parts[0].type.startswith("net.")


def _check_type(found: str, wanted: cel.Type | None, or_null: bool) -> None:
    if found.startswith("optional_type"):
        wrong = Refused if wanted else NotEvaluated
        raise wrong("the value is an optional: end it with .orValue(…)")
    if wanted is None or found == wanted.name().lower() or (or_null and found == "null_type"):
        return
    raise Refused(f"it must be a {wanted.name().lower()}, and is {found}")


def _said(error: str) -> str:
    """The engine's reason on one line, without its drawing, its status word and Clark's names."""
    first = error.splitlines()[0].partition("<input>:")[2] or error.splitlines()[0]
    if missing := _MISSING_VARIABLE.search(first):
        return f"{missing[1]} is not declared before it is read"
    for name, why in _NOT_AT_REVIEW.items():
        if f"undeclared reference to '{name}" in first:
            return f"{name} cannot be used: {why}"
    return first.replace(" (in container '')", "").replace(OWN, "")


def _config(more: str = "") -> cel.EnvConfig:
    listed = "".join(f"\n- name: {name}" for name in _EXTENSIONS)
    return cel.NewEnvConfigFromYaml(f"name: clark\nextensions:{listed}{more}")


_CHECKING: Final = _config(library.CONFIG)
_CHECKED_FUNCTIONS: Final = library.for_checking()


@lru_cache(maxsize=1024)
def _checker(scope: Scope) -> cel.Env:
    """It refuses what Kubernetes would: the types are those of its own variables."""
    known = {"object": "dyn", "oldObject": "dyn", "request": "dyn"}
    known |= {f"request.{name}": kind for name, kind in _REQUEST.items()}
    known |= {VARIABLE + name: kind for name, kind in scope.variables}
    if scope.params:
        known["params"] = "dyn"
    variables = {name: library.real_type(kind) for name, kind in known.items()}
    return cel.NewEnv(config=_CHECKING, variables=variables, functions=_CHECKED_FUNCTIONS)


_EVALUATION: Final = cel.NewEnv(
    config=_config(),
    variables=dict.fromkeys(_ROOTS, cel.Type.DYN),
    functions=library.for_evaluation(),
)
