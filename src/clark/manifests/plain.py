"""Texts so plain that every reader reads them alike: one reader is enough for these.

Most manifests are lines of `key: value` with words, whole numbers and quoted text. That a text is
of this form is seen in one pass over its characters, which costs a tenth of asking libyaml. A text
of any other form is read by both readers; that the two ways never differ is a law of
tests/unit/manifests/test_plain.py. See docs/decisions/0023.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from ryaml import InvalidYamlError, loads_all  # type: ignore[attr-defined] # its stub hides them

from clark.manifests.document import Document, Path
from clark.manifests.tree import compose
from clark.manifests.walk import Walk

# What stands behind a key or a dash. A word that somebody takes for a boolean is none of these,
# nor is a number that is written in any other way than the usual one. A number is followed by a
# letter only where that is an exponent or names a base: what has another is a word to everybody.
_VALUE: Final = r"""(?:
    (?! (?i:y|n|yes|no|on|off) [ ]*+ (?:\#|\n) )
    [A-Za-z/] [\w/.@+,()=*-]*+ (?: :++ [\w/.@+=*-]++ | [ ] [\w/.@+,()=-]++ )*+
  | [0-9]++ [acdf-np-wyzACDF-NP-WYZ] \w*+
  | -? (?: [1-9] [0-9]{0,17}+ | 0 )
  | " (?: [ !#-\[\]-~] | \\["\\] )*+ "
  | ' [ -&(-~]*+ '
  | \{\} | \[\]
)"""
_WORDS: Final = "y|n|yes|no|on|off|true|false|null"
_KEY: Final = rf"(?! (?i:{_WORDS}) : ) [A-Za-z] [\w./-]*+ : (?: (?=[ ]*+\n) | (?=[ ]))"
# Less indented than what readers may be given: one column is one level at most, or a dash two.
_TEXT: Final = re.compile(
    rf"""(?:
        (?: [ ]{{0,40}}+ (?:
            (?: - [ ] )?+ {_KEY} (?: [ ] {_VALUE} )?+ | - [ ] {_VALUE}
        )?+ | --- )
        (?: [ ]++ \# [ -~]*+ )?+ \n
      | [ ]*+ \# [ -~]*+ \n
    )*+""",
    re.VERBOSE | re.ASCII,
)


class Lines(Mapping[Path, int]):
    """Where the parts of a document stand. Most are never asked for, so libyaml is asked late."""

    def __init__(self, text: str, index: int) -> None:
        self._text = text
        self._index = index

    def __getitem__(self, path: Path) -> int:
        return self._found[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def _found(self) -> dict[Path, int]:
        walk = Walk(self._text)
        for index, node in enumerate(compose(self._text)):
            walk.lines = {}
            walk.value(node, (), 0)
            if index == self._index:
                break
        return walk.lines


def read_plainly(text: str) -> tuple[Document, ...] | None:
    """The documents of a text of that form; None for any other, and where there is anything to
    say about it."""
    if not _TEXT.fullmatch(text):
        return None
    try:
        values: list[Any] = loads_all(text) or []
    except InvalidYamlError:
        return None
    if not all(isinstance(value, dict) for value in values):
        return None
    return tuple(Document(index, value, Lines(text, index)) for index, value in enumerate(values))
