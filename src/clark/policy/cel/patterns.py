"""Regular expressions: `matches`, `find`, `findAll`. RE2 keeps them linear in the text.

The engine would compile a pattern at each `matches`, 250 µs for a large one; here it is compiled
once.
"""

from functools import lru_cache
from typing import Any, Final

import re2

LONGEST_PATTERN: Final = 4 * 1024


def matches(text: str, pattern: str) -> bool:
    return compiled(pattern).search(text) is not None


def find(text: str, pattern: str) -> str:
    """The first match, empty where there is none."""
    found = compiled(pattern).search(text)
    return found.group() if found else ""


def find_all(text: str, pattern: str, most: int = -1) -> list[str]:
    """All matches as Go finds them: none that is empty directly after another match."""
    found: list[str] = []
    end = -1
    for match in compiled(pattern).finditer(text):
        if 0 <= most <= len(found):
            break
        if match.end() > match.start() or match.start() != end:
            found.append(match.group())
        end = match.end()
    return found


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """Raises ValueError or re2.error for a pattern that cannot be used."""
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern may have {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
