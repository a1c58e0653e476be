"""What a plain (unquoted) scalar means, where every reader agrees, and how to write a scalar.

The readers: YAML 1.1 (PyYAML), YAML 1.2 (ryaml), and Kubernetes' own, sigs.k8s.io/yaml, which is
go-yaml v2 (its resolve.go). Where one of them reads another value, the scalar is ambiguous.
"""

import json
import math
import re
from functools import lru_cache
from typing import Any

from clark.errors import Refused
from clark.manifests.characters import UNSAFE

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Booleans to some readers.
_SWITCHES = frozenset(
    spelling
    for word in ("y", "n", "yes", "no", "on", "off")
    for spelling in (word, word.capitalize(), word.upper())
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+")
# YAML 1.1 wants a sign in an exponent and a dot before it.
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_NUMBER_TO_SOMEBODY = re.compile(
    r"""(?:[-+]_*)?(?:
        0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
      | [0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]+)?
      | \.[0-9][0-9_]*(?:[eE][-+]?[0-9_]+)?
      | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | \.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
    )""",
    re.VERBOSE,
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?", re.DOTALL)
_FIRST_OF_DOUBTFUL = frozenset("0123456789+-.yYnNoO=<")
LOWEST, HIGHEST = -(2**63), 2**64 - 1

# A plain scalar that no reader stumbles over, whatever follows it.
_PLAIN = re.compile(r"[\w/($][\w/.()@+=~^$%<>!;&'\",:*#|? -]*")
_PLAIN_IN_FLOW = re.compile(r"[\w/($][\w/.()@+=~^$%<>!;&*|-]*")


class Ambiguous(ValueError):
    """This plain scalar is read differently by different readers. The message says how."""


def resolve(plain: str) -> Any:
    """The value of a plain scalar: None, bool, int, float or str. Raises Ambiguous."""
    if plain in _WORDS:
        return _WORDS[plain]
    if plain[0] not in _FIRST_OF_DOUBTFUL:
        return plain
    if _INTEGER.fullmatch(plain):
        return _integer(plain)
    if _FLOAT.fullmatch(plain):
        return _float(plain)
    _refuse_doubtful(plain)
    return plain


def _integer(plain: str) -> int:
    # Python refuses to convert very long numbers, and none of them is in range.
    number = int(plain, 16 if plain.startswith("0x") else 10) if len(plain) < 30 else HIGHEST + 1
    if LOWEST <= number <= HIGHEST:
        return number
    raise Ambiguous(f"{plain[:30]} is beyond 64 bits; quote it if it is text")


def _float(plain: str) -> float:
    number = float(plain)
    if math.isfinite(number):
        return number
    raise Ambiguous(f"{plain[:30]} is too large for a number; quote it if it is text")


def _refuse_doubtful(plain: str) -> None:
    if plain in _SWITCHES:
        raise Ambiguous(f'{plain} is a boolean to some readers; write "{plain}" or true/false')
    if _NUMBER_TO_SOMEBODY.fullmatch(plain):
        raise Ambiguous(f'{plain[:30]} is a number to some readers only; write "{plain[:30]}"')
    if _DATE.fullmatch(plain):
        raise Ambiguous(f"{plain[:30]} is a date to some readers and text to others; quote it")
    if plain in ("=", "<<"):
        raise Ambiguous(f'{plain} has a meaning of its own in YAML 1.1; write "{plain}"')


def spell(value: Any, *, quote: str = "", in_flow: bool = False) -> str:
    """One scalar on one line. `quote` is the style wished for ("", ' or "), kept where it can be.
    Raises Refused for what YAML cannot carry."""
    if isinstance(value, str):
        return _spell_text(value, quote, in_flow)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and LOWEST <= value <= HIGHEST:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        digits = repr(value)
        return digits if "." in digits or "e" not in digits else digits.replace("e", ".0e")
    raise Refused(f"{value!r:.60} cannot be written in a manifest")


def _spell_text(text: str, quote: str, in_flow: bool) -> str:
    if not quote and is_plain(text, in_flow=in_flow):
        return text
    if quote == "'" and "\n" not in text and "\r" not in text and not UNSAFE.search(text):
        return "'" + text.replace("'", "''") + "'"
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused("Half of a surrogate pair is not text")
    return UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def is_plain(text: str, *, in_flow: bool = False) -> bool:
    """Whether text may stand without quotes and be read by everybody as this text."""
    return (_is_plain_word if len(text) <= _WORD else _is_plain)(text, in_flow)


def _is_plain(text: str, in_flow: bool) -> bool:
    if not (_PLAIN_IN_FLOW if in_flow else _PLAIN).fullmatch(text):
        return False
    if ": " in text or " #" in text or text[-1] in ": ":
        return False
    try:
        return bool(resolve(text) == text)
    except Ambiguous:
        return False


# Keys and words of manifests come again and again. Long texts do not, and would fill memory.
_WORD = 64
_is_plain_word = lru_cache(maxsize=4096)(_is_plain)
