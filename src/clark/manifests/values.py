"""Values of manifests: made plain, compared strictly, and changed apart from any text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.errors import Problem, Refused
from clark.manifests.document import Path
from clark.manifests.paths import get, show_path

_ABSENT: Final = object()
_SCALARS: Final = frozenset({str, bool, int, float, type(None)})


@dataclass(frozen=True)
class Set:
    """The value at this path is to be this one; missing mappings above it are made."""

    path: Path
    value: Any


@dataclass(frozen=True)
class Delete:
    """Nothing is to be at this path."""

    path: Path


def plain(value: Any) -> Any:
    """The same value of dicts and lists only, not shared with anybody. Raises Refused."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, Mapping):
        if any(not isinstance(key, str) for key in value):
            raise Refused("Every key of a manifest must be text")
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, str):
        return str(value)
    raise Refused(f"{value!r:.60} cannot be written in a manifest")


def same(one: Any, other: Any) -> bool:
    """Equal in type as well (1, 1.0 and True differ); the order of keys does not matter."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def steps(value: Any, change: Set | Delete) -> Iterator[Set | Delete]:
    """A change as the smallest changes that together make it; none where it already holds."""
    old = get(value, change.path, _ABSENT)
    if isinstance(change, Set):
        yield from _approach(change.path, old, change.value)
    elif old is not _ABSENT:
        yield change


def _approach(path: Path, old: Any, new: Any) -> Iterator[Set | Delete]:
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        for key, part in new.items():
            yield from _approach((*path, key), old.get(key, _ABSENT), part)
        yield from (Delete((*path, key)) for key in old if key not in new)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        for index, part in enumerate(new):
            yield from _approach((*path, index), get(old, (index,), _ABSENT), part)
        yield from (Delete((*path, index)) for index in range(len(old) - 1, len(new) - 1, -1))
    else:
        yield Set(path, new)


def applied(value: Any, changes: Iterable[Set | Delete]) -> Any:
    """A copy of the value with the changes made. Raises Refused where one cannot be."""
    made = plain(value)
    for change in changes:
        for step in tuple(steps(made, change)):
            if isinstance(step, Delete):
                drop(made, step.path)
            else:
                put(made, step.path, plain(step.value))
    return made


def split(value: Any, path: Path) -> int:
    """How many steps of a path exist. Raises Refused when the rest cannot be made there."""
    for depth, step in enumerate(path):
        if get(value, (step,), _ABSENT) is _ABSENT:
            _refuse_missing(value, path, depth)
            return depth
        value = value[step]
    return len(path)


def nest(value: Any, path: Path) -> Any:
    """The value wrapped in the mappings and lists that a missing path needs."""
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def put(value: Any, path: Path, new: Any) -> None:
    """Change a plain value in place. The path's parent must exist, or be null."""
    depth = split(value, path)
    at = path[: depth + 1]
    if depth < len(path) and get(value, path[:depth]) is None:
        at = path[:depth]
    parent = get(value, at[:-1], value)
    made = nest(new, path[len(at) :])
    if isinstance(parent, list) and at[-1] == len(parent):
        parent.append(made)
    else:
        parent[at[-1]] = made


def drop(value: Any, path: Path) -> None:
    """Delete in place what stands at an existing path."""
    del get(value, path[:-1], value)[path[-1]]


def _refuse_missing(value: Any, path: Path, depth: int) -> None:
    step = path[depth]
    length = len(value) if isinstance(value, list) else 0
    wanted, name = (list, "a list") if isinstance(step, int) else (dict, "a mapping")
    if value is not None and not isinstance(value, wanted):
        raise _refused(path, f"{show_path(path[:depth]) or 'the document'} is not {name}")
    if isinstance(step, int) and step != length:
        raise _refused(path, f"the list has {length} items; the next one is [{length}]")
    for index in path[depth + 1 :]:
        if isinstance(index, int) and index:
            raise _refused(path, "a new list begins with [0]")


def _refused(path: Path, reason: str) -> Refused:
    return Refused(f"{show_path(path)}: {reason}", [Problem(show_path(path), reason)])
