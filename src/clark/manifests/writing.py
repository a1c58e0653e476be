"""Writing values as YAML: new manifests, and the new parts of edited ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clark.errors import Refused
from clark.manifests.characters import UNSAFE
from clark.manifests.reading import read
from clark.manifests.scalars import spell
from clark.manifests.shapes import LONGEST, Seen, shape
from clark.manifests.values import plain, same

_BREAKS = re.compile("\n+")
_read_back = Seen()


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
    cannot carry; what is returned has been read back and is the same, or has the shape of one."""
    wanted = [plain(value) for value in values]
    texts = ["\n".join(block(value, 0, Layout())) + "\n" for value in wanted]
    text = "---\n".join(texts)
    known = shape(wanted)
    if known in _read_back and len(text) <= LONGEST:
        return text
    if not same([dict(document.value) for document in read(text)], wanted):
        raise Refused("A manifest is a mapping that is not empty")
    _read_back.add(known, text)
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
    lines: list[str] = []
    _add(value, column, layout, lines)
    return lines


def entry(key: str, value: Any, column: int, layout: Layout) -> list[str]:
    """The lines of one `key: value`."""
    lines: list[str] = []
    _add_entry(key, value, column, layout, lines)
    return lines


def list_item(value: Any, column: int, layout: Layout, quote: str = "") -> list[str]:
    """The lines of one `- value`."""
    lines: list[str] = []
    if quote and not isinstance(value, dict | list):
        return _leaf(" " * column + "-", value, column + 2, layout, quote)
    _add_item(value, column, layout, lines)
    return lines


# One list for all lines: passing each line up through every level would cost more than making it.
def _add(value: Any, column: int, layout: Layout, lines: list[str]) -> None:
    if not value or not isinstance(value, dict | list):
        lines.append(" " * column + flow(value, in_flow=False))
    elif isinstance(value, dict):
        for key, part in value.items():
            _add_entry(key, part, column, layout, lines)
    else:
        for part in value:
            _add_item(part, column, layout, lines)


def _add_entry(key: str, value: Any, column: int, layout: Layout, lines: list[str]) -> None:
    head = f"{' ' * column}{spell(key)}:"
    if value and isinstance(value, dict | list):
        lines.append(head)
        step = layout.indent if isinstance(value, dict) else layout.list_indent
        _add(value, column + step, layout, lines)
    else:
        lines += _leaf(head, value, column + layout.indent, layout)


def _add_item(value: Any, column: int, layout: Layout, lines: list[str]) -> None:
    if value and isinstance(value, dict | list):
        first = len(lines)
        _add(value, column + 2, layout, lines)
        lines[first] = " " * column + "- " + lines[first][column + 2 :]
    else:
        lines += _leaf(" " * column + "-", value, column + 2, layout)


def _leaf(head: str, value: Any, column: int, layout: Layout, quote: str = "") -> list[str]:
    # Not with kept blank lines (|+): those that happen to follow would become part of the text.
    is_block = (
        layout.blocks and isinstance(value, str) and "\n" in value[:-1] and value[-2:] != "\n\n"
    )
    if is_block and (lines := block_text(value, "|", column)):
        return [f"{head} {lines[0]}", *lines[1:]]
    return [f"{head} {flow(value, quote, in_flow=False)}"]


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
