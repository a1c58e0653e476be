"""Writing values as YAML: new manifests, and the new parts of edited ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clark.errors import Refused
from clark.manifests.characters import UNSAFE
from clark.manifests.reading import read
from clark.manifests.scalars import spell
from clark.manifests.values import plain, same

_BREAKS = re.compile("\n+")


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: its line end, how far a mapping and a list stand in, and whether
    text of several lines may be a block, which a file without a final line end may not end in."""

    newline: str = "\n"
    indent: int = 2
    list_indent: int = 2
    blocks: bool = True


def write(values: Sequence[Mapping[str, Any]]) -> str:
    """New manifests in block style, keys in the order given. Raises Refused for what a manifest
    cannot carry; what is returned has been read back and is the same."""
    wanted = [plain(value) for value in values]
    texts = ["\n".join(block(value, 0, Layout())) + "\n" for value in wanted]
    text = "---\n".join(texts)
    if not same([dict(document.value) for document in read(text)], wanted):
        raise Refused("A manifest is a mapping that is not empty")
    return text


def flow(value: Any, quote: str = "", *, in_flow: bool = True) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(flow_entry(key, part) for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return spell(value, quote=quote, in_flow=in_flow)


def flow_entry(key: str, value: Any) -> str:
    return f"{spell(key, in_flow=True)}: {flow(value)}"


def block(value: Any, column: int, layout: Layout) -> list[str]:
    """The lines of a collection whose parts stand at this column, without line ends."""
    if not value or not isinstance(value, dict | list):
        return [" " * column + flow(value, in_flow=False)]
    if isinstance(value, dict):
        return [line for item in value.items() for line in entry(*item, column, layout)]
    return [line for part in value for line in list_item(part, column, layout)]


def entry(key: str, value: Any, column: int, layout: Layout) -> Iterator[str]:
    """The lines of one `key: value`."""
    head = " " * column + spell(key) + ":"
    if value and isinstance(value, dict | list):
        yield head
        step = layout.indent if isinstance(value, dict) else layout.list_indent
        yield from block(value, column + step, layout)
    else:
        yield from _leaf(head, value, column + layout.indent, layout)


def list_item(value: Any, column: int, layout: Layout, quote: str = "") -> Iterator[str]:
    """The lines of one `- value`."""
    if value and isinstance(value, dict | list):
        first, *others = block(value, column + 2, layout)
        yield " " * column + "- " + first[column + 2 :]
        yield from others
    else:
        yield from _leaf(" " * column + "-", value, column + 2, layout, quote)


def _leaf(head: str, value: Any, column: int, layout: Layout, quote: str = "") -> Iterator[str]:
    # Not with kept blank lines (|+): those that happen to follow would become part of the text.
    is_block = (
        layout.blocks and isinstance(value, str) and "\n" in value[:-1] and value[-2:] != "\n\n"
    )
    if is_block and (lines := block_text(value, "|", column)):
        yield f"{head} {lines[0]}"
        yield from lines[1:]
    else:
        yield f"{head} {flow(value, quote, in_flow=False)}"


def block_text(text: str, style: str, column: int) -> list[str]:
    """Text in literal (|) or folded (>) style: the header, then the lines. Empty where that style
    cannot carry it."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    lines = body.split("\n")
    if not body or body[0] in " \t\n" or "\r" in body or UNSAFE.search(body):
        return []
    if any(line != "" and not line.strip() for line in lines):
        return []
    if style == ">":
        if any(line[:1] in (" ", "\t") for line in lines if line):
            return []
        lines = _BREAKS.sub(lambda breaks: breaks[0] + "\n", body).split("\n")
    chomping = "-" if ends == 0 else "" if ends == 1 else "+"
    shown = [" " * column + line if line else "" for line in lines]
    return [style + chomping, *shown, *[""] * (ends - 1)]
