"""Numbers, texts and characters as Go's strconv writes them."""

import re
from typing import Any, Final

from clark.catalog.numbers import to_bytes

ESCAPES: Final = dict(
    zip("\a\b\f\n\r\t\v\\", ("\\a", "\\b", "\\f", "\\n", "\\r", "\\t", "\\v", "\\\\"), strict=True)
)
# strconv turns to an exponent here when it may use as many digits as it needs.
SHORTEST_FROM, SHORTEST_TO = -4, 6


def exact(number: float, verb: str) -> str:
    """The shortest digits that mean this number, in the form of `verb`: e, f or g."""
    if number in (float("inf"), float("-inf")):
        return "+Inf" if number > 0 else "-Inf"
    sign, digits, exponent = _digits(number)
    if verb == "e" or (verb == "g" and not SHORTEST_FROM <= exponent < SHORTEST_TO):
        fraction = f".{digits[1:]}" if digits[1:] else ""
        return f"{sign}{digits[0]}{fraction}e{exponent:+03d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    padded = digits.ljust(exponent + 1, "0")
    fraction = padded[exponent + 1 :]
    return f"{sign}{padded[: exponent + 1]}" + (f".{fraction}" if fraction else "")


def _digits(number: float) -> tuple[str, str, int]:
    """Sign, significant digits and the exponent of the first one."""
    mantissa, _, exponent = f"{number!r}".partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    before, _, after = mantissa.lstrip("-").partition(".")
    digits = (before + after).lstrip("0")
    point = len(before) if before.strip("0") else len(digits) - len(after)
    shown = digits.rstrip("0") or "0"
    return sign, shown, (point - 1 + int(exponent or 0)) if digits else 0


def whole(number: int, verb: str) -> str:
    """The digits of a number without its sign; verb: d, b, o, O, x or X."""
    return format(abs(number), "d" if verb == "v" else verb.lower() if verb == "O" else verb)


def quote(text: str, mark: str = '"', *, ascii_only: bool = False) -> str:
    """strconv.Quote, or QuoteRune for `mark` '."""
    return mark + "".join(_escape(char, mark, ascii_only) for char in text) + mark


def _escape(char: str, mark: str, ascii_only: bool) -> str:
    if char == mark:
        return "\\" + char
    if char in ESCAPES:
        return ESCAPES[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{to_bytes(char)[0]:02x}"
    if char.isprintable() and (code < 0x80 or not ascii_only):
        return char
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def type_name(value: Any) -> str:
    """What %T prints."""
    return TYPES.get(type(value), "<nil>")


TYPES: Final = {
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
BACKQUOTABLE: Final = re.compile("[^`\x00-\x08\x0a-\x1f\x7f\ufeff\ud800-\udfff]*")
