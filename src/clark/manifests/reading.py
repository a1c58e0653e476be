"""Reading manifests strictly: what two readers would read differently is refused.

A review is worth nothing if the cluster reads another value than the reviewer's tools. So a text
is read by libyaml and by ryaml, and both must give the same; and whatever Kubernetes' own reader
is known to read in another way is refused by name (tests/unit/manifests has each case).
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import ryaml
import yaml

from clark.manifests.characters import decode, harmless, troubles
from clark.manifests.document import Document, Path
from clark.manifests.refusal import Refusal, Unreadable, place
from clark.manifests.scalars import Ambiguous, resolve
from clark.manifests.tree import MAX_DEPTH, Node, compose, events, too_deep

# Kubernetes cuts a stream at every line that begins with ---, whatever follows on it.
_MARKER = re.compile(r"^---(?![ \t]*(?:[ \t]#[^\n]*)?\r?$)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_GLUED = re.compile(r"[\"'\]}]#")
_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\/")
_POSITION = re.compile(r"line (\d+) column (\d+)")


def read(source: str | bytes) -> tuple[Document, ...]:
    """The documents of a file, empty ones dropped. Raises Unreadable with every reason found."""
    text = decode(source)
    found = list(troubles(text))
    walk = _Walk(harmless(text) if found else text)
    documents, broken = _documents(walk)
    if broken and not found and not any(refusal.rule == "alias" for refusal in walk.found):
        found.append(broken)
    found += (*walk.found, *_line_troubles(walk.text))
    found = found or list(_second_opinion(text, documents))
    if found:
        raise Unreadable(found)
    return tuple(documents)


def _documents(walk: "_Walk") -> tuple[list[Document], Refusal | None]:
    """All documents up to the first place that libyaml cannot read, and that place."""
    documents = []
    try:
        for index, node in enumerate(compose(walk.text)):
            walk.lines = {}
            value = walk.value(node, (), 0)
            if isinstance(value, dict):
                documents.append(Document(index, value, walk.lines))
            elif value is not None:
                walk.refuse(node, "not-a-mapping", "a manifest is a mapping (key: value)")
    except yaml.YAMLError as error:
        return documents, _syntax(error)
    return documents, None


class _Walk:
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
        mark: Any = node.start_mark
        self.found.append(Refusal(mark.line + 1, mark.column + 1, rule, reason))

    def value(self, node: Node, path: Path, depth: int) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if self._properties and self.text[node.start_mark.index : node.start_mark.index + 1] == "!":
            self.refuse(node, "explicit-tag", "a tag changes how a value is read; leave it out")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if depth == MAX_DEPTH:
            self.found.append(too_deep(node.start_mark))
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

    def _mapping(self, node: Node, path: Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            here = (*path, key)
            if key in result:
                first = self.lines[here]
                self.refuse(key_node, "duplicate-key", f"{key} is already set on line {first}")
            else:
                self.lines[here] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, here, depth)
        return result

    def _key(self, node: Node) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(node, "key-not-text", "a key must be text, not a mapping or a list")
            return None
        if node.style == "" and node.value == "<<":
            self.refuse(node, "merge-key", "a merge key hides what is set; write the keys out")
            return None
        before = len(self.found)
        key = self.value(node, ("",), 0)
        if isinstance(key, str):
            return key
        if len(self.found) == before:
            self.refuse(node, "key-not-text", f'a key must be text; write "{node.value}"')
        return None

    def _scalar(self, node: Node) -> Any:
        if node.style == "":
            return self._plain(node)
        end: Any = node.end_mark
        if node.style == '"' or node.style == "'":
            if self._glued:
                self._refuse_glued(node)
            if self._slash and node.style == '"':
                self._refuse_slash(node)
        elif self._open_end and end.index >= len(self.text) and not self._is_stripped(node):
            self.refuse(
                node,
                "final-newline",
                "end the file with a line end: without one, "
                "readers differ about the last line of this text",
            )
        return node.value

    def _plain(self, node: Node) -> Any:
        try:
            value = resolve(node.value)
        except Ambiguous as error:
            self.refuse(node, "ambiguous-scalar", str(error))
            return node.value
        return value

    def _flow(self, node: Node) -> None:
        if self._glued:
            self._refuse_glued(node)
        if not self._question:
            return
        parts = node.value if isinstance(node, yaml.SequenceNode) else chain(*node.value)
        for part in parts:
            if isinstance(part, yaml.ScalarNode) and part.style == "" and "?" in part.value:
                self.refuse(part, "question-mark", "Kubernetes cannot read ? in here; quote it")

    def _refuse_glued(self, node: Node) -> None:
        end = node.end_mark.index
        if self.text[end : end + 1] == "#":
            self.found.append(Refusal(*place(self.text, end), "comment", "put a space before #"))

    def _refuse_slash(self, node: Node) -> None:
        if _SLASH.search(self.text, node.start_mark.index, node.end_mark.index):
            self.refuse(node, "escape", r"Kubernetes cannot read the escape \/; write /")

    def _is_stripped(self, node: Node) -> bool:
        header = self.text[node.start_mark.index :].split("\n", 1)[0]
        return "-" in header.split("#", 1)[0]

    def _refuse_aliases(self) -> None:
        for event in events(self.text):
            anchor = getattr(event, "anchor", None)
            if anchor is None:
                continue
            mark: Any = event.start_mark
            is_alias = isinstance(event, yaml.AliasEvent)
            rule, sign = ("alias", "*") if is_alias else ("anchor", "&")
            reason = f"{sign}{anchor}: a value must be written where it is used"
            self.found.append(Refusal(mark.line + 1, mark.column + 1, rule, reason))
            self._shared = set()


def _line_troubles(text: str) -> Iterator[Refusal]:
    for match in _MARKER.finditer(text):
        reason = "nothing but a comment may stand on a line that begins with ---"
        yield Refusal(*place(text, match.start()), "document-marker", reason)
    for match in _DIRECTIVE.finditer(text):
        reason = "directives such as %YAML are not allowed"
        yield Refusal(*place(text, match.start()), "directive", reason)


def _second_opinion(text: str, documents: list[Document]) -> Iterator[Refusal]:
    """What ryaml has to say about a text that is good so far. It runs last: it may be given
    neither aliases nor depth."""
    try:
        others = [other for other in ryaml.loads_all(text) or () if other is not None]
    except ryaml.InvalidYamlError as error:
        found = _POSITION.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        yield Refusal(line, column, "syntax", f"not valid YAML 1.2: {error}")
        return
    # Not ==, to which 1, 1.0 and True are equal.
    if repr([document.value for document in documents]) != repr(others):
        yield from _differences(documents, others)


def _differences(documents: list[Document], others: list[Any]) -> Iterator[Refusal]:
    if len(documents) != len(others):
        yield Refusal(1, 1, "readers-differ", "readers differ about where a document begins")
        return
    for document, other in zip(documents, others, strict=True):
        for path in document.lines:
            if _at(document.value, path) != _at(other, path):
                reason = "YAML 1.1 and 1.2 read different values here; quote what is text"
                yield Refusal(document.lines[path], 1, "readers-differ", reason)


def _at(value: Any, path: Path) -> str:
    """The scalar at a path, as Python writes it; "" for a collection, whose parts are compared."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return "nothing"
    return "" if isinstance(value, dict | list) and value else repr(value)


def _syntax(error: yaml.YAMLError) -> Refusal:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = " ".join(
        str(part)
        for part in (getattr(error, "context", None), getattr(error, "problem", None))
        if part
    )
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Refusal(line, column, "syntax", said or str(error))
