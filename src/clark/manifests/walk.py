"""From nodes to values, refusing on the way what readers are known to read differently."""

import re
from itertools import chain
from typing import Any

import yaml

from clark.manifests.document import Path
from clark.manifests.refusal import MOST, Refusal
from clark.manifests.scalars import Ambiguous, resolve
from clark.manifests.tree import MAX_DEPTH, TOO_DEEP, Node, events

_GLUED = re.compile(r"[\"'\]}]#")
_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\/")


class Walk:
    """Turns nodes into values and lines, and notes what it must refuse on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self.found: list[Refusal] = []
        self._properties = "&" in text or "!" in text
        self._glued = _GLUED.search(text) is not None
        self._slash = "\\/" in text
        self._question = "?" in text
        self._open_end = not text.endswith("\n")
        self._shared: set[int] | None = None  # nodes seen, once aliases let them come twice
        if "*" in text or "&" in text:
            self._refuse_aliases()

    def refuse(self, node: Node, rule: str, reason: str) -> None:
        self._note(node.start_mark, rule, reason)

    def _note(self, mark: Any, rule: str, reason: str) -> None:
        if len(self.found) < MOST:
            self.found.append(Refusal(mark.line + 1, mark.column + 1, rule, reason))

    def value(self, node: Node, path: Path, depth: int) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if self._properties:
            self._refuse_tag(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if depth == MAX_DEPTH:
            self.refuse(node, "too-deep", TOO_DEEP)
            return None
        if self._shared is not None:
            if id(node) in self._shared:
                return None
            self._shared.add(id(node))
        if node.flow_style:
            self._flow(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth + 1)
        return [self.value(item, (*path, n), depth + 1) for n, item in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            here = (*path, key)
            first = self.lines.setdefault(here, key_node.start_mark.line + 1)
            if key in result:
                self.refuse(key_node, "duplicate-key", f"{key} is already set on line {first}")
            if value_node.__class__ is yaml.ScalarNode and not self._properties:
                result[key] = self._scalar(value_node)
            else:
                result[key] = self.value(value_node, here, depth)
        return result

    def _key(self, node: Node) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(node, "key-not-text", "a key must be text, not a mapping or a list")
            return None
        if node.style == "" and node.value == "<<":
            self.refuse(node, "merge-key", "a merge key hides what is set; write the keys out")
            return None
        if self._properties:
            self._refuse_tag(node)
        key = self._scalar(node)
        if isinstance(key, str):
            return key
        self.refuse(node, "key-not-text", f'a key must be text; write "{node.value}"')
        return None

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.style == "":
            return self._plain(node)
        if node.style == '"' or node.style == "'":
            if self._glued:
                self._refuse_glued(node)
            if self._slash and node.style == '"':
                self._refuse_slash(node)
        elif self._open_end and self._is_open(node):
            self.refuse(
                node,
                "final-newline",
                "end the file with a line end: without one, "
                "readers differ about the last line of this text",
            )
        return node.value

    def _plain(self, node: yaml.ScalarNode) -> Any:
        try:
            value = resolve(node.value)
        except Ambiguous as error:
            self.refuse(node, "ambiguous-scalar", str(error))
            return node.value
        return value

    def _flow(self, node: yaml.CollectionNode) -> None:
        if self._glued:
            self._refuse_glued(node)
        if not self._question:
            return
        parts = node.value if isinstance(node, yaml.SequenceNode) else chain(*node.value)
        for part in parts:
            if isinstance(part, yaml.ScalarNode) and part.style == "" and "?" in part.value:
                self.refuse(part, "question-mark", "Kubernetes cannot read ? in here; quote it")

    def _refuse_glued(self, node: yaml.Node) -> None:
        end: Any = node.end_mark
        if self.text[end.index : end.index + 1] == "#":
            self._note(end, "comment", "put a space before #")

    def _refuse_tag(self, node: Node) -> None:
        start = node.start_mark.index
        if self.text[start : start + 1] == "!":
            self.refuse(node, "explicit-tag", "a tag changes how a value is read; leave it out")

    def _refuse_slash(self, node: Node) -> None:
        if _SLASH.search(self.text, node.start_mark.index, node.end_mark.index):
            self.refuse(node, "escape", r"Kubernetes cannot read the escape \/; write /")

    def _is_open(self, node: Node) -> bool:
        """Whether a line end that a reader adds to the file would become part of a block text."""
        end: Any = node.end_mark
        header = self.text[node.start_mark.index :].split("\n", 1)[0].split("#", 1)[0]
        if end.index >= len(self.text):
            return "-" not in header
        return "+" in header and not self.text[end.index :].strip(" ")

    def _refuse_aliases(self) -> None:
        for event in events(self.text):
            anchor = getattr(event, "anchor", None)
            if anchor is None:
                continue
            is_alias = isinstance(event, yaml.AliasEvent)
            rule, sign = ("alias", "*") if is_alias else ("anchor", "&")
            reason = f"{sign}{anchor[:30]}: a value must be written where it is used"
            self._note(event.start_mark, rule, reason)
            self._shared = set()
            if len(self.found) == MOST:
                break
