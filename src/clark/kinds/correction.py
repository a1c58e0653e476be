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
class Unresolved:
    """A field that the kind does not have, and that nobody can correct without being asked."""

    document: str
    field: str
    reason: str
    fix: str


@dataclass(frozen=True)
class Migration:
    """The whole text, corrected, everything that was corrected in it, and what remains to do."""

    text: str
    corrections: tuple[Correction, ...]
    unresolved: tuple[Unresolved, ...] = ()


def shown(value: Any) -> str:
    """A value as a correction shows it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
