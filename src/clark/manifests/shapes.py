"""When a text need not be read back: another of the same shape was.

Two values have one shape where they differ in nothing but whole numbers, words that stand without
quotes (which no reader stumbles over, whatever follows them) and ASCII text that stands in double
quotes. The texts then differ in nothing that carries structure, so both are read or neither is.
"""

import re
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final

from clark.manifests.scalars import is_plain

# Text of printable ASCII: in double quotes its only escapes are \" and \\, the same to everybody.
_QUOTABLE: Final = re.compile(r"[ -~]{0,4096}")
MOST: Final = 512
LONGEST: Final = 20_000  # characters; what is longer is read back every time


class Seen:
    """The shapes of texts that were read back and found to be what was meant."""

    def __init__(self) -> None:
        self._shapes: OrderedDict[Hashable, None] = OrderedDict()

    def __contains__(self, shape: Hashable) -> bool:
        return shape in self._shapes

    def add(self, shape: Hashable, text: str) -> None:
        if len(text) <= LONGEST:
            self._shapes[shape] = None
            if len(self._shapes) > MOST:
                self._shapes.popitem(last=False)


def shape(value: Any) -> Hashable:
    """Equal for values of one shape. `value` is plain: dicts, lists and scalars."""
    kind = type(value)
    if kind is dict:
        return ("{", *(part for key in value for part in (key, shape(value[key]))))
    if kind is list:
        return ("[", *map(shape, value))
    if kind is str:
        if is_plain(value):
            return str
        return bytes if _QUOTABLE.fullmatch(value) else ("=", value)
    return int if kind is int else (kind, value)
