"""One change of a value as one change of its text; everything else stays byte for byte."""

from typing import Any

import yaml

from clark.manifests.document import Path
from clark.manifests.flowing import add_to_flow, delete_from_flow
from clark.manifests.site import Site, find, layout_of, line_end, line_start, next_line
from clark.manifests.writing import Layout, block, block_text, entry, flow, list_item


def replace(text: str, document: int, path: Path, value: Any) -> str:
    """The text with another value at an existing path."""
    site = find(text, document, path)
    if site.parent is None:
        return _replace_root(site, value)
    if not value or not isinstance(value, dict | list):
        return _replace_by_scalar(site, value)
    if site.in_flow or site.is_flow or (site.is_empty and not site.colon and site.key):
        return _put_inline(site, flow(value))
    return _replace_by_block(site, value)


def add(text: str, document: int, path: Path, value: Any) -> str:
    """The text with a further key or item, at the end of an existing collection."""
    site = find(text, document, path[:-1])
    if site.is_flow:
        return add_to_flow(site, path[-1], value)
    layout = layout_of(site)
    if isinstance(path[-1], str):
        lines = entry(path[-1], value, site.column, layout)
    else:
        lines = list_item(value, site.column, layout, _quote(site.entries[-1][1]))
    return _insert_lines(text, _block_end(site), lines, layout.newline)


def delete(text: str, document: int, path: Path) -> str:
    """The text without an existing key or item. What was its only part becomes {} or []."""
    site = find(text, document, path)
    parent = site.parent
    assert parent is not None  # noqa: S101
    if len(parent.entries) == 1:
        return replace(text, document, path[:-1], {} if site.key else [])
    return delete_from_flow(site) if parent.is_flow else _delete_lines(site, parent)


def _replace_root(site: Site, value: Any) -> str:
    layout = layout_of(site)
    lines = block(value, 0, layout)
    end = line_end(site.text, site.end)
    return site.text[: site.start] + layout.newline.join(lines) + site.text[end:]


def _replace_by_scalar(site: Site, value: Any) -> str:
    style = getattr(site.node, "style", None)
    if style in ("|", ">"):
        return _replace_block_scalar(site, value)
    inline = flow(value, _quote(site.node), in_flow=site.in_flow)
    if not site.is_block_collection:
        return _put_inline(site, inline)
    rest = site.text[line_end(site.text, site.end) :]
    if site.colon is None:
        return site.text[: site.start] + inline + rest
    comment = site.text[site.colon : line_end(site.text, site.colon)]
    return f"{site.text[: site.colon]} {inline}{comment}{rest}"


def _put_inline(site: Site, inline: str) -> str:
    """Put a value of one line where a scalar or a flow collection stands, or nothing yet."""
    text = site.text
    if not site.is_empty:
        return text[: site.start] + inline + text[site.end :]
    if site.key is None:
        return f"{text[: site.start]} {inline}{text[site.start :]}"
    at, colon = (site.colon, "") if site.colon else (site.key.end_mark.index, ":")
    return f"{text[:at]}{colon} {inline}{text[at:]}"


def _replace_block_scalar(site: Site, value: Any) -> str:
    text, start = site.text, site.start
    header_end = line_end(text, start)
    _, sign, comment = text[start:header_end].partition("#")
    comment = f" {sign}{comment}" if sign else ""
    column = _body_column(site)
    lines = block_text(value, text[start], column) if isinstance(value, str) else []
    layout = layout_of(site)
    if not lines or not (layout.blocks or lines[0].endswith("-")):
        return text[:start] + flow(value, '"', in_flow=False) + comment + text[site.end :]
    end = site.end
    if lines[0].endswith("+"):  # here the blank lines that follow belong to the value
        old = text[start : site.node.end_mark.index].rstrip(" ")
        end = max(end, start + len(old.removesuffix("\n").removesuffix("\r")))
    return text[:start] + layout.newline.join([lines[0] + comment, *lines[1:]]) + text[end:]


