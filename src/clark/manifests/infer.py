"""The type of a new value that somebody wrote as text."""

import json
from typing import Any, Final

from clark.errors import Problem, Refused

_NAMES: Final = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list such as [1, 2]",
    "object": 'a mapping such as {"a": 1}',
}
_NOT_JSON: Final = object()


def infer(raw: str, existing: Any | None, schema_type: str | None) -> Any:
    """The value that is meant: of the type of the existing one, else of the schema's, else as JSON
    reads it, else text. null, and JSON text in quotes, lists and mappings are always taken as
    such where the value is not text. Raises Refused when the type cannot be met."""
    wanted = _type_of(existing) or schema_type
    if wanted == "string":
        return raw
    value = _json(raw)
    if wanted is None or wanted not in _NAMES:
        return raw if value is _NOT_JSON else value
    if value is not _NOT_JSON and (_fits(value, wanted) or _is_explicit(value, existing)):
        return value
    reason = f"{raw} is not {_NAMES[wanted]}"
    raise Refused(reason, [Problem("", f"{reason}.")])


def _type_of(value: Any) -> str | None:
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else None


def _fits(value: Any, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted == "boolean"
    if isinstance(value, int):
        return wanted in ("integer", "number")
    if isinstance(value, float):
        return wanted == "number"
    return {"array": list, "object": dict}.get(wanted) is type(value)


def _is_explicit(value: Any, existing: Any) -> bool:
    """Whether the notation itself says the type, against an existing value that has another."""
    return value is None or (existing is not None and isinstance(value, str | list | dict))


def _json(raw: str) -> Any:
    try:
        return json.loads(raw, parse_constant=lambda _: _NOT_JSON)
    except (ValueError, RecursionError):
        return _NOT_JSON
