"""The structural schema: what the API server refuses before anybody else looks.

Like the API server, null counts as absent, and a field that the schema does not have is refused
(kubectl and Argo CD both apply strictly).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from clark.kinds.field import Field
from clark.kinds.kind import Kind
from clark.kinds.problem import FieldProblem
from clark.manifests import Path

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a block of fields",
    "array": "a list",
}


_EXACT: dict[str, type] = {"string": str, "integer": int, "boolean": bool}


@dataclass
class _Node:
    """A field and the fields below it. The whole manifest is an object too.

    `exact`: any value of just this type is right, which settles most fields at a glance.
    """

    known: Field
    exact: type | None = None
    below: "dict[str | int, _Node]" = field(default_factory=dict)
    required: "list[_Node]" = field(default_factory=list)


def structural(kind: Kind, document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every field that is unknown, missing or of the wrong type, in the manifest's order."""
    return _object((), document, _tree(kind))


@cache
def _tree(kind: Kind) -> _Node:
    root = _Node(Field((), "object"))
    for known in sorted(kind.fields, key=lambda known: len(known.path)):
        node = root
        for step in known.path[:-1]:
            node = node.below[step]
        exact = None if known.choices else _EXACT.get(known.type)
        below = node.below[known.path[-1]] = _Node(known, exact)
        if known.required:
            node.required.append(below)
    return root


def _object(path: Path, value: Mapping[str, Any], node: _Node) -> Iterator[FieldProblem]:
    for name, inner in value.items():
        below = node.below.get(name)
        if below is None:
            yield _unknown((*path, name), node)
        elif inner is not None and type(inner) is not below.exact:
            yield from _value((*path, name), inner, below)
    for below in node.required:
        name = str(below.known.path[-1])
        if value.get(name) is None:
            yield _missing((*path, name), below.known)


def _value(path: Path, value: Any, node: _Node) -> Iterator[FieldProblem]:
    known = node.known
    if not _fits(value, known.type):
        yield _wrong_type(path, value, known)
    elif known.choices and value not in known.choices:
        allowed = ", ".join(known.choices)
        reason = f"{path[-1]} is {value!r}, which is not one of its values."
        yield FieldProblem(path, "choice", reason, f"Write one of: {allowed}.")
    elif isinstance(value, list) and node.below:
        for index, item in enumerate(value):
            yield from _value((*path, index), item, node.below["*"])
    elif isinstance(value, Mapping) and "*" in node.below:
        for key, item in value.items():
            yield from _value((*path, key), item, node.below["*"])
    elif isinstance(value, Mapping) and node.below:
        yield from _object(path, value, node)


def _fits(value: Any, type_: str) -> bool:
    if type_ == "string":
        return isinstance(value, str)
    if type_ == "boolean":
        return isinstance(value, bool)
    if type_ == "object":
        return isinstance(value, Mapping)
    if type_ == "array":
        return isinstance(value, list)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return type_ == "number" or isinstance(value, int) or value.is_integer()


def _unknown(path: Path, node: _Node) -> FieldProblem:
    name = str(path[-1])
    close = get_close_matches(name, [str(known) for known in node.below], n=1)
    fix = f"Did you mean {close[0]}?" if close else "Remove it."
    return FieldProblem(path, "unknown-field", f"{name} is not a field here.", fix)


def _missing(path: Path, known: Field) -> FieldProblem:
    name = str(path[-1])
    return FieldProblem(path, "required", f"{name} is required.", f"Add it. {known.help}".rstrip())


def _wrong_type(path: Path, value: Any, known: Field) -> FieldProblem:
    wanted = _WORDS[known.type]
    shown = repr(value) if isinstance(value, str | int | float) else _word(value)
    reason = f"{path[-1]} is {shown}, but must be {wanted}."
    quotes = known.type == "string" and isinstance(value, int | float)
    written = str(value).lower() if isinstance(value, bool) else value
    fix = f'Put it in quotes: "{written}".' if quotes else f"Write {wanted}."
    return FieldProblem(path, "type", reason, fix)


def _word(value: Any) -> str:
    if value is None:
        return "empty"
    return _WORDS["array"] if isinstance(value, list) else _WORDS["object"]