def _body_column(site: Site) -> int:
    """The column at which the lines of a literal or folded scalar begin."""
    body = site.text[next_line(site.text, site.start) : site.end].split("\n")
    first = next((line for line in body if line.strip()), "")
    value = next((line for line in site.node.value.split("\n") if line.strip()), "")
    shown = len(first) - len(first.lstrip(" "))
    column = shown - (len(value) - len(value.lstrip(" ")))
    return column if column > 0 else _column(site) + 2


def _column(site: Site) -> int:
    assert site.parent is not None  # noqa: S101
    return site.parent.column


def _replace_by_block(site: Site, value: Any) -> str:
    """Put a collection in block style where something else stands."""
    text, layout = site.text, layout_of(site)
    if site.colon is None:
        return _replace_item_by_block(site, value, layout)
    step = layout.indent if isinstance(value, dict) else layout.list_indent
    lines = block(value, _column(site) + step, layout)
    rest = text[line_end(text, site.end) :]
    head_end = line_end(text, site.colon)
    if site.is_block_collection or getattr(site.node, "style", None) in ("|", ">"):
        head = text[:head_end] if site.is_block_collection else text[: site.colon]
    elif site.is_empty:
        head, rest = text[:head_end], text[head_end:]
    else:
        head = (text[: site.colon] + text[site.end : line_end(text, site.end)]).rstrip(" ")
    return layout.newline.join([head, *lines]) + rest


def _replace_item_by_block(site: Site, value: Any, layout: Layout) -> str:
    text = site.text
    column = _column(site) + 2 if site.is_empty else site.column
    if text[site.end : line_end(text, site.end)].strip() and not site.is_block_collection:
        return _put_inline(site, flow(value))  # a comment follows, and would end up elsewhere
    lines = block(value, column, layout)
    inline = layout.newline.join([lines[0][column:], *lines[1:]])
    if site.is_empty:
        return f"{text[: site.start]} {inline}{text[site.start :]}"
    return text[: site.start] + inline + text[line_end(text, site.end) :]


def _block_end(site: Site) -> int:
    """Where the line after a block collection begins; kept blank lines belong to it."""
    node = site.node
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    header = site.text[node.start_mark.index : line_end(site.text, node.start_mark.index)]
    if getattr(node, "style", None) in ("|", ">") and "+" in header.partition("#")[0]:
        kept = site.text[: node.end_mark.index].rstrip(" ")
        return len(kept)
    return next_line(site.text, site.end)


def _insert_lines(text: str, at: int, lines: list[str], newline: str) -> str:
    new = newline.join(lines)
    if at and text[at - 1] != "\n":
        return text[:at] + newline + new + text[at:]
    return text[:at] + new + newline + text[at:]


def _delete_lines(site: Site, parent: Site) -> str:
    """Delete an entry of a block collection: its lines, or its part of the dash's line."""
    text = site.text
    index = site.index
    last = index == len(parent.entries) - 1
    start = site.key.start_mark.index if site.key else line_start(text, site.start)
    if site.key is None:
        start = _dash(text, parent, site)
    end = _block_end(Site(text, site.node, parent, site.key)) if not site.is_flow else 0
    end = max(end, next_line(text, site.end))
    begin = line_start(text, start)
    if not text[begin:start].strip():
        kept = text[:begin]
        if last and end == len(text) and not text.endswith("\n"):
            kept = kept.removesuffix("\n").removesuffix("\r")
        return kept + text[end:]
    while text[end : end + 1] in (" ", "\n", "\r"):
        end += 1
    return text[:start] + text[end:]


def _dash(text: str, parent: Site, site: Site) -> int:
    """The dash of an item: in its line or, where the item begins on a later one, above it."""
    at = site.start
    column = parent.column
    while True:
        begin = line_start(text, at)
        if text[begin + column : begin + column + 1] == "-" and begin + column < site.start:
            return begin + column
        if begin == 0:
            return site.start
        at = begin - 1


def _quote(node: Any) -> str:
    style = getattr(node, "style", None)
    return style if style in ("'", '"') else ""
