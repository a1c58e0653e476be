"""Changing a service in the words of its offering: larger, more storage, another node.

The change is derived from the composition by rendering before and after, so it touches only what
the answer means and keeps everything else in the file, whoever wrote it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clark.catalog.answers import parse
from clark.catalog.offering import Offering
from clark.catalog.rendering import OFFERING, PARAMETERS, compose, encode
from clark.errors import Problem, Refused
from clark.manifests import Delete, Document, Path, Set, edit, get, read

Changes = tuple[Set | Delete, ...]


@dataclass(frozen=True)
class Amendment:
    """What changes in one document of one file. `document` is KIND/NAME."""

    path: str
    document: str
    changes: Changes


def parameters(offering: Offering, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters a managed resource was made of, from its annotations.

    Answers that the offering no longer asks for are dropped; new ones get their default. Raises
    Refused where the resource was not made by this offering or its annotation cannot be read.
    """
    annotations = get(manifest, ("metadata", "annotations"), {})
    if annotations.get(OFFERING) != offering.name:
        raise Refused(f"This was not made from the offering {offering.name}.")
    try:
        said = json.loads(annotations.get(PARAMETERS, ""))
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused(f"The annotation {PARAMETERS} cannot be read as JSON.")
    return parse(offering, {name: said[name] for name in offering.fields if name in said})


def update_parameters(
    offering: Offering, manifest: Mapping[str, Any], changed: Mapping[str, Any]
) -> str:
    """The annotation after a change, as its JSON text. `changed` is raw, as `parse` takes it."""
    return encode(_changed(offering, parameters(offering, manifest), changed))


def edits(
    offering: Offering, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Amendment, ...]:
    """What turns the manifests of `before` into those of `after`, annotation included.

    Both are complete or get their defaults. Raises Refused for an answer that stays for good.
    """
    old, new = parse(offering, before), _changed(offering, parse(offering, before), after)
    files_before, files_after = compose(offering, old), compose(offering, new)
    found = []
    for path, resources in files_after.items():
        for was, now in zip(files_before[path], resources, strict=True):
            changes = tuple(_differences(was, now, ()))
            if changes:
                found.append(Amendment(path, _label(was), changes))
    return tuple(found)


def amend(
    offering: Offering, files: Mapping[str, str], changed: Mapping[str, Any]
) -> dict[str, str]:
    """The files of a service with some answers changed: path -> new text, only where it differs.

    `files` holds at least its service.yaml. Raises Refused as `parameters` and `edits` do, and
    where a document that must change is not in the files.
    """
    before = _made_of(offering, files)
    amended: dict[str, str] = {}
    for amendment in edits(offering, before, {**before, **changed}):
        text = amended.get(amendment.path, files.get(amendment.path, ""))
        index = _find(text, amendment)
        amended[amendment.path] = edit(text, index, amendment.changes)
    return amended


def _made_of(offering: Offering, files: Mapping[str, str]) -> dict[str, Any]:
    for document in (document for text in files.values() for document in read(text)):
        if get(document.value, ("metadata", "annotations", PARAMETERS)) is not None:
            return parameters(offering, document.value)
    raise Refused(f"This was not made from the offering {offering.name}.")


def _find(text: str, amendment: Amendment) -> int:
    for document in read(text):
        if document.label == amendment.document:
            return document.index
    raise Refused(f"{amendment.document} is not in {amendment.path}.")


def _changed(
    offering: Offering, before: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, Any]:
    after = parse(offering, {**before, **changed})
    problems = [
        Problem(name, f"{field.label} cannot be changed later.")
        for name, field in offering.fields.items()
        if field.immutable and after.get(name) != before.get(name)
    ]
    if problems:
        raise Refused("This cannot be changed", problems)
    return after


def _label(manifest: Mapping[str, Any]) -> str:
    return Document(0, manifest).label


def _differences(was: Any, now: Any, path: Path) -> Iterator[Set | Delete]:
    if isinstance(was, dict) and isinstance(now, dict):
        yield from (Delete((*path, key)) for key in was if key not in now)
        for key, value in now.items():
            if key in was:
                yield from _differences(was[key], value, (*path, key))
            else:
                yield Set((*path, key), value)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differences(one, other, (*path, index))
    elif was != now:
        yield Set(path, now)
