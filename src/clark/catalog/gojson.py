"""JSON as Go's encoding/json writes it: sorted keys, no spaces, <, > and & escaped."""

import json
import re
from typing import Any, Final

from clark.catalog.gonumbers import exact
from clark.catalog.numbers import cleaned
from clark.errors import Refused

HTML: Final = re.compile("[<>&\u2028\u2029]")
# Where JavaScript, and so encoding/json, turns to an exponent.
SMALLEST, LARGEST = 1e-6, 1e21


def dumps(value: Any) -> str:
    """Raises Refused for infinity."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{dumps(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumps, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    quoted = json.dumps(cleaned(text), ensure_ascii=False)
    return HTML.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _number(number: float) -> str:
    if number in (float("inf"), float("-inf")) or number != number:
        raise Refused("A number has become too large to be written as JSON.")
    if number and not SMALLEST <= abs(number) < LARGEST:
        return exact(number, "e").replace("e-0", "e-")
    return exact(number, "f")
