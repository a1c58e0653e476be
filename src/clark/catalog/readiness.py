"""Whether an observed resource is ready, as function-patch-and-transform asks.

Source: v0.10.7 `ready.go`; observed numbers are float64, so MatchInteger never holds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clark.catalog.fieldpath import ABSENT, lookup
from clark.catalog.gonumbers import type_name
from clark.catalog.patches import field_path
from clark.catalog.reading import Part
from clark.errors import Refused
from clark.manifests import Path

# Raises Refused where the real function warns and takes the resource for not ready.
Check = Callable[[Any], bool]
CONDITION_TEXTS: Final = ("type", "status", "lastTransitionTime", "reason", "message")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class Condition:
    """MatchCondition, and without any check the condition Ready."""

    type: str = "Ready"
    status: str = "True"

    def __call__(self, resource: Any) -> bool:
        return condition(resource, self.type) == self.status


def condition(resource: Any, wanted: str) -> str:
    """The status of a condition; "Unknown" where it is not among them, "" where the status of the
    resource is missing or not a list of conditions."""
    status = resource.get("status", ABSENT)
    held = status.get("conditions") if isinstance(status, dict) else None
    if status is ABSENT or not isinstance(status, dict | None):
        return ""
    if not isinstance(held, list | None) or not all(map(_is_condition, held or ())):
        return ""
    found = [each.get("status") or "" for each in held or () if each and each.get("type") == wanted]
    return found[0] if found else "Unknown"


def _is_condition(value: Any) -> bool:
    if not isinstance(value, dict):
        return value is None
    texts = [value[key] for key in CONDITION_TEXTS if value.get(key) is not None]
    time = value.get("lastTransitionTime")
    return all(isinstance(text, str) for text in texts) and (time is None or bool(TIME.match(time)))


def read_check(part: Part) -> Check:
    kind = part.choice("type", READERS)
    return READERS[kind](part)


def _read_condition(part: Part) -> Check:
    wanted = part.find("matchCondition")
    if wanted is None:
        raise part.broken("matchCondition is missing; the real function would crash.")
    return Condition(wanted.text("type"), wanted.text("status"))


def _read_non_empty(part: Part) -> Check:
    path = _path(part)
    return lambda resource: lookup(resource, path) is not ABSENT


def _read_text(part: Part) -> Check:
    return partial(_matches, _path(part), str, part.text("matchString"))


def _read_integer(part: Part) -> Check:
    part.at("matchInteger").whole()
    return partial(_integer, _path(part))


def _read_truth(wanted: bool, part: Part) -> Check:
    return partial(_matches, _path(part), bool, wanted)


def _read_none(_part: Part) -> Check:
    return bool  # a resource is never empty


def _path(part: Part) -> Path:
    return field_path(part.at("fieldPath"))


def _matches(path: Path, kind: type, wanted: Any, resource: Any) -> bool:
    value = lookup(resource, path)
    if value is ABSENT:
        return False
    if not isinstance(value, kind):
        raise Refused(f"It is {type_name(value)}, not {type_name(wanted)}.")
    return bool(value == wanted)


def _integer(path: Path, resource: Any) -> bool:
    if lookup(resource, path) is ABSENT:
        return False
    raise Refused("MatchInteger never holds: the real function sees every number as a float64.")


READERS: Final[Mapping[str, Callable[[Part], Check]]] = {
    "MatchString": _read_text,
    "MatchInteger": _read_integer,
    "NonEmpty": _read_non_empty,
    "MatchCondition": _read_condition,
    "MatchTrue": partial(_read_truth, True),
    "MatchFalse": partial(_read_truth, False),
    "None": _read_none,
}
