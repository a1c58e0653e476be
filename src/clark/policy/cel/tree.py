"""The tree of a checked expression: what is called on what, and which type each part has.

The engine gives it in the wire format of Protocol Buffers only (`Expression.serialize`); the
messages are cel.expr.CheckedExpr of github.com/google/cel-spec, proto/cel/expr/checked.proto.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

_PRIMITIVES: Final = ("", "bool", "int", "uint", "double", "string", "bytes")
_KNOWN: Final = ("", "any", "timestamp", "duration")
_FORMS: Final = {
    3: "constant",
    4: "name",
    5: "select",
    6: "call",
    7: "list",
    8: "map",
    9: "comprehension",
}


@dataclass(frozen=True)
class Node:
    """One part of an expression: its form, and what belongs to that form.

    `text` is the name, the field or the function; `parts` are what it is made of. A comprehension
    has range, beginning, condition, step and result, in this order; its variables are `names`.
    """

    form: str
    type: str
    at: int
    text: str = ""
    parts: tuple["Node", ...] = ()
    names: tuple[str, ...] = ()
    constant: Any = None
    member: bool = False

    def __iter__(self) -> Iterator["Node"]:
        """This part, and everything in it."""
        yield self
        for part in self.parts:
            yield from part

    @cached_property
    def named(self) -> frozenset[str]:
        """The names that are read anywhere in it."""
        return frozenset(node.text for node in self if node.form == "name")


def tree(checked: bytes) -> Node:
    """The tree of a serialized expression."""
    message = dict(_fields(dict(_fields(checked))[2]))
    types, places = {}, {}
    for number, value in _fields(dict(_fields(checked))[2]):
        if number == 3:
            entry = dict(_fields(value))
            types[entry[1]] = _type(entry.get(2, b""))
    for number, value in _fields(message.get(5, b"")):
        if number == 4:
            entry = dict(_fields(value))
            places[entry.get(1, 0)] = entry.get(2, 0)
    return _Reader(types, places).node(message[4])


@dataclass(frozen=True)
class _Reader:
    types: dict[int, str]
    places: dict[int, int]

    def node(self, data: bytes) -> Node:
        found = dict(_fields(data))
        number = found.get(2, 0)
        which = next((each for each in found if each in _FORMS), 3)
        inner = list(_fields(found.get(which, b"")))
        made = getattr(self, f"_{_FORMS[which]}")(inner)
        kind, at = self.types.get(number, ""), self.places.get(number, -1)
        return Node(form=_FORMS[which], type=kind, at=at, **made)

    def _constant(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        number: int = inner[0][0] if inner else 1
        value: Any = inner[0][1] if inner else None
        if number == 2:
            value = bool(value)
        elif number == 3:
            value = value - (1 << 64) if value >> 63 else value
        elif number == 6:
            value = value.decode()
        return {"constant": value}

    def _name(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        return {"text": dict(inner)[1].decode()}

    def _select(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        found = dict(inner)
        return {"text": found[2].decode(), "parts": (self.node(found[1]),)}

    def _call(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        target = [self.node(value) for number, value in inner if number == 1]
        given = [self.node(value) for number, value in inner if number == 3]
        text = next(value.decode() for number, value in inner if number == 2)
        return {"text": text, "parts": (*target, *given), "member": bool(target)}

    def _list(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        return {"parts": tuple(self.node(value) for number, value in inner if number == 1)}

    def _map(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        """Keys and values in turn."""
        entries = [dict(_fields(value)) for number, value in inner if number == 2]
        return {"parts": tuple(self.node(each[part]) for each in entries for part in (3, 4))}

    def _comprehension(self, inner: list[tuple[int, Any]]) -> dict[str, Any]:
        found = dict(inner)
        names = tuple(found[number].decode() for number in (1, 8, 3) if number in found)
        return {"names": names, "parts": tuple(self.node(found[part]) for part in (2, 4, 5, 6, 7))}


def _type(data: bytes) -> str:
    """A type as it is written: int, list(string), map(string, dyn), net.IP."""
    found: tuple[int, Any] = next(_fields(data), (1, b""))
    number, value = found
    if number == 3:
        return _PRIMITIVES[value]
    if number == 5:
        return _KNOWN[value]
    if number in (6, 7):
        inner = dict(_fields(value))
        parts = [_type(inner.get(part, b"")) for part in range(1, number - 4)]
        return f"{'list' if number == 6 else 'map'}({', '.join(parts)})"
    if number == 14:
        inner_fields = list(_fields(value))
        name = next(each.decode() for part, each in inner_fields if part == 1)
        given = [_type(each) for part, each in inner_fields if part == 2]
        return f"{name}({', '.join(given)})" if given else name
    return {2: "null_type", 9: "message", 11: "type"}.get(number, "dyn")


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Number and value of each field of a message."""
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        wire = tag & 7
        if wire == 0:
            value, at = _number(data, at)
            yield tag >> 3, value
            continue
        size, at = (8, at) if wire == 1 else (4, at) if wire == 5 else _number(data, at)
        yield tag >> 3, data[at : at + size]
        at += size


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
