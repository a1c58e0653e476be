"""What a migration changed, and why."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Correction:
    """`document` is KIND/NAME. `before` is "" where nothing stood; equal to `after` in advice."""

    document: str
    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Migration:
    """The whole text, corrected, and everything that was corrected in it."""

    text: str
    corrections: tuple[Correction, ...]


def shown(value: Any) -> str:
    """A value as a correction shows it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
