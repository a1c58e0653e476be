"""What the API server refuses beyond types, and what the engine cannot do, said by name.

Sources: pkg/cel/environment/base.go of k8s.io/apiserver (the validators of literals), and what an
API server 1.35 was seen to refuse.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import re2
from cel_expr_python import cel

from clark.policy.cel import patterns
from clark.policy.cel.functions import OWN
from clark.policy.cel.tree import Node

_CONVERSIONS: Final = frozenset(("int", "uint", "double", "bool", "duration", "timestamp"))
_PATTERNS: Final = frozenset((OWN + "matches", "find", "findAll"))
_BEYOND: Final = {
    "lists.range": "lists.range is not evaluated: one call can fill the memory",
    "cel.@mapInsert": "transformMap and transformMapEntry cannot be evaluated here",
}
_PARTS_OF_REQUEST: Final = frozenset(
    ("kind", "resource", "requestKind", "requestResource", "userInfo")
)
_ENGINE: Final = cel.NewEnv()


def refusal(whole: Node) -> str:
    """Why an expression that has its types is refused all the same; empty where it is not."""
    return next(_refusals(whole), "")


def beyond(whole: Node) -> str:
    """Why an expression that Kubernetes takes cannot be evaluated here; empty where it can."""
    calls = (node.text for node in whole if node.form == "call")
    return next((_BEYOND[name] for name in calls if name in _BEYOND), "")


# Private functions


def _refusals(whole: Node) -> Iterator[str]:
    exempt = {
        id(inner)
        for node in whole
        if node.form == "call" and node.text == "format"
        for part in node.parts
        for inner in _literals(part)
    }
    for node in whole:
        if node.form in ("list", "map") and id(node) not in exempt:
            yield from _mixed(node)
        elif node.form == "call":
            yield from _call(node)
        elif node.form == "select":
            yield from _unknown_field(node)


def _mixed(node: Node) -> Iterator[str]:
    """Lists and maps hold values of one type."""
    groups = [node.parts] if node.form == "list" else [node.parts[0::2], node.parts[1::2]]
    for group in groups:
        types = dict.fromkeys(_plain(part.type) for part in group if part.type)
        if len(types) > 1:
            one, other = list(types)[:2]
            yield f"a {node.form} holds one type: expected type '{one}' but found '{other}'"


def _literals(node: Node) -> Iterator[Node]:
    """A list or map, and those directly in it."""
    if node.form in ("list", "map"):
        yield node
        for part in node.parts:
            yield from _literals(part)


def _plain(kind: str) -> str:
    """An optional element counts as what is in it."""
    return kind.removeprefix("optional_type(")[:-1] if kind.startswith("optional_type(") else kind


def _call(node: Node) -> Iterator[str]:
    if node.text == "reverse" and node.parts and node.parts[0].type == "string":
        yield "undeclared reference to 'reverse' of a string"
    if node.text in _CONVERSIONS and len(node.parts) == 1:
        yield from _conversion(node.text, node.parts[0])
    if node.text in _PATTERNS and isinstance(node.parts[1].constant, str):
        yield from _pattern(node.parts[1].constant)


def _conversion(function: str, given: Node) -> Iterator[str]:
    """A constant that cannot be converted is known when the policy is stored."""
    if given.form != "constant" or given.type not in ("string", "int"):
        return
    written = f"{function}({_literal(given.constant)})"
    try:
        value = _ENGINE.compile(written).eval(_ENGINE.Activation({}))
        wrong = value.type() == cel.Type.ERROR
    except RuntimeError:
        wrong = True
    if wrong:
        yield f"{written} cannot be converted"


def _literal(constant: Any) -> str:
    return json.dumps(constant) if isinstance(constant, str) else str(constant)


def _pattern(text: str) -> Iterator[str]:
    try:
        patterns.compiled(text)
    except re2.error as error:
        yield f"the pattern {text[:64]!r} cannot be used: {error.args[0].decode(errors='replace')}"
    except ValueError as error:
        yield f"the pattern {text[:64]!r} cannot be used: {error}"


def _unknown_field(node: Node) -> Iterator[str]:
    """`request` has the fields of an AdmissionRequest and no other."""
    path, at = [node.text], node.parts[0]
    while at.form == "select":
        path.insert(0, at.text)
        at = at.parts[0]
    if at.form == "name" and at.text == "request":
        whole = ".".join(path)
        if whole not in _PARTS_OF_REQUEST:
            yield f"undefined field '{path[-1]}' of request"
