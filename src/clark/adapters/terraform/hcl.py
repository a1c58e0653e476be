"""HCL with lines: blocks, attributes, and every call of a function, wherever it stands.

Needs nothing but Python and the tokens: the same file runs in the customer's own workflow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from clark.adapters.terraform import tokens
from clark.adapters.terraform.tokens import Token, Unreadable

# Before a parenthesis they are no call: `%{ if (…) }`, `for each in (…)`.
WORDS: Final = frozenset({"for", "in", "if"})
NESTED: Final = 60  # blocks within blocks


@dataclass(frozen=True)
class Call:
    """A function call. `first` is its first argument where that is a quoted string, as written."""

    name: str
    line: int
    first: str | None


@dataclass(frozen=True)
class Attribute:
    """`text` is the value where it is a plain quoted string; `entries` those of an object written
    out, in order, each a key with its plain text or None."""

    name: str
    line: int
    text: str | None
    entries: tuple[tuple[str, str | None], ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Block:
    type: str
    labels: tuple[str, ...]
    line: int
    attributes: tuple[Attribute, ...]
    blocks: tuple["Block", ...]


@lru_cache(maxsize=512)
def read(content: bytes) -> Block:
    """The whole file as a block without a type. Raises `Unreadable`."""
    parser = _Parser(tokens.code(content))
    attributes, blocks = parser.body(0)
    return Block("", (), 1, attributes, blocks)


def template_calls(content: bytes) -> tuple[Call, ...]:
    """The calls in a template's file. Raises `Unreadable`."""
    return tuple(call for code in tokens.template(content) for call in _calls(code))


# Private functions


class _Parser:
    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens, self._at = found, 0

    def body(self, depth: int) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """To the end, or within a block to its brace."""
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        while token := self._take():
            if token.kind == "newline":
                continue
            if depth and token.marks("}"):
                return tuple(attributes), tuple(blocks)
            if token.kind != "name" or depth > NESTED:
                raise _unexpected(token)
            following = self._peek()
            if following is not None and following.marks("="):
                attributes.append(self._attribute(token))
            else:
                blocks.append(self._block(token, depth))
        if depth:
            raise Unreadable(self._tokens[-1].line, "it ends too early")
        return tuple(attributes), tuple(blocks)

    def _attribute(self, name: Token) -> Attribute:
        self._take()
        value = self._value()
        if not value:
            raise Unreadable(name.line, f"“{name.text}” has no value")
        entries = tuple(_entries(value))
        return Attribute(name.text, name.line, _plain(value), entries, tuple(_calls(value)))

    def _value(self) -> list[Token]:
        """To the end of the line, or of the block that is on one line with it."""
        found: list[Token] = []
        depth = 0
        while token := self._peek():
            if not depth and (token.kind == "newline" or token.marks("}")):
                break
            depth += _opens(token)
            found.append(token)
            self._at += 1
        return found

    def _block(self, type_: Token, depth: int) -> Block:
        labels: list[str] = []
        while token := self._take():
            if token.marks("{"):
                attributes, blocks = self.body(depth + 1)
                return Block(type_.text, tuple(labels), type_.line, attributes, blocks)
            text = token.text if token.kind == "name" else _plain([token])
            if text is None:
                raise _unexpected(token)
            labels.append(text)
        raise Unreadable(type_.line, "it ends too early")

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token | None:
        token = self._peek()
        self._at += 1
        return token


def _unexpected(token: Token) -> Unreadable:
    shown = "a line break" if token.kind == "newline" else f"“{token.text[:40]}”"
    return Unreadable(token.line, f"{shown} is not expected there")


def _opens(token: Token) -> int:
    if token.kind != "mark":
        return 0
    return (token.text in tokens.PAIRS) - (token.text in tokens.PAIRS.values())


def _plain(value: Sequence[Token]) -> str | None:
    """The text of an expression that is one quoted string and means just what it says."""
    if len(value) != 1 or value[0].kind != "string":
        return None
    text = value[0].text
    return None if any(odd in text for odd in ("\\", "${", "%{")) else text


def _entries(value: Sequence[Token]) -> Iterator[tuple[str, str | None]]:
    """Of `{ key = value … }`; none where the expression is anything else."""
    if not value[0].marks("{") or not value[-1].marks("}"):
        return
    entry: list[Token] = []
    depth = 0
    for token in (*value[1:-1], Token("newline", "\n", 0)):
        if not depth and (token.kind == "newline" or token.marks(",")):
            if entry:
                key, said = _plain(entry[:1]) or entry[0].text, entry[2:]
                yield key, _plain(said) if len(entry) > 2 else None
            entry = []
            continue
        depth += _opens(token)
        entry.append(token)


def _calls(found: Sequence[Token]) -> Iterator[Call]:
    """Also those inside of strings and heredocs. Between a name and its parenthesis Terraform
    passes over spaces, comments and, within brackets, line breaks."""
    said = [token for token in found if token.kind != "newline"]
    for at, token in enumerate(said):
        for inner in token.inner:
            yield from _calls(inner)
        if token.kind == "name" and token.text not in WORDS and _marks(said, at + 1, "("):
            yield Call(_full(said, at), token.line, _first(said, at + 2))


def _full(said: Sequence[Token], at: int) -> str:
    """The name with its namespaces: `provider::aws::arn_parse`."""
    name = said[at].text
    while _marks(said, at - 1, "::") and at > 1:
        at -= 2
        name = f"{said[at].text}::{name}"
    return name


def _first(said: Sequence[Token], at: int) -> str | None:
    alone = _marks(said, at + 1, ",") or _marks(said, at + 1, ")")
    return said[at].text if alone and said[at].kind == "string" else None


def _marks(said: Sequence[Token], at: int, text: str) -> bool:
    return 0 <= at < len(said) and said[at].marks(text)


__all__ = ["Attribute", "Block", "Call", "Unreadable", "read", "template_calls"]
