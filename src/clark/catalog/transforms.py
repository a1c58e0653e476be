"""The transforms of function-patch-and-transform that Clark renders: map, string, convert.

Semantics as measured with the real function, v0.10.7: its input is decoded strictly and every
number is a float64.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clark.catalog.goformat import check, shown, sprintf
from clark.catalog.reading import Part
from clark.errors import Refused

# Raises Refused for a value that the real function would not take either.
Transform = Callable[[Any], Any]

SETTINGS: Final = ("map", "string", "convert")
LATER_SETTINGS: Final = ("match", "math")
LATER_STRINGS: Final = ("Convert", "TrimPrefix", "TrimSuffix", "Regexp", "Join")
LATER_TARGETS: Final = ("bool", "float64", "object", "array")


def read_transform(part: Part) -> Transform:
    part.only(("type", *SETTINGS), LATER_SETTINGS)
    kind = part.text("type")
    if kind in LATER_SETTINGS:
        raise part.at("type").broken(f"The transform {kind} is not supported by Clark yet.")
    if kind not in READERS:
        raise part.at("type").broken(f"{kind} is not a transform.")
    return READERS[kind](part.at(kind))


def as_float64(value: Any) -> Any:
    """A number as the real function sees it; only `convert` makes an int."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


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
        raise Refused("A map takes text only; convert it to string first.")
    if value not in pairs:
        raise Refused(f"The map has no entry for {value}.")
    return as_float64(pairs[value])


def _read_string(part: Part) -> Transform:
    part.only(("type", "fmt", "replace"), ("convert", "trim", "regexp", "join"))
    kind = part.text("type", default="Format")
    if kind == "Format":
        return _read_format(part)
    if kind == "Replace":
        replace = part.at("replace").only(("search", "replace"))
        return _Replace(replace.text("search"), replace.text("replace"))
    later = "is not supported by Clark yet" if kind in LATER_STRINGS else "does not exist"
    raise part.at("type").broken(f"The string transform {kind} {later}.")


def _read_format(part: Part) -> Transform:
    pattern = part.text("fmt")
    checked(part.at("fmt"), pattern, 1)
    return lambda value: sprintf(pattern, [value])


def checked(part: Part, pattern: str, arguments: int) -> None:
    """Check a Go format string. Raises Broken at its line."""
    try:
        check(pattern, arguments)
    except Refused as refused:
        raise part.broken(refused.reason) from None


@dataclass(frozen=True)
class _Replace:
    search: str
    replace: str

    def __call__(self, value: Any) -> str:
        return shown(value).replace(self.search, self.replace)


def _read_convert(part: Part) -> Transform:
    part.only(("toType",), ("format",))
    target = part.text("toType")
    if target in CONVERSIONS:
        return CONVERSIONS[target]
    later = "is not supported by Clark yet" if target in LATER_TARGETS else "does not exist"
    raise part.at("toType").broken(f"The conversion to {target} {later}.")


def _to_int(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused(f"{value} cannot be converted to a whole number.") from None


CONVERSIONS: Final[Mapping[str, Transform]] = {"string": shown, "int": _to_int, "int64": _to_int}
READERS: Final[Mapping[str, Callable[[Part], Transform]]] = {
    "map": _read_map,
    "string": _read_string,
    "convert": _read_convert,
}
