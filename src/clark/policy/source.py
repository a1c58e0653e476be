"""The text of a CEL expression, as far as Clark must change it for the engine.

Grammar of strings, comments and names: github.com/google/cel-spec, doc/langdef.md, "Syntax".
"""

import re
from collections.abc import Collection, Iterator

from clark.errors import Refused
from clark.policy.cel.functions import OPTIONAL, OWN, RENAMED

_TOKEN = re.compile(
    r"""
      //[^\n]*
    | [bB]?[rR][bB]?(?:\"{3}.*?\"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*')
    | [bB]?(?:\"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
            | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*')
    | `[^`\n]*`
    | (?P<name>[A-Za-z_]\w*)
    | (?P<bracket>[()])
    """,
    re.VERBOSE | re.DOTALL,
)
_CALLED = re.compile(r"\s*\(")
_BEFORE = re.compile(r"(\w+)\s*\.\s*\Z")


def for_engine(text: str) -> str:
    """The same expression in the names that the engine was told.

    Raises Refused where it calls one of those names itself.
    """
    inserted: list[tuple[int, str]] = []
    tokens = list(_tokens(text))
    for index, token in enumerate(tokens):
        name = token["name"]
        if not name or not _CALLED.match(text, token.end()):
            continue
        if name.startswith(OWN):
            raise Refused(f"undeclared reference to '{name}'")
        if name in RENAMED:
            inserted.append((token.start(), OWN))
        if name in OPTIONAL or _qualified(text, token) in OPTIONAL:
            inserted.append((_closing(tokens[index:], len(text)), "[?0]"))
    parts, done = [], 0
    for at, what in sorted(inserted):
        parts += [text[done:at], what]
        done = at
    return "".join((*parts, text[done:]))


def renamed_calls(text: str, opened: Collection[int], name: str) -> str:
    """The same expression with another name for the calls whose bracket stands at these places."""
    parts, done = [], 0
    for token in _tokens(text):
        called = _CALLED.match(text, token.end()) if token["name"] else None
        if called and called.end() - 1 in opened:
            parts += [text[done : token.start()], name]
            done = token.end()
    return "".join((*parts, text[done:]))


# Private functions


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token["name"] or token["bracket"])


def _qualified(text: str, token: re.Match[str]) -> str:
    """The name with the one before its dot, as in format.named."""
    before = _BEFORE.search(text, 0, token.start())
    return f"{before[1]}.{token['name']}" if before else ""


def _closing(tokens: list[re.Match[str]], otherwise: int) -> int:
    """The place after the bracket that closes the first call."""
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token["bracket"], 0)
        if token["bracket"] == ")" and depth == 0:
            return token.end()
    return otherwise
