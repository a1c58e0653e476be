"""The text of a CEL expression, as far as Clark must see into it before the engine does.

Grammar of strings, comments and names: github.com/google/cel-spec, doc/langdef.md, "Syntax".
"""

import re
from collections.abc import Iterator

from clark.errors import Refused

MATCHES = "clark_matches"

_TOKEN = re.compile(
    r"""
      //[^\n]*
    | [bB]?[rR][bB]?(?:\"{3}.*?\"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*')
    | [bB]?(?:\"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
            | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*')
    | `[^`\n]*`
    | (?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_CALLED = re.compile(r"\s*\(")
_FIELD = re.compile(r"\s*\.\s*([A-Za-z_]\w*)")
_SELECTED = re.compile(r"\.\s*\??\s*\Z")


def with_cached_matches(text: str) -> str:
    """The same expression, calling Clark's `matches`, which compiles a pattern once."""
    parts, done = [], 0
    for token in _names(text):
        if token.group() == "matches" and _CALLED.match(text, token.end()):
            parts += [text[done : token.start()], MATCHES]
            done = token.end()
    return "".join((*parts, text[done:]))


def variables(text: str) -> frozenset[str]:
    """The policy variables that an expression reads: `variables.NAME`.

    Raises Refused where it reads them in another way, because then nobody can say which.
    """
    found = set()
    for token in _names(text):
        if token.group() != "variables" or _SELECTED.search(text, 0, token.start()):
            continue
        field = _FIELD.match(text, token.end())
        if field is None:
            raise Refused("variables can only be read as variables.NAME")
        found.add(field[1])
    return frozenset(found)


def builds_ranges(text: str) -> bool:
    """Whether `lists.range` is called: one call can fill the memory of the machine."""
    return any(
        token.group() == "range" and _CALLED.match(text, token.end()) for token in _names(text)
    )


def _names(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token["name"])
