"""What to do about a finding: an edit that one click can make, or words.

Three annotations of a policy say it:

- `clark.dev/field`: the path of the field the finding points at, `spec.forProvider.multiAZ`.
- `clark.dev/fix`: lines of `PATH=VALUE` (`PATH-` deletes), written as for `clark set`; anything
  that is not is a sentence for people.
- `clark.dev/parameter`: lines of `NAME=VALUE`, the parameters of the offering's form that have
  the same effect as the edit.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.errors import Refused
from clark.manifests import Delete, Path, Set, infer, parse_assignment, parse_path, show_path

TITLE: Final = "clark.dev/title"
FIELD: Final = "clark.dev/field"
FIX: Final = "clark.dev/fix"
PARAMETER: Final = "clark.dev/parameter"

_PARAMETER: Final = re.compile(r"([A-Za-z][\w-]*)=(.*)")


@dataclass(frozen=True)
class Fix:
    """`sentence` is for people; `edits` and `parameters` are for a button."""

    sentence: str = ""
    edits: tuple[Set | Delete, ...] = ()
    parameters: tuple[tuple[str, Any], ...] = ()


def read_fix(annotations: Mapping[str, str]) -> Fix:
    """The fix a policy names. Raises Refused for a parameter that is not NAME=VALUE."""
    text = annotations.get(FIX, "").strip()
    parameters = tuple(_parameter(line) for line in _lines(annotations.get(PARAMETER, "")))
    edits = [_edit(line) for line in _lines(text)]
    found = tuple(edit for edit in edits if edit is not None)
    if len(found) < len(edits):
        return Fix(text, (), parameters)
    return Fix(" ".join(map(_told, found)), found, parameters)


def read_field(annotations: Mapping[str, str]) -> Path:
    """The path a finding points at, () for the whole object. Raises Refused."""
    text = annotations.get(FIELD, "").strip()
    return parse_path(text) if text else ()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _edit(line: str) -> Set | Delete | None:
    """The edit a line asks for; None for a sentence, whose first word ends in a space."""
    try:
        path, value = parse_assignment(line)
    except Refused:
        return None
    return Delete(path) if value is None else Set(path, infer(value, None, None))


def _parameter(line: str) -> tuple[str, Any]:
    found = _PARAMETER.fullmatch(line)
    if found is None:
        raise Refused(f"{PARAMETER} is NAME=VALUE, and here it is {line!r}")
    return found[1], infer(found[2], None, None)


def _told(edit: Set | Delete) -> str:
    where = show_path(edit.path)
    if isinstance(edit, Delete):
        return f"Remove {where}."
    value = edit.value if isinstance(edit.value, str) else json.dumps(edit.value)
    return f"Set {where} to {value}."
