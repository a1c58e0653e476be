"""Editing a manifest: each change is spliced into the text, and the result is read again."""

from collections.abc import Sequence
from typing import Any

import yaml

from clark.errors import Refused
from clark.manifests import splicing
from clark.manifests.document import Document
from clark.manifests.paths import get, show_path
from clark.manifests.reading import read
from clark.manifests.values import Delete, Set, drop, nest, plain, put, same, split, steps


def edit(text: str, document: int, changes: Sequence[Set | Delete]) -> str:
    """The text with the changes made, in order; equal where they already hold.

    `document` is the document's index. What is returned has been read again: the document is
    what was asked for, and every other one is what it was. Raises Refused where a change cannot
    be made (Unreadable where the text itself cannot be read).
    """
    before = read(text)
    wanted = plain(_document(before, document).value)
    for change in changes:
        if not change.path:
            raise Refused("A change needs a path; a whole document is another file")
        asked = Set(change.path, plain(change.value)) if isinstance(change, Set) else change
        for step in tuple(steps(wanted, asked)):
            text = _splice(text, document, wanted, step)
    _verify(before, text, document, wanted)
    return text


def _splice(text: str, document: int, value: Any, step: Set | Delete) -> str:
    """Make one change in the text, and in the value, which is the text's."""
    try:
        if isinstance(step, Delete):
            changed = splicing.delete(text, document, step.path)
            drop(value, step.path)
        else:
            changed = _set(text, document, value, step)
            put(value, step.path, plain(step.value))
    except (yaml.YAMLError, KeyError, StopIteration):
        raise _cannot(step) from None
    return changed


def _set(text: str, document: int, value: Any, step: Set) -> str:
    depth = split(value, step.path)
    if depth == len(step.path):
        return splicing.replace(text, document, step.path, step.value)
    parent = step.path[:depth]
    if get(value, parent) is None:
        return splicing.replace(text, document, parent, nest(step.value, step.path[depth:]))
    new = nest(step.value, step.path[depth + 1 :])
    return splicing.add(text, document, step.path[: depth + 1], new)


def _verify(before: Sequence[Document], text: str, document: int, wanted: Any) -> None:
    after = read(text)
    expected = {each.index: each.value for each in before} | {document: wanted}
    if not same({each.index: dict(each.value) for each in after}, expected):
        raise Refused("Clark cannot make this change without touching other parts of the file")


def _document(documents: Sequence[Document], index: int) -> Document:
    for document in documents:
        if document.index == index:
            return document
    raise Refused(f"There is no document number {index} in this file")


def _cannot(step: Set | Delete) -> Refused:
    return Refused(f"Clark cannot change {show_path(step.path)} in a text written like this")
