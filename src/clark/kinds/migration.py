"""The scenario's own YAML, and YAML like it, made into what the provider really serves.

Every correction is a minimal edit and says why. What is only doubtful is kept: it is listed as a
correction that changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clark.errors import Problem, Refused
from clark.kinds.correction import Correction, Migration, Unresolved, shown
from clark.kinds.corrections import corrections
from clark.kinds.impacts import impacts
from clark.kinds.kind import Kind
from clark.kinds.manifest import block, name
from clark.kinds.problems import problems
from clark.kinds.registry import served
from clark.manifests import Document, Path, Set, edit, get, read, show_path

RENAMED: Mapping[tuple[str, str], str] = {("ReplicationGroup", "nodeType"): "cacheNodeType"}


def migrate(text: str, onto: str | None = None, *, region: str = "us-east-1") -> Migration:
    """Correct every manifest of `text`; with `onto`, merge its parts into that file first.

    `region` is written where a manifest names none. Kinds that Clark does not know stay as they
    are. Raises Refused for a partial definition without `onto` or without its counterpart there,
    and Unreadable.
    """
    made = _migrated(text, onto, region)
    return replace(made, unresolved=tuple(_unresolved(made.text)))


def _migrated(text: str, onto: str | None, region: str) -> Migration:
    if onto is None:
        _refuse_partial(text)
        return _corrected(text, region)
    base = _corrected(onto, region)
    merged = base.text
    found = list(base.corrections)
    for part in read(text):
        merged, asked = _merged(merged, part)
        found += asked
    result = _corrected(merged, region)
    return Migration(result.text, tuple(dict.fromkeys((*found, *result.corrections))))


def _corrected(text: str, region: str) -> Migration:
    found: list[Correction] = []
    for document in read(text):
        kind = _kind(document)
        if kind is None:
            continue
        changes, said = corrections(kind, document, region)
        text = edit(text, document.index, changes) if changes else text
        found += said
    return Migration(text, tuple(found))


def _unresolved(text: str) -> Iterator[Unresolved]:
    for document in read(text):
        for problem in problems(document.value):
            if problem.rule == "unknown-field":
                where = show_path(problem.path)
                yield Unresolved(document.label, where, problem.reason, problem.fix)


def _kind(document: Document) -> Kind | None:
    return served(document.api_version.partition("/")[0], document.kind)


def _refuse_partial(text: str) -> None:
    missing = [
        problem
        for document in read(text)
        if (kind := _kind(document))
        for problem in _missing(kind, document)
    ]
    if missing:
        raise Refused(
            "This is only a part of a definition. A file is the whole definition: applied like "
            "this it would be refused, and every setting it does not repeat would be dropped. "
            "Name the existing file with --onto to change just these fields in it.",
            missing,
        )


def _missing(kind: Kind, document: Document) -> Iterator[Problem]:
    asked = {
        RENAMED.get((kind.kind, field), field)
        for field in block(document.value, "spec", "forProvider")
    }
    for field in kind.fields:
        inside = field.path[:2] == ("spec", "forProvider") and len(field.path) == 3
        filled_in = field.path[-1] == "applyModificationsImmediately"
        if inside and field.required and not filled_in and field.path[-1] not in asked:
            reason = f"{document.label} does not say it, and it is required."
            yield Problem(show_path(field.path), reason, field.help)


def _merged(text: str, part: Document) -> tuple[str, list[Correction]]:
    kind = _kind(part)
    target = _counterpart(kind, part, read(text)) if kind else None
    if kind is None or target is None:
        reason = f"{part.label} is not in the file that it should be merged into."
        raise Refused(reason, [Problem("metadata.name", reason, "Name its own file with --onto.")])
    changes = [
        Set(path, value)
        for path, value in _leaves((), _renamed(kind, part.value))
        if path not in (("apiVersion",), ("kind",)) and get(target.value, path) != value
    ]
    text = edit(text, target.index, changes) if changes else text
    after = next(found for found in read(text) if found.index == target.index)
    return text, [*_only_a_part(kind, part), *_asked(target, after, changes)]


def _counterpart(kind: Kind, part: Document, documents: tuple[Document, ...]) -> Document | None:
    same = (found for found in documents if _kind(found) == kind)
    return next((found for found in same if name(found.value) == name(part.value)), None)


def _renamed(kind: Kind, manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = block(manifest, "spec", "forProvider")
    fields = {RENAMED.get((kind.kind, field), field): value for field, value in asked.items()}
    return {**manifest, "spec": {**block(manifest, "spec"), "forProvider": fields}}


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping) and value:
        for field, inner in value.items():
            yield from _leaves((*path, field), inner)
    else:
        yield path, value


def _only_a_part(kind: Kind, part: Document) -> Iterator[Correction]:
    fields = ", ".join(block(part.value, "spec", "forProvider"))
    reason = (
        "A file is the whole definition: on its own this part would be refused, and every setting "
        "it does not repeat dropped. Only what it says is changed in the existing file."
    )
    yield Correction(part.label, "spec.forProvider", f"only {fields}", "the whole, edited", reason)
    if part.api_version != kind.api_version:
        reason = (
            f"{part.api_version} is not served by the provider; the existing file's "
            f"{kind.api_version} is."
        )
        yield Correction(part.label, "apiVersion", part.api_version, kind.api_version, reason)


def _asked(before: Document, after: Document, changes: list[Set]) -> Iterator[Correction]:
    effects = {impact.path: impact.sentence for impact in impacts(before.value, after.value)}
    for change in changes:
        sentence = effects.get(change.path[:3], "")
        yield Correction(
            after.label,
            show_path(change.path),
            shown(get(before.value, change.path)),
            shown(change.value),
            f"The change that the part asks for. {sentence}".rstrip(),
        )
