"""Crossplane's field paths, such as metadata.labels[clark.dev/team] or spec.tags[0].value.

Source: crossplane-runtime v2.1.0 `pkg/fieldpath`. Brackets hold an index or a name, which may be
quoted; outside them a dot ends a name. `*` is a name, and a wildcard only where `expand` is asked.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from clark.errors import Refused
from clark.manifests import Path

# Crossplane's own limit: a typo may not fill memory.
LAST_INDEX: Final = 1024
LARGEST_INDEX: Final = 2**32  # from here on the digits in brackets are a name
WILDCARD: Final = "*"
NAME: Final = re.compile(r"[^.\[\]]*")
ABSENT: Final = object()


def parse(text: str) -> Path:
    """The path of a text. Raises Refused where Crossplane would, and for an empty one, which it
    would take and do nothing with."""
    path: list[str | int] = []
    at = 0
    while True:
        match = NAME.match(text, at)
        if match is not None and match[0]:
            path.append(_name(match[0]))
            at = match.end()
        if at == len(text):
            break
        at = _bracket(text, at, path) if text[at] == "[" else _after_dot(text, at)
    if not path:
        raise Refused("A field path may not be empty.")
    return tuple(path)


def _after_dot(text: str, at: int) -> int:
    """Where the name after a dot begins. Raises Refused where none can."""
    if text[at] != "." or at == 0 or text[at + 1 : at + 2] in ("", ".", "["):
        raise _not_a_path(text, at)
    return at + 1


def _bracket(text: str, at: int, path: list[str | int]) -> int:
    """Add the segment in brackets to the path; where the text goes on after it."""
    end = text.find("]", at)
    inner = text[at + 1 : end]
    if end < 0 or not inner or "[" in inner:
        raise _not_a_path(text, at)
    if inner.isascii() and inner.isdigit() and int(inner) < LARGEST_INDEX:
        if int(inner) > LAST_INDEX:
            raise Refused(f"The index in {text} is too large: {LAST_INDEX} is the last.")
        path.append(int(inner))
    else:
        path.append(_name(inner))
    return end + 1


def _name(text: str) -> str:
    return text.strip("'\"")


def _not_a_path(text: str, at: int) -> Refused:
    return Refused(f"{text} is not a field path: stop at position {at + 1}.")


def show(path: Path) -> str:
    """The path as people write it."""
    shown = ""
    for step in path:
        quoted = isinstance(step, int) or "." in step or step == WILDCARD
        shown += f"[{step}]" if quoted else f".{step}"
    return shown.removeprefix(".")


def lookup(value: Any, path: Path) -> Any:
    """The value at a path, or ABSENT. Raises Refused where the path leads through another kind of
    value: that is an error of the composition and no missing field."""
    for depth, key in enumerate(path):
        if type(value) is dict and type(key) is str:
            value = value.get(key, ABSENT)
            if value is ABSENT:
                return ABSENT
        elif isinstance(key, int):
            if not isinstance(value, list):
                raise Refused(f"{show(path[:depth])} is not a list.")
            if key >= len(value):
                return ABSENT
            value = value[key]
        elif value is None:
            return ABSENT
        else:
            raise Refused(f"{show(path[:depth])} has no fields.")
    return value


def assign(target: Any, path: Path, value: Any) -> None:
    """Set the value at a path in place. Makes what is missing on the way, as Crossplane does."""
    for depth in range(len(path) - 1):
        here, following = path[depth], path[depth + 1]
        _check(target, path, depth)
        below = target[here] if isinstance(here, int) else target.get(here, ABSENT)
        # Crossplane fills a null inside a list, and refuses one under a name.
        if below is ABSENT or (below is None and isinstance(here, int)):
            below = target[here] = [] if isinstance(following, int) else {}
        if isinstance(following, int) and isinstance(below, list):
            below += [None] * (following + 1 - len(below))
        target = below
    _check(target, path, len(path) - 1)
    target[path[-1]] = value


def _check(target: Any, path: Path, depth: int) -> None:
    if type(path[depth]) is str and type(target) is dict:
        return
    if isinstance(path[depth], int):
        if not isinstance(target, list):
            raise Refused(f"{show(path[: depth + 1])} is set in something that is not a list.")
    elif not isinstance(target, dict):
        raise Refused(f"{show(path[: depth + 1])} is set in something that has no fields.")


def expand(value: Any, path: Path) -> Iterator[Path] | None:
    """The paths that a path with wildcards means, all of which exist; None where the list or
    mapping of a wildcard is null, which Crossplane takes for a missing source."""
    if WILDCARD not in path:
        return iter(()) if lookup(value, path) is ABSENT else iter((path,))
    at = path.index(WILDCARD)
    found = lookup(value, path[:at])
    if found is None:
        return None
    if found is ABSENT:
        return iter(())
    if not isinstance(found, list | dict):
        raise Refused(f"{show(path[:at])} has nothing that a wildcard could mean.")
    keys = range(len(found)) if isinstance(found, list) else list(found)
    several = [expand(value, (*path[:at], key, *path[at + 1 :])) for key in keys]
    if any(one is None for one in several):
        return None
    return (one for some in several if some is not None for one in some)
