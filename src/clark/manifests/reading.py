"""Reading manifests strictly: what two readers would read differently is refused.

A review is worth nothing if the cluster reads another value than the reviewer's tools. So a text
is read by libyaml and by ryaml, and both must give the same; and whatever Kubernetes' own reader
is known to read in another way is refused by name (tests/unit/manifests has each case). Only a
text that is too plain to be read in two ways is read once (`clark.manifests.plain`).
"""

import marshal
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import yaml
from ryaml import InvalidYamlError, loads_all  # type: ignore[attr-defined] # its stub hides them

from clark.manifests.characters import decode, harmless, troubles
from clark.manifests.document import Document, Path
from clark.manifests.plain import read_plainly
from clark.manifests.refusal import MOST, Refusal, Unreadable, place
from clark.manifests.tree import compose
from clark.manifests.walk import Walk

# Kubernetes cuts a stream at every line that begins with ---, whatever follows on it.
_MARKER = re.compile(r"^---(?![ \t]*(?:[ \t]#[^\n]*)?\r?$)", re.MULTILINE)
# It cannot read a document of which only the end is written.
_END_OF_NOTHING = re.compile(
    r"^---[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?P<end>\.\.\.)", re.MULTILINE
)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_POSITION = re.compile(r"line (\d+) column (\d+)")


def read(source: str | bytes) -> tuple[Document, ...]:
    """The documents of a file, empty ones dropped. Raises Unreadable with every reason found."""
    text = decode(source)
    return read_plainly(text) or read_thoroughly(text)


def read_thoroughly(text: str) -> tuple[Document, ...]:
    """By both readers, whatever the text looks like. Raises Unreadable."""
    found = list(troubles(text))
    walk = Walk(harmless(text) if found else text)
    documents, broken = _documents(walk)
    if broken and not found and not any(refusal.rule == "alias" for refusal in walk.found):
        found.append(broken)
    found += (*walk.found, *_line_troubles(walk.text))
    found = found or list(_second_opinion(text, documents))
    if found:
        raise Unreadable(found)
    return tuple(documents)


def _documents(walk: Walk) -> tuple[list[Document], Refusal | None]:
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


def _line_troubles(text: str) -> Iterator[Refusal]:
    for match in islice(_MARKER.finditer(text), MOST):
        reason = "nothing but a comment may stand on a line that begins with ---"
        yield Refusal(*place(text, match.start()), "document-marker", reason)
    for match in islice(_END_OF_NOTHING.finditer(text), MOST) if "\n..." in text else ():
        reason = "an empty document may not end with ...; leave it out"
        yield Refusal(*place(text, match.start("end")), "document-marker", reason)
    for match in islice(_DIRECTIVE.finditer(text), MOST):
        reason = "directives such as %YAML are not allowed"
        yield Refusal(*place(text, match.start()), "directive", reason)


def _second_opinion(text: str, documents: list[Document]) -> Iterator[Refusal]:
    """What ryaml has to say about a text that is good so far. It runs last: it may be given
    neither aliases nor depth."""
    try:
        others = [other for other in loads_all(text) or () if other is not None]
    except InvalidYamlError as error:
        found = _POSITION.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        yield Refusal(line, column, "syntax", f"not valid YAML 1.2: {error}")
        return
    # Not ==, to which 1, 1.0 and True are equal. Version 0 writes each value out, however shared.
    if marshal.dumps([one.value for one in documents], 0) != marshal.dumps(others, 0):
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
