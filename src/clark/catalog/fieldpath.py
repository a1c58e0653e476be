"""Crossplane's field paths, such as metadata.labels[clark.dev/team] or spec.tags[0].value.

Source: crossplane-runtime `pkg/fieldpath/fieldpath.go`. Brackets hold an index or a name, which
may be quoted; outside them a dot ends a name.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from clark.errors import Refused
from clark.manifests import Path

# Crossplane takes any index; nothing that people write needs more, and a typo may not fill memory.
LAST_INDEX: Final = 100
SEGMENT: Final = re.compile(r"\[([^\[\]]+)\]|(?:(?<=.)\.|^)([^.\[\]]+)")
ABSENT: Final = object()


def parse(text: str) -> Path:
    """The path of a text. Raises Refused where Crossplane would, and for the wildcard [*]."""
    path: list[str | int] = []
    end = 0
    while end < len(text):
        match = SEGMENT.match(text, end)
        if match is None:
            raise Refused(f"{text} is not a field path: stop at position {end + 1}.")
        path.append(_segment(match, text))
        end = match.end()
    if not path:
        raise Refused("A field path may not be empty.")
    return tuple(path)


def _segment(match: re.Match[str], text: str) -> str | int:
    bracketed, plain = match.groups()
    if bracketed is None:
        return str(plain).strip("'\"")
    if bracketed == "*":
        raise Refused(f"The wildcard in {text} is not supported by Clark yet.")
    if re.fullmatch("[0-9]+", bracketed):
        if int(bracketed) > LAST_INDEX:
            raise Refused(f"The index in {text} is too large: {LAST_INDEX} is the last.")
        return int(bracketed)
    return str(bracketed).strip("'\"")


def lookup(value: Any, path: Path) -> Any:
    """The value at a path, or ABSENT."""
    for key in path:
        if isinstance(key, int):
            present = isinstance(value, list) and key < len(value)
        else:
            present = isinstance(value, Mapping) and key in value
        if not present:
            return ABSENT
        value = value[key]
    return value


def assign(target: Any, path: Path, value: Any) -> None:
    """Set the value at a path in place. Makes what is missing on the way, as Crossplane does."""
    for here, following in pairwise(path):
        below = _slot(target, here)
        if below is None:
            below = [] if isinstance(following, int) else {}
            target[here] = below
        target = below
    _slot(target, path[-1])
    target[path[-1]] = value


def _slot(target: Any, key: str | int) -> Any:
    """What a container holds at a key, after making room for it. Raises Refused on a clash."""
    if isinstance(key, int):
        if not isinstance(target, list):
            raise Refused(f"[{key}] is set in something that is not a list.")
        target += [None] * (key + 1 - len(target))
        return target[key]
    if not isinstance(target, dict):
        raise Refused(f"{key} is set in something that has no fields.")
    return target.get(key)
