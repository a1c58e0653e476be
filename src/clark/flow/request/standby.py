"""A standby in a second zone, added to a running database or taken away. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from clark.catalog import FormField
from clark.errors import Problem, Refused
from clark.manifests import Path, Set, get

MULTI_AZ: Final[Path] = ("spec", "forProvider", "multiAZ")
FIELD: Final = "standby"
WORDS: Final = {True: "Multi-AZ", False: "Single-AZ"}
_SAID: Final = {"on": True, "true": True, "off": False, "false": False}


def field(value: Mapping[str, Any]) -> FormField:
    """The switch, as the file has it now."""
    return FormField(
        name=FIELD,
        label="Standby in a second zone",
        help="It takes over when the database fails or changes its size, and costs about as much "
        "again.",
        type="switch",
        value_type="boolean",
        default=has_one(value),
        required=True,
    )


def edits(name: str, value: Mapping[str, Any], raw: Mapping[str, Any]) -> tuple[Set, ...]:
    """Raises `Refused` where nothing was chosen, or nothing would change."""
    asked = wanted(raw)
    if asked == has_one(value):
        why = f"{name} is {WORDS[asked]} already."
        raise _refused(why, "Switch it the other way.")
    return (Set(MULTI_AZ, asked),)


def wanted(raw: Mapping[str, Any]) -> bool:
    """Raises `Refused` where it is neither on nor off."""
    said = str(raw.get(FIELD, "")).lower()
    if said not in _SAID:
        why = f"“{said}” is neither on nor off." if said else "Nothing was chosen."
        raise _refused(why, "Choose on or off.")
    return _SAID[said]


def has_one(value: Mapping[str, Any]) -> bool:
    return get(value, MULTI_AZ, False) is True


def _refused(why: str, fix: str) -> Refused:
    return Refused(why, [Problem(FIELD, why, fix)])
