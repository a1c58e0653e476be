"""What each verb of Go's fmt prints of a value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.bounds import bounded
from clark.catalog.gonumbers import BACKQUOTABLE, exact, quote, type_name, whole
from clark.catalog.numbers import to_bytes
from clark.errors import Refused

__all__ = ["Flags", "show", "type_name"]
PREFIXES: Final = {"b": "0b", "x": "0x", "X": "0X"}
LAST_RUNE: Final = 0x10FFFF


@dataclass(frozen=True)
class Flags:
    """The flags of one directive. `go` asks for Go syntax (%#v)."""

    sharp: bool = False
    zero: bool = False
    plus: bool = False
    minus: bool = False
    space: bool = False
    go: bool = False
    width: int | None = None
    precision: int | None = None

    def pad(self, text: str, *, zero: bool | None = None) -> str:
        missing = (self.width or 0) - len(text)
        if missing <= 0:
            return text
        fill = "0" if (self.zero if zero is None else zero) and not self.minus else " "
        return text + " " * missing if self.minus else fill * missing + text

    def cut(self, text: str) -> str:
        return text if self.precision is None else text[: self.precision]


def show(value: Any, verb: str, flags: Flags) -> str:
    """Raises Refused for what Clark does not print."""
    if value is None:
        return flags.pad("<nil>") if verb in "vT" else f"%!{verb}(<nil>)"
    if verb == "T":
        return flags.pad(flags.cut(type_name(value)))
    if isinstance(value, list | dict):
        return _collection(value, verb, flags)
    return SHOWERS[type(value)](value, verb, flags)


def _bad(value: Any, verb: str, flags: Flags) -> str:
    return f"%!{verb}({type_name(value)}={show(value, 'v', flags)})"


def _collection(value: Any, verb: str, flags: Flags) -> str:
    if verb == "p":
        raise Refused("%p prints an address, which differs from run to run.")
    if verb == "w":
        return _bad(value, verb, flags)
    parts = bounded(  # each may be padded to a width of its own
        (f"{show(key, verb, flags)}:{_part(value[key], verb, flags)}" for key in sorted(value))
        if isinstance(value, dict)
        else (_part(part, verb, flags) for part in value)
    )
    if flags.go:
        return type_name(value) + "{" + ", ".join(parts) + "}"
    return ("map[" if isinstance(value, dict) else "[") + " ".join(parts) + "]"


def _part(value: Any, verb: str, flags: Flags) -> str:
    if value is None:
        return "interface {}(nil)" if flags.go else "<nil>"
    return show(value, verb, flags)


def _bool(value: bool, verb: str, flags: Flags) -> str:
    return flags.pad(str(value).lower()) if verb in "tv" else _bad(value, verb, flags)


def _text(value: str, verb: str, flags: Flags) -> str:
    if verb == "q" or (verb == "v" and flags.go):
        return _quoted(value, flags)
    if verb in "vs":
        return flags.pad(flags.cut(value))
    return _hexadecimal(value, verb, flags) if verb in "xX" else _bad(value, verb, flags)


def _quoted(value: str, flags: Flags) -> str:
    value = flags.cut(value)
    if flags.sharp and BACKQUOTABLE.fullmatch(value):
        return flags.pad(f"`{value}`")
    return flags.pad(quote(value, ascii_only=flags.plus))


def _hexadecimal(value: str, verb: str, flags: Flags) -> str:
    data = to_bytes(value)[: flags.precision]
    pairs = [format(byte, f"02{verb}") for byte in data]
    prefix = f"0{verb}" if flags.sharp and pairs else ""
    return flags.pad(prefix + f" {prefix}".join(pairs) if flags.space else prefix + "".join(pairs))


def _whole(value: int, verb: str, flags: Flags) -> str:
    if verb in "cqU":
        return _character(value, verb, flags)
    if verb not in "vdboOxX":
        return _bad(value, verb, flags)
    if flags.precision == 0 and value == 0:
        return flags.pad("", zero=False)
    sign = "-" if value < 0 else "+" if flags.plus else " " if flags.space else ""
    least = flags.precision or 0
    if flags.precision is None and flags.zero and not flags.minus:
        least = (flags.width or 0) - len(sign)
    digits = whole(value, verb).rjust(least, "0")
    if verb == "O":
        digits = "0o" + (("0" + digits) if flags.sharp and digits[0] != "0" else digits)
    elif flags.sharp:
        octal = "0" if verb == "o" and digits[0] != "0" else ""
        digits = PREFIXES.get(verb, octal) + digits
    return flags.pad(sign + digits, zero=False)


def _character(value: int, verb: str, flags: Flags) -> str:
    known = 0 <= value <= LAST_RUNE and not 0xD800 <= value <= 0xDFFF
    char = chr(value) if known else "\ufffd"
    if verb == "c":
        return flags.pad(char)
    if verb == "q":
        return flags.pad(quote(char, "'", ascii_only=flags.plus))
    code = format(value % 2**64, "X").rjust(max(4, flags.precision or 0), "0")
    seen = f" '{char}'" if flags.sharp and known and char.isprintable() else ""
    return flags.pad(f"U+{code}{seen}", zero=False)


def _number(value: float, verb: str, flags: Flags) -> str:
    if verb in "bxX" or (flags.sharp and verb in "vgGfFeE"):
        raise Refused(f"Clark does not print a number that is no int with %{verb} or a #; use %v.")
    if verb not in "vgGfFeE":
        return _bad(value, verb, flags)
    text = _decimal(value, verb, flags.precision)
    sign = text[0] if text[0] in "+-" else "+"
    digits = text.lstrip("+-")
    if flags.space and sign == "+" and not flags.plus:
        sign = " "
    shown_sign = "" if sign == "+" and not flags.plus else sign
    if digits == "Inf":
        return flags.pad(shown_sign + digits if shown_sign else "+Inf", zero=False)
    if flags.zero and not flags.minus:
        digits = digits.rjust((flags.width or 0) - len(shown_sign), "0")
    return flags.pad(shown_sign + digits)


def _decimal(value: float, verb: str, precision: int | None) -> str:
    lower = "g" if verb == "v" else verb.lower()
    if (precision is None and lower == "g") or value in (float("inf"), float("-inf")):
        text = exact(value, lower)
    else:
        text = f"{value:.{6 if precision is None else precision}{lower}}"
    return text if "Inf" in text or verb not in "GE" else text.upper()


SHOWERS: Final[dict[type, Callable[[Any, str, Flags], str]]] = {
    bool: _bool,
    str: _text,
    int: _whole,
    float: _number,
}
