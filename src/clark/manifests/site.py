"""Where in a text a change belongs: nodes with their neighbours, and the ends of their lines."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from clark.manifests.document import Path
from clark.manifests.tree import Node, compose
from clark.manifests.writing import Layout


@dataclass(frozen=True)
class Site:
    """A node of a text. `key` is the key's node where the parent is a mapping."""

    text: str
    node: Node
    parent: "Site | None" = None
    key: Node | None = None

    @property
    def start(self) -> int:
        return int(self.node.start_mark.index)

    @property
    def end(self) -> int:
        """Behind the last character that belongs to the node: no comment, no blank line."""
        return end_of(self.text, self.node)

    @property
    def column(self) -> int:
        return int(self.node.start_mark.column)

    @property
    def is_flow(self) -> bool:
        return bool(getattr(self.node, "flow_style", False))

    @property
    def in_flow(self) -> bool:
        return self.parent is not None and (self.parent.is_flow or self.parent.in_flow)

    @property
    def is_block_collection(self) -> bool:
        return isinstance(self.node, yaml.CollectionNode) and not self.is_flow

    @property
    def is_empty(self) -> bool:
        """A value that is not written at all, as in `key:`."""
        return isinstance(self.node, yaml.ScalarNode) and self.start >= self.node.end_mark.index

    @property
    def entries(self) -> list[tuple[Node | None, Node]]:
        """The parts of a collection: (key, value), the key None in a list."""
        if isinstance(self.node, yaml.MappingNode):
            return list(self.node.value)
        return [(None, item) for item in self.node.value]

    @property
    def index(self) -> int:
        """Which of the parent's entries this is."""
        assert self.parent is not None  # noqa: S101
        return next(n for n, (_, node) in enumerate(self.parent.entries) if node is self.node)

    @property
    def colon(self) -> int | None:
        """Behind the colon (or the dash of a list in block style) that introduces the value."""
        if self.key is None:
            return None
        key_end = self.key.end_mark.index
        found = self.text.find(":", key_end, max(self.start, key_end) + 1)
        return found + 1 if found >= 0 else None

    def part(self, step: str | int) -> "Site":
        """The site of an existing key or item."""
        for index, (key, node) in enumerate(self.entries):
            if step == (index if key is None else key.value):
                return Site(self.text, node, self, key)
        raise KeyError(step)


def find(text: str, document: int, path: Path) -> Site:
    """The site of an existing path."""
    root = next(node for index, node in enumerate(compose(text)) if index == document)
    site = Site(text, root)
    for step in path:
        site = site.part(step)
    return site


def layout_of(site: Site) -> Layout:
    """How the document around a site is laid out; what it does not show is two spaces."""
    newline = "\r\n" if "\r\n" in site.text else "\n"
    root = site
    while root.parent is not None:
        root = root.parent
    steps = {"indent": 0, "list_indent": -1}
    for parent, node in _nested(root.node):
        step = node.start_mark.column - parent.start_mark.column
        name = "indent" if isinstance(node, yaml.MappingNode) else "list_indent"
        if steps[name] <= 0 and step >= 0:
            steps[name] = step
    indent = steps["indent"] or 2
    list_indent = steps["list_indent"] if steps["list_indent"] >= 0 else indent
    return Layout(newline, indent, list_indent, blocks=site.text.endswith("\n"))


def _nested(node: Node) -> Iterator[tuple[Node, Node]]:
    """Every block collection that is the value of a key in a block mapping, with that mapping."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return
    for part in node.value:
        value = part[1] if isinstance(part, tuple) else part
        if isinstance(part, tuple) and not getattr(value, "flow_style", True):
            yield node, value
        yield from _nested(value)


def end_of(text: str, node: Node) -> int:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            return start + len(text[start:end].rstrip())
        return end
    if node.flow_style or not node.value:
        return end
    last = node.value[-1]
    if isinstance(last, tuple):
        return max(end_of(text, last[0]), end_of(text, last[1]))
    return end_of(text, last)


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Before the line end, LF or CRLF, of the line in which `at` stands."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
