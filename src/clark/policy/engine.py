"""CEL, as the API server reads it: compiled once, evaluated many times, errors are values.

Google's C++ implementation through cel-expr-python. It keeps a budget of 10,000 iterations an
evaluation, and RE2 keeps patterns linear, so a hostile expression ends. Two of its habits shape
this module: it compiles a pattern at each `matches` (250 µs for a large one), and it *returns*
an evaluation's error as a value whose message is truthy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2
from cel_expr_python import cel

from clark.errors import Refused
from clark.policy import source

LONGEST_EXPRESSION: Final = 16 * 1024
LONGEST_PATTERN: Final = 4 * 1024
_ROOTS: Final = ("object", "oldObject", "request", "variables")
_EXTENSIONS: Final = (
    "optional",
    "strings",
    "math",
    "sets",
    "lists",
    "bindings",
    "encoders",
    "regex",
    "two-var-comprehensions",
)
_NOT_AT_REVIEW: Final = {
    "params": "parameters live in the cluster, and a review sees files only",
    "authorizer": "who may do what is known to the cluster, and a review sees files only",
    "namespaceObject": "namespaces live in the cluster, and a review sees files only",
}


@dataclass(frozen=True)
class Failed:
    """An evaluation that gave no value, and the engine's reason."""

    reason: str


@dataclass(frozen=True)
class Expression:
    """A compiled expression and the variables it reads."""

    text: str
    variables: frozenset[str]
    program: cel.Expression

    def evaluate(self, activation: cel.Activation) -> Any:
        """The value as plain Python, or Failed. Never raises."""
        try:
            value = self.program.eval(activation)
            found = value.value()
            if found is True or found is False:
                return found
            if value.type() == cel.Type.ERROR:
                return Failed(str(found))
            return value.plain_value()
        # A spent iteration budget, memory that cannot be had, a value Python has no type for:
        # whatever goes wrong in the engine is no permission.
        except Exception as error:
            return Failed(str(error))


def compiled(text: str, returns: cel.Type | None) -> Expression:
    """Compile one expression; `returns` is its required type, None for any that is a value.

    Raises Refused with the engine's reason in the words of the original text.
    """
    expression, found = _compiled(text)
    _check_type(found, returns, bool(expression.variables))
    return expression


@lru_cache(maxsize=4096)  # a commit changes few policies, and customers begin with the same ones
def _compiled(text: str) -> tuple[Expression, cel.Type]:
    """Whatever is asked of its type, which is beside it."""
    if len(text) > LONGEST_EXPRESSION:
        raise Refused(f"an expression may have {LONGEST_EXPRESSION} characters, not {len(text)}")
    if source.builds_ranges(text):
        raise Refused("lists.range is not evaluated: one call can fill the memory")
    read = source.variables(text)
    try:
        plain = _PLAIN.compile(text)
        program = _CACHED.compile(source.with_cached_matches(text))
    except RuntimeError as error:
        raise Refused(_said(str(error))) from None
    return Expression(text, read, program), plain.return_type()


def activation(values: Mapping[str, Any]) -> cel.Activation:
    """What expressions see; build one an object and reuse it, conversion is the dear part."""
    return _CACHED.Activation(dict.fromkeys(_ROOTS) | dict(values))


def _check_type(found: cel.Type, wanted: cel.Type | None, reads_variables: bool) -> None:
    if found.name().startswith("optional_type"):
        raise Refused("the value is an optional: end it with .orValue(…)")
    # The API server knows the types of variables, this engine sees them as dyn.
    accepted = wanted is None or found == wanted or (reads_variables and found == cel.Type.DYN)
    if wanted is not None and not accepted:
        raise Refused(f"it must be a {wanted.name().lower()}, and is {found.name().lower()}")


def _said(error: str) -> str:
    """The engine's reason on one line, without its drawing and its status word."""
    first = error.splitlines()[0].partition("<input>:")[2] or error.splitlines()[0]
    for name, why in _NOT_AT_REVIEW.items():
        if f"undeclared reference to '{name}" in first:
            return f"{name} cannot be used: {why}"
    return first.replace(" (in container '')", "")


def _matches(text: str, pattern: str) -> bool:
    return _pattern(pattern).search(text) is not None


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> Any:
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern may have {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def _environment(functions: list[cel.FunctionDecl]) -> cel.Env:
    listed = "".join(f"\n- name: {name}" for name in _EXTENSIONS)
    config = cel.NewEnvConfigFromYaml(f"name: clark\nextensions:{listed}")
    roots = dict.fromkeys(_ROOTS, cel.Type.DYN)
    return cel.NewEnv(config=config, variables=roots, functions=functions)


def _matches_function() -> cel.FunctionDecl:
    overloads = [
        cel.Overload(
            f"{source.MATCHES}_{style}",
            return_type=cel.Type.BOOL,
            parameters=[cel.Type.STRING, cel.Type.STRING],
            is_member=style == "member",
            impl=_matches,
        )
        for style in ("member", "global")
    ]
    return cel.FunctionDecl(source.MATCHES, overloads)


# An expression is compiled in both: the first refuses what Kubernetes would, Clark's own function
# names included; the second is the one that runs.
_PLAIN: Final = _environment([])
_CACHED: Final = _environment([_matches_function()])
