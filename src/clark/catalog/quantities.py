"""Kubernetes quantities, such as 500m or 1.5Gi, as the nearest float64 that Go gives."""

import re
from typing import Final

from clark.errors import Refused

QUANTITY: Final = re.compile(r"[+-]?(\d*)(?:\.(\d*))?(.*)", re.ASCII | re.DOTALL)
EXPONENT: Final = re.compile(r"[eE][+-]?\d+", re.ASCII)
DECIMAL: Final = {
    "n": -9,
    "u": -6,
    "m": -3,
    "": 0,
    "k": 3,
    "M": 6,
    "G": 9,
    "T": 12,
    "P": 15,
    "E": 18,
}
BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
# Nothing smaller than a billionth is kept; what is smaller is rounded up to it.
NANO: Final = 9
LARGEST: Final = 2**63 - 1
LARGEST_SCALE: Final = 300


def quantity(text: str) -> float:
    """Raises Refused where Kubernetes would."""
    match = QUANTITY.fullmatch(text)
    if not text or match is None:
        raise _refused(text)
    whole, fraction = match[1] or "0", match[2] or ""
    unscaled, scale = int(whole + fraction), len(fraction)
    if match[3] in BINARY:
        unscaled <<= BINARY[match[3]]
        unscaled, scale = (LARGEST, 0) if unscaled > LARGEST * 10**scale else (unscaled, scale)
        fits = not fraction and unscaled <= LARGEST
    else:
        scale -= _decimal(match[3], text)
        fits = scale <= NANO and unscaled <= LARGEST
    if not fits:
        unscaled, scale = _in_billionths(unscaled, scale)
    sign = -1 if text.startswith("-") else 1
    return sign * float(unscaled) * (float(f"1e{-scale}") if scale else 1.0)


def _decimal(suffix: str, text: str) -> int:
    if suffix in DECIMAL:
        return DECIMAL[suffix]
    if not EXPONENT.fullmatch(suffix) or abs(int(suffix[1:])) > LARGEST_SCALE:
        raise _refused(text)
    return int(suffix[1:])


def _in_billionths(unscaled: int, scale: int) -> tuple[int, int]:
    if unscaled == 0:
        return 0, scale
    if scale <= NANO:
        return unscaled * 10 ** (NANO - scale), NANO
    return -(-unscaled // 10 ** (scale - NANO)), NANO


def _refused(text: str) -> Refused:
    return Refused(f"{text} is not a quantity such as 500m or 1.5Gi.")
