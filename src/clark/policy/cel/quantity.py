"""Quantities: `quantity('1.5Gi')` and what is asked of it.

Notation and limits: pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#Quantity.
"""

import re
from decimal import ROUND_UP, Context, Decimal
from typing import Any, Final

from clark.policy.cel.opaque import QUANTITY, opaque, text_of

_WRITTEN: Final = re.compile(
    r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]?|[eE][+-]?[0-9]+)"
)
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15}
_BINARY: Final = {letter + "i": 2 ** (10 * n) for n, letter in enumerate("KMGTPE", 1)}
_EXACT: Final = Context(prec=300)
_MOST: Final = Decimal(2**63 - 1)
_SMALLEST: Final = Decimal("1e-9")
_LONGEST: Final = 64


def quantity(text: str) -> dict[str, Any]:
    """Raises ValueError where Kubernetes would not read it."""
    found = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(f"{text[:_LONGEST]!r} is no quantity")
    sign, digits, suffix = found.groups()
    number = _EXACT.multiply(Decimal(sign + digits), _factor(suffix))
    # Only what is written in powers of 1024 is never more than 2^63-1.
    return _made(max(min(number, _MOST), -_MOST) if suffix in _BINARY else number)


def is_quantity(text: str) -> bool:
    try:
        quantity(text)
    except ValueError:
        return False
    return True


def sign(value: dict[str, Any]) -> int:
    number = _number(value)
    return (number > 0) - (number < 0)


def is_integer(value: dict[str, Any]) -> bool:
    number = _number(value)
    return abs(number) < _MOST and number == number.to_integral_value()


def as_integer(value: dict[str, Any]) -> int:
    if not is_integer(value):
        raise ValueError("cannot convert value to integer")
    return int(_number(value))


def as_float(value: dict[str, Any]) -> float:
    return float(_number(value))


def add(value: dict[str, Any], other: dict[str, Any] | int) -> dict[str, Any]:
    return _made(_EXACT.add(_number(value), _number(other)))


def sub(value: dict[str, Any], other: dict[str, Any] | int) -> dict[str, Any]:
    return _made(_EXACT.subtract(_number(value), _number(other)))


def compare(value: dict[str, Any], other: dict[str, Any]) -> int:
    mine, its = _number(value), _number(other)
    return (mine > its) - (mine < its)


def is_less(value: dict[str, Any], other: dict[str, Any]) -> bool:
    return compare(value, other) < 0


def is_greater(value: dict[str, Any], other: dict[str, Any]) -> bool:
    return compare(value, other) > 0


# Private functions


def _factor(suffix: str) -> Decimal:
    if suffix in _BINARY:
        return Decimal(_BINARY[suffix])
    if suffix == "E":
        return Decimal(10**18)
    power = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
    if abs(power) > 2 * _LONGEST:
        raise ValueError("the exponent of a quantity is out of range")
    return Decimal(1).scaleb(power)


def _made(number: Decimal) -> dict[str, Any]:
    """What is finer than nano is rounded away from zero."""
    rounded = number.quantize(_SMALLEST, ROUND_UP, _EXACT)
    return opaque(QUANTITY, f"{rounded.normalize(_EXACT) + 0:f}")


def _number(value: dict[str, Any] | int) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(text_of(value))
