"""The transforms of function-patch-and-transform: map, match, math, string, convert.

Semantics as read and measured in v0.10.7. Those of text are in `texts`, those of types in
`conversions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clark.catalog import conversions, texts
from clark.catalog.gonumbers import type_name
from clark.catalog.numbers import floated
from clark.catalog.reading import Part, gather
from clark.catalog.regexps import Regexp
from clark.errors import Refused

# Raises Refused for a value that the real function would not take either.
Transform = Callable[[Any], Any]
MATH: Final = {"Multiply": "multiply", "ClampMin": "clampMin", "ClampMax": "clampMax"}


def read_transform(part: Part) -> Transform:
    """Keys are checked before, for the whole input."""
    kind = part.choice("type", READERS)
    return READERS[kind](part.at(kind))


def _read_map(part: Part) -> Transform:
    pairs = {key: member.value for key, member in part.members()}
    for key, value in pairs.items():
        if value is None:
            raise part.at(key).broken("The real function refuses an empty value in a map.")
    if not pairs:
        raise part.broken("A map needs at least one pair.")
    return partial(_map, pairs)


def _map(pairs: Mapping[str, Any], value: Any) -> Any:
    if not isinstance(value, str):
        raise Refused(f"A map takes text only, not {type_name(value)}; convert it to string first.")
    if value not in pairs:
        raise Refused(f"The map has no entry for {value}.")
    return floated(pairs[value])


@dataclass(frozen=True)
class _Match:
    """Patterns in order: a text that is equal, or a regexp that is found anywhere."""

    patterns: tuple[tuple[str | Regexp, Any], ...]
    fallback: Any
    to_input: bool

    def __call__(self, value: Any) -> Any:
        for pattern, result in self.patterns:
            if not isinstance(value, str):
                raise Refused(f"A match takes text only, not {type_name(value)}.")
            found = pattern.finds(value) if isinstance(pattern, Regexp) else pattern == value
            if found:
                return floated(result)
        return value if self.to_input else floated(self.fallback)


def _read_match(part: Part) -> Transform:
    patterns = gather(part.parts("patterns"), _read_pattern)
    if not patterns:
        raise part.broken("A match needs at least one pattern.")
    fallback = part.find("fallbackValue")
    to_input = part.choice("fallbackTo", ("Value", "Input"), default="Value") == "Input"
    if to_input and fallback is not None:
        raise fallback.broken("fallbackValue has no place beside fallbackTo: Input.")
    return _Match(patterns, fallback.value if fallback else None, to_input)


def _read_pattern(part: Part) -> tuple[str | Regexp, Any]:
    kind = part.choice("type", ("literal", "regexp"))
    said = part.at(kind)
    result = part.find("result")
    pattern = said.text() if kind == "literal" else Regexp.read(said)
    return pattern, result.value if result else None


def _read_math(part: Part) -> Transform:
    kind = part.choice("type", MATH)
    operand = part.at(MATH[kind]).whole()
    return partial(MATHS[kind], int(float(operand or 0)))


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"Math takes a number only, not {type_name(value)}.")
    return value


def _multiply(operand: int, value: Any) -> int | float:
    if isinstance(_number(value), float):
        return float(value * float(operand))
    return conversions.wrapped(value * operand)


def _clamp_min(operand: int, value: Any) -> int | float:
    """An int64 where the operand counts; else the input as it was, its fraction included."""
    return operand if conversions.truncated(_number(value)) < operand else _number(value)


def _clamp_max(operand: int, value: Any) -> int | float:
    return operand if conversions.truncated(_number(value)) > operand else _number(value)


MATHS: Final = {"Multiply": _multiply, "ClampMin": _clamp_min, "ClampMax": _clamp_max}
READERS: Final[Mapping[str, Callable[[Part], Transform]]] = {
    "map": _read_map,
    "match": _read_match,
    "math": _read_math,
    "string": texts.read,
    "convert": conversions.read,
}
