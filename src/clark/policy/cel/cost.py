"""How dear an expression can become, before it is evaluated.

An upper bound for an object of a given weight. What is surely cheap is evaluated on the spot, as
nearly all rules are; the rest is evaluated where it can be stopped (`clark.policy.sandbox`). So
the bound may be far too high, and never too low. Work is roughly in nanoseconds, size in bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from clark.policy.cel.functions import FUNCTIONS
from clark.policy.cel.tree import Node

MOST_WORK: Final = 10**8
LARGEST: Final = 2**18
MOST_ITERATIONS: Final = 10_000  # the engine's own limit for one evaluation
_ENDLESS: Final = 10**18
_STEP: Final = 300
_CALL: Final = 10_000  # into Python and back
_READ: Final = 4  # characters are compared faster than that
_ENTRY: Final = 8  # what one entry of a list weighs at the least
_COMPARED: Final = 12  # lists and maps, entry by entry
_SCALARS: Final = frozenset((int, float, bool, type(None)))
_COMPILED: Final = 10**6  # a pattern that is not known beforehand

_OURS: Final = frozenset(function.name for function in FUNCTIONS)
_OPERATORS: Final = ("_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in")
_QUESTIONS: Final = ("size", "contains", "startsWith", "endsWith", "hasValue", "isSorted")
_ANSWERS: Final = frozenset((*_OPERATORS, *_QUESTIONS, "clark_matches", "@not_strictly_false"))
_FIELDS: Final = ("_?._", "_[_]", "_[?_]")
_ELSEWHERE: Final = object()
NOTHING_KNOWN: Final[Mapping[str, Any]] = {}
_EQUAL: Final = ("_==_", "_!=_")
_PRODUCTS: Final = frozenset(("replace", "join"))
_SQUARES: Final = frozenset(("sort", "distinct", "@sortByAssociatedKeys", "flatten"))
_SPREAD: Final = frozenset(("split", "findAll", "find"))
_PATTERNS: Final = frozenset(("clark_matches", "find", "findAll"))


def weight(value: Any) -> int:
    """What a value weighs: its characters, and eight for each part."""
    if not isinstance(value, list | Mapping):
        return _ENTRY + (len(value) if isinstance(value, str) else 0)
    total, left = _ENTRY, [value]
    while left:
        each = left.pop()
        total += _ENTRY * len(each)
        if isinstance(each, list):
            parts: Iterable[Any] = each
        else:
            total += _ENTRY * len(each) + _letters(each)
            parts = each.values()
        for part in parts:
            kind = type(part)
            if kind is str:
                total += len(part)
            elif kind is dict or kind is list:
                left.append(part)
            elif kind not in _SCALARS:  # a mapping that is no dict, or a kind of str
                total += len(part) if isinstance(part, str) else 0
                left += [part] if isinstance(part, list | Mapping) else []
    return total


def _letters(keys: Mapping[Any, Any]) -> int:
    try:
        return len("".join(keys))
    except TypeError:  # not all of them are texts
        return sum(map(len, map(str, keys)))


def is_dear(
    tree: Node,
    variables: Mapping[str, Node],
    weighs: int,
    values: Mapping[str, Any] = NOTHING_KNOWN,
) -> bool:
    """Whether an expression with the variables that it reads could take long or need much, where
    the request weighs so much.

    With the request's `values` each part of it weighs what it does weigh: a nested loop over a
    short list is then known to be short, in a long object.
    """
    meter = _Meter(variables, weighs, values)
    meter.size(tree, {}, 1)
    return meter.work > MOST_WORK or meter.largest > LARGEST


@dataclass
class _Meter:
    variables: Mapping[str, Node]
    weighs: int
    values: Mapping[str, Any] = field(default_factory=dict)
    work: int = 0
    largest: int = 0
    _known: dict[str, int] = field(default_factory=dict)

    def size(self, node: Node, scope: Mapping[str, int], times: int) -> int:
        """What a part's value weighs at most; what evaluating it so many times costs is added."""
        self.work = min(self.work + times * _STEP, _ENDLESS)
        if node.form == "constant":
            return _ENTRY + (len(node.constant) if isinstance(node.constant, str | bytes) else 0)
        if self.values and (reached := _reached(node, scope, self.values)) is not _ELSEWHERE:
            self.largest = max(self.largest, found := weight(reached))
            return found
        if node.form == "name":
            return self._name(node.text, scope)
        found = min(getattr(self, f"_{node.form}")(node, scope, times), _ENDLESS)
        self.largest = max(self.largest, found)
        return int(found)

    def _name(self, text: str, scope: Mapping[str, int]) -> int:
        if text in scope:
            return scope[text]
        name = text.removeprefix("variables.")
        found = self._variable(name) if name != text else self.weighs
        self.largest = max(self.largest, found)
        return found

    def _variable(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = _ENDLESS  # for one that reads itself
            tree = self.variables.get(name)
            if tree is not None:
                self._known[name] = self.size(tree, {}, 1)
        return self._known[name]

    def _select(self, node: Node, scope: Mapping[str, int], times: int) -> int:
        return self.size(node.parts[0], scope, times)

    def _list(self, node: Node, scope: Mapping[str, int], times: int) -> int:
        return _ENTRY + sum(_ENTRY + self.size(part, scope, times) for part in node.parts)

    _map = _list

    def _call(self, node: Node, scope: Mapping[str, int], times: int) -> int:
        sizes = [self.size(part, scope, times) for part in node.parts]
        total = sum(sizes)
        self._spend(times, total // _READ + _own_work(node, sizes))
        if node.text in _ANSWERS:
            return _ENTRY
        if node.text == "_?_:_":
            return max(sizes[1:])
        if node.text in ("_[_]", "_[?_]"):
            return sizes[0]
        if node.text in _PRODUCTS:
            return sizes[0] * (1 + sizes[-1] if node.text == "join" else 1 + total)
        if node.text == "format":
            return 2 * total + 400 * sizes[0]  # a number can have a thousand digits
        return total * _ENTRY * 2 if node.text in _SPREAD else total + 2 * _ENTRY

    def _comprehension(self, node: Node, scope: Mapping[str, int], times: int) -> int:
        ranged, beginning, condition, step, result = node.parts
        over, start = self.size(ranged, scope, times), self.size(beginning, scope, times)
        *each, accumulated = node.names
        turns = min(len(ranged.parts) if ranged.form == "list" else over // _ENTRY + 1, _ENDLESS)
        inner = min(times * turns, MOST_ITERATIONS * min(times, 1) if turns else 0)
        within = {**scope, **dict.fromkeys(each, over), accumulated: start}
        grown = self.size(step, within, inner) - start
        self.size(condition, within, inner)
        final = start + min(turns, MOST_ITERATIONS) * max(grown, 0)
        self._spend(inner, 2 * final)  # the engine may copy what was gathered, at each turn
        return self.size(result, {**scope, accumulated: final}, times)

    def _spend(self, times: int, work: int) -> None:
        self.work = min(self.work + times * work, _ENDLESS)


def _reached(node: Node, scope: Mapping[str, int], values: Mapping[str, Any]) -> Any:
    """The part of the request that is named by fields alone; None where a map has no such field.

    Of whatever else is read, an entry of a list for one, the whole that it is read from counts.
    """
    if node.form == "name" and node.text not in scope:
        return values.get(node.text, _ELSEWHERE)
    if node.form == "select":
        key: Any = node.text
    elif node.text in _FIELDS and node.form == "call" and node.parts[1].form == "constant":
        key = node.parts[1].constant
    else:
        return _ELSEWHERE
    above = _reached(node.parts[0], scope, values)
    if isinstance(above, Mapping) and isinstance(key, str):
        return above.get(key)
    return _ELSEWHERE


def _own_work(node: Node, sizes: list[int]) -> int:
    """What a function costs beyond reading its arguments once."""
    work = 0
    if node.text in _EQUAL:
        work += _COMPARED * min(sizes)  # what is larger than the other is not looked into
    if node.text == "@in":
        entries = sizes[1] // _ENTRY
        work += _COMPARED * (entries + min(sizes[1], entries * sizes[0]))
    if node.text == "format":
        work += 2 * _COMPARED * sum(sizes)
    if node.text == "findAll":
        work += _CALL * sizes[0]
    if node.text in _PRODUCTS:
        work += sizes[0] * sizes[-1]
    if node.text in _SQUARES or node.text.startswith("sets."):
        work += (sizes[0] // _ENTRY + 1) * (sizes[-1] + _ENTRY)
    if node.text in _OURS:
        work += _CALL + 20 * sum(sizes)
    if node.text in _PATTERNS and node.parts[1].form != "constant":
        work += _COMPILED
    return work
