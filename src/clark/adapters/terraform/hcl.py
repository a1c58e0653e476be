"""HCL with lines: blocks, attributes and the calls in their expressions, by python-hcl2's parser.

The parser is not Terraform's own. Wherever the two could disagree about where a string ends, and
code could hide from one of them, the file counts as unreadable:
- a line break or a quote inside a quoted string's literal part,
- a heredoc with an inner line that is its marker but for spaces (Terraform ends it there),
- characters that only one of the two takes for white space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import hcl2
from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

ODD: Final = re.compile(r"\r(?!\n)|[^\S\n\r\t ]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
HEREDOC: Final = re.compile(r"<<-?([\w.-]+)\r?\n(.*)", re.DOTALL)
CALL: Final = re.compile(r"\b([a-zA-Z_][\w-]*)\s*\(")


class Unreadable(Exception):
    """Not HCL, or not certainly what it seems to be. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class Call:
    """A function call. `first` is its first argument where that is a quoted string, as written;
    None also for a call that was found in the text of a template."""

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
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(1, f"byte {error.start} is not UTF-8") from None
    odd = ODD.search(text)
    if odd:
        where = text.count("\n", 0, odd.start()) + 1
        raise Unreadable(where, f"it holds the character U+{ord(odd[0]):04X}")
    text = text if text.endswith("\n") else f"{text}\n"
    tree = _parsed(text)
    _certain(tree)
    return _block("", (), 1, next(_trees(tree, "body")))


# Private functions


def _parsed(text: str) -> "Tree[Token]":
    try:
        found: Tree[Token] = hcl2.parses_to_tree(text)
    except UnexpectedToken as error:
        if error.token.type == "$END":
            raise Unreadable(text.count("\n"), "it ends too early") from None
        shown = "a line break" if "\n" in error.token else f"“{str(error.token)[:40]}”"
        raise Unreadable(max(error.line, 1), f"{shown} is not expected there") from None
    except UnexpectedInput as error:
        raise Unreadable(max(error.line, 1), f"character {error.column} is not expected") from None
    except RecursionError:
        raise Unreadable(1, "it is nested too deeply") from None
    return found


def _certain(tree: "Tree[Token]") -> None:
    """Raises `Unreadable` where Terraform could read the text differently."""
    for token in tree.scan_values(lambda each: isinstance(each, Token)):
        line = token.line or 1
        if token.type in {"HEREDOC_TEMPLATE", "HEREDOC_TEMPLATE_TRIM"}:
            match = HEREDOC.match(token)
            marker, inner = (match[1], match[2]) if match else ("", "")
            if sum(each.strip() == marker for each in inner.splitlines()) != 1:
                raise Unreadable(line, "the end of this heredoc is not clear")
        elif token.type in {"STRING_CHARS", "TEMPLATE_STRING"} and "\n" in token:
            raise Unreadable(line, "a quoted string does not end on its line")
        elif token.type.startswith("ESCAPED_") and re.search(r'["\n]', token):
            raise Unreadable(line, f"write {token[:2]} and the quote in two strings")


def _block(type_: str, labels: tuple[str, ...], line: int, body: "Tree[Token]") -> Block:
    attributes = tuple(_attribute(each) for each in _trees(body, "attribute"))
    blocks = tuple(_inner(each) for each in _trees(body, "block"))
    return Block(type_, labels, line, attributes, blocks)


def _inner(tree: "Tree[Token]") -> Block:
    parts = [
        each
        for each in tree.children
        if isinstance(each, Tree) and each.data != "new_line_or_comment"
    ]
    type_, *labels = (_word(each) for each in parts[:-1])
    return _block(type_, tuple(labels), tree.meta.line, parts[-1])


def _attribute(tree: "Tree[Token]") -> Attribute:
    name, *_, value = (each for each in tree.children if isinstance(each, Tree))
    return Attribute(
        name=_word(name),
        line=tree.meta.line,
        text=_literal(value),
        entries=tuple(_entries(_plain(value))),
        calls=tuple(_calls(value)),
    )


def _entries(value: "Tree[Token]") -> Iterator[tuple[str, str | None]]:
    if value.data == "object":
        for each in _trees(value, "object_elem"):
            key, *_, said = (part for part in each.children if isinstance(part, Tree))
            yield _word(key), _literal(said)


def _calls(value: "Tree[Token]") -> Iterator[Call]:
    for call in value.find_data("function_call"):
        first = next(_trees(call, "arguments"), None)
        argument = first.children[0] if first is not None and first.children else None
        said = _string(argument) if isinstance(argument, Tree) else None
        yield Call("::".join(map(_word, _trees(call, "identifier"))), call.meta.line, said)
    for token in value.scan_values(lambda each: isinstance(each, Token)):
        if token.type in {"HEREDOC_TEMPLATE", "HEREDOC_TEMPLATE_TRIM", "TEMPLATE_STRING"}:
            yield from calls_in(str(token), token.line or 1)


def calls_in(text: str, line: int = 1) -> Iterator[Call]:
    """Whatever looks like a call in a template's text."""
    for match in CALL.finditer(text):
        yield Call(match[1], line + text.count("\n", 0, match.start()), None)


def _literal(value: "Tree[Token]") -> str | None:
    said = _string(value)
    return None if said is None or "${" in said or "%{" in said else said


def _string(value: "Tree[Token]") -> str | None:
    """What stands between the quotes of an expression that is one quoted string."""
    value = _plain(value)
    if value.data != "string":
        return None
    return "".join(_words(each) for each in value.children if isinstance(each, Tree))


def _plain(value: "Tree[Token]") -> "Tree[Token]":
    while value.data == "expr_term" and len(value.children) == 1:
        inner = value.children[0]
        if not isinstance(inner, Tree):
            break
        value = inner
    return value


def _words(tree: "Tree[Token]") -> str:
    return "".join(str(each) for each in tree.scan_values(lambda each: isinstance(each, Token)))


def _word(tree: "Tree[Token]") -> str:
    return _words(tree).strip('"')


def _trees(tree: "Tree[Token]", data: str) -> Iterator["Tree[Token]"]:
    return (each for each in tree.children if isinstance(each, Tree) and each.data == data)


__all__ = ["Attribute", "Block", "Call", "Unreadable", "calls_in", "read"]
