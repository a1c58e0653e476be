"""The convert transform: text, numbers, truth, objects and lists into one another, as Go does."""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from clark.catalog.gonumbers import exact, type_name
from clark.catalog.numbers import INT64, floated
from clark.catalog.quantities import quantity
from clark.catalog.reading import Part
from clark.errors import Refused

Conversion = Callable[[Any], Any]
TARGETS: Final = ("string", "int", "int64", "bool", "float64", "object", "array")
FORMATS: Final = ("none", "quantity", "json")
TRUE: Final = frozenset({"1", "t", "T", "TRUE", "true", "True"})
FALSE: Final = frozenset({"0", "f", "F", "FALSE", "false", "False"})
DIGITS: Final = re.compile(r"[+-]?[0-9]+")
FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def read(part: Part) -> Conversion:
    target = part.choice("toType", TARGETS)
    form = part.choice("format", FORMATS, default="none")
    return partial(_convert, "int64" if target == "int" else target, form)


def _convert(target: str, form: str, value: Any) -> Any:
    source = type_name(value)
    if source not in TARGETS:
        raise Refused(f"{source} cannot be converted.")
    if source == target:
        return value
    convert = CONVERSIONS.get((source, target, form))
    if convert is None:
        said = "" if form == "none" else f" with the format {form}"
        raise Refused(f"{source} cannot be converted to {target}{said}.")
    return convert(value)


def truncated(number: float) -> int:
    """A Go int64 of a number; one that does not fit is the least int64, as on amd64."""
    if isinstance(number, int):
        return number
    whole = int(number) if math.isfinite(number) else INT64
    return whole if -INT64 <= whole < INT64 else -INT64


def wrapped(number: int) -> int:
    """A whole number as int64 arithmetic leaves it."""
    return (number + INT64) % (2 * INT64) - INT64


def _parse_int(text: str) -> int:
    if not DIGITS.fullmatch(text) or not -INT64 <= int(text) < INT64:
        raise Refused(f"{text} is not a whole number.")
    return int(text)


def _parse_bool(text: str) -> bool:
    if text not in TRUE | FALSE:
        raise Refused(f"{text} is neither true nor false.")
    return text in TRUE


def _parse_float(text: str) -> float:
    """Decimal only: Go's hexadecimal floats and infinities are no values of a manifest."""
    if not FLOAT.fullmatch(text) or math.isinf(float(text)):
        raise Refused(f"{text} is not a number.")
    return float(text)


def _parse_json(wanted: type, text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("The text is not valid JSON.") from None
    if value is not None and not isinstance(value, wanted):
        raise Refused(f"The JSON is not a{'n object' if wanted is dict else ' list'}.")
    return floated(value)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


CONVERSIONS: Final[Mapping[tuple[str, str, str], Conversion]] = {
    ("string", "int64", "none"): _parse_int,
    ("string", "bool", "none"): _parse_bool,
    ("string", "float64", "none"): _parse_float,
    ("string", "float64", "quantity"): quantity,
    ("string", "object", "json"): partial(_parse_json, dict),
    ("string", "array", "json"): partial(_parse_json, list),
    ("int64", "string", "none"): str,
    ("int64", "bool", "none"): lambda value: value == 1,
    ("int64", "float64", "none"): float,
    ("bool", "string", "none"): lambda value: str(value).lower(),
    ("bool", "int64", "none"): int,
    ("bool", "float64", "none"): float,
    ("float64", "string", "none"): lambda value: exact(value, "f"),
    ("float64", "int64", "none"): truncated,
    ("float64", "bool", "none"): lambda value: value == 1.0,
}
