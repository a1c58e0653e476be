"""Values as Go holds them inside a function: float64 first, whole numbers again in the manifest.

A composite, an observed resource and every result of `map` and `match` reach
function-patch-and-transform through protobuf, where a number is a float64: beyond 2^53 it loses
digits. What a patch sets passes through JSON, which writes a whole float64 without a point. Text
that Go holds as broken UTF-8 is held with surrogate escapes, and cleaned where Go cleans it.
"""

import math
import re
from decimal import Decimal
from typing import Any, Final

from clark.errors import Refused

INT64: Final = 2**63
EXACT: Final = 2**53
UINT64: Final = 2**64
BROKEN: Final = re.compile("[\ud800-\udfff]")


def floated(value: Any) -> Any:
    """The same value with every number a float64."""
    kind = type(value)
    if kind is dict:
        return {key: floated(part) for key, part in value.items()}
    if kind is list:
        return [floated(part) for part in value]
    return float(value) if kind is int else value


def settled(value: Any) -> Any:
    """The same value after a way through JSON, shared with nobody. Raises Refused for infinity."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() else cleaned(value)
    if kind is dict:
        return {key: settled(part) for key, part in value.items()}
    if kind is list:
        return [settled(part) for part in value]
    return whole(value) if kind is float else value


def whole(number: float) -> int | float:
    """A number as a manifest has it: whole where it is whole and fits 64 bits. What is beyond 2^53
    is written with as few digits as tell it from others, and zeros after them."""
    if not math.isfinite(number):
        raise Refused("A number has become too large to be written.")
    if not number.is_integer():
        return number
    shown = int(number) if abs(number) < EXACT else int(Decimal(repr(number)))
    return shown if -INT64 <= shown < UINT64 else number


def cleaned(text: str) -> str:
    """Text with the replacement character for each broken byte."""
    return BROKEN.sub("\ufffd", text)


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def same(one: Any, other: Any) -> bool:
    """Go's reflect.DeepEqual: 1 and 1.0 differ, as do 1 and True."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
