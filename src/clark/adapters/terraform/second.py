"""A second reader of the same code: python-hcl2's parser. Where the two differ, nothing is run.

Terraform's own reader is neither of them. What fools one of these would have to fool the other in
just the same way.
"""

from collections.abc import Iterator
from functools import lru_cache

import hcl2
from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from clark.adapters.terraform import hcl
from clark.adapters.terraform.hcl import Block, Unreadable

Outline = tuple[str, tuple[str, ...], tuple[str, ...], tuple["Outline", ...]]


@lru_cache(maxsize=512)
def read(content: bytes) -> Block:
    """The file as both readers read it. Raises `Unreadable`."""
    found = hcl.read(content)
    text = content.decode()
    tree = _parsed(text if text.endswith("\n") else f"{text}\n")
    if _outline_of(found) != _outline("", (), next(_trees(tree, "body"))):
        raise Unreadable(1, "two readers see different things in it; write it more plainly")
    mine = {call.name for call in _calls_of(found)}
    for call in tree.find_data("function_call"):
        if "::".join(map(_word, _trees(call, "identifier"))) not in mine:
            raise Unreadable(call.meta.line, "only one of two readers sees this call")
    return found


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


def _outline_of(block: Block) -> Outline:
    attributes = tuple(each.name for each in block.attributes)
    return (block.type, block.labels, attributes, tuple(map(_outline_of, block.blocks)))


def _calls_of(block: Block) -> Iterator[hcl.Call]:
    for attribute in block.attributes:
        yield from attribute.calls
    for inner in block.blocks:
        yield from _calls_of(inner)


def _outline(type_: str, labels: tuple[str, ...], body: "Tree[Token]") -> Outline:
    names = tuple(_word(next(_all(each))) for each in _trees(body, "attribute"))
    return (type_, labels, names, tuple(_inner(each) for each in _trees(body, "block")))


def _inner(tree: "Tree[Token]") -> Outline:
    parts = [each for each in _all(tree) if each.data != "new_line_or_comment"]
    type_, *labels = (_word(each) for each in parts[:-1])
    return _outline(type_, tuple(labels), parts[-1])


def _word(tree: "Tree[Token]") -> str:
    found = tree.scan_values(lambda each: isinstance(each, Token))
    return "".join(str(each) for each in found).strip('"')


def _trees(tree: "Tree[Token]", data: str) -> Iterator["Tree[Token]"]:
    return (each for each in _all(tree) if each.data == data)


def _all(tree: "Tree[Token]") -> Iterator["Tree[Token]"]:
    return (each for each in tree.children if isinstance(each, Tree))
