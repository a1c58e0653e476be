"""How much an offering may make of little: nobody has approved what a branch of it says.

A format of one line, repeated by a chain of transforms or by many patches, would otherwise fill the
memory of the process that renders it for a page.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from clark.errors import Refused

LARGEST: Final = 1024 * 1024  # characters of one value; a file that Clark reads has no more
MOST: Final = 4 * LARGEST  # of all values that the patches of an offering carry


def fit(characters: int) -> None:
    """Raises `Refused` for a value that is too long, before it is made."""
    if characters > LARGEST:
        raise Refused(f"This makes a text of more than {LARGEST:,} characters.")


def bounded(parts: Iterable[str]) -> Iterator[str]:
    """The parts as they are made. Raises `Refused` once they are too long together."""
    made = 0
    for part in parts:
        made += len(part)
        fit(made)
        yield part


def size(value: Any) -> int:
    """Characters of all texts in a value, and one for everything else in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return 1 + sum(size(key) + size(each) for key, each in value.items())
    return 1 + sum(map(size, value)) if isinstance(value, list) else 1
