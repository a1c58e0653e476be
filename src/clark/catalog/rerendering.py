"""Rendering a service anew after its offering has changed: a three-way merge of its file.

What the offering makes differently is changed in the file; what people wrote there stays. Where
both changed the same thing, the file keeps what people wrote and a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.offering import Offering
from clark.catalog.rendering import OFFERING, PARAMETERS, REVISION, compose
from clark.errors import Refused
from clark.manifests import Delete, Document, Path, Set, append, edit, read, same

# Clark's own notes follow the render, whatever stands there.
NOTES: Final = {("metadata", "annotations", key) for key in (OFFERING, PARAMETERS, REVISION)}
Documents = dict[str, dict[str, Any]]


class Nothing:
    """That there is no value, which null is."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING: Final = Nothing()


@dataclass(frozen=True)
class Conflict:
    """A place that both changed: `ours` stands in the file, `theirs` is what the offering makes
    now, `base` what it made before; NOTHING where there is none. `document` is KIND/NAME."""

    document: str
    path: Path
    ours: Any
    theirs: Any
    base: Any


@dataclass(frozen=True)
class Rerender:
    text: str
    conflicts: tuple[Conflict, ...]


def rerender(
    old_offering: Offering, new_offering: Offering, parameters: Mapping[str, Any], text: str
) -> Rerender:
    """A file of a service after its offering went from old to new. `parameters` are those that
    the service was made of; what the new one no longer asks is left out.

    Raises Refused where the new offering does not take the parameters or the file cannot be
    changed, Unreadable where it cannot be read.
    """
    documents = _by_label(read(text))
    before = _rendered(old_offering, parameters, documents)
    after = _rendered(new_offering, parameters, documents)
    conflicts: list[Conflict] = []
    for label, document in documents.items():
        if label in before or label in after:
            base, theirs = before.get(label, {}), after.get(label)
            text = _merge(text, document, (base, theirs), conflicts)
    added = [value for label, value in after.items() if label not in {*documents, *before}]
    gone = [label for label in after if label in before and label not in documents]
    conflicts += [
        Conflict(label, (), NOTHING, after[label], before[label])
        for label in gone
        if not same(before[label], after[label])
    ]
    return Rerender(append(text, added), tuple(conflicts))


def _rendered(
    offering: Offering, parameters: Mapping[str, Any], documents: Iterable[str]
) -> Documents:
    """What the offering makes for the file that has these documents."""
    known = {name: value for name, value in parameters.items() if name in offering.fields}
    here = set(documents)
    files = [
        {Document(0, value).label: value for value in values}
        for values in compose(offering, known).values()
    ]
    return next((each for each in files if here & each.keys()), {})


def _by_label(documents: Iterable[Document]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in documents:
        if document.label in found:
            raise Refused(f"{document.label} is there twice.")
        found[document.label] = document
    return found


def _merge(
    text: str,
    document: Document,
    renders: tuple[dict[str, Any], dict[str, Any] | None],
    conflicts: list[Conflict],
) -> str:
    base, theirs = renders
    ours = dict(document.value)
    if theirs is None:
        # Taking a resource away is asked for by name, and never happens along the way.
        conflicts.append(Conflict(document.label, (), ours, NOTHING, base))
        return text
    changes: list[Set | Delete] = []
    for found in _differences(_Place((), base, ours, theirs)):
        if isinstance(found, _Place):
            conflicts.append(
                Conflict(document.label, found.path, found.ours, found.theirs, found.base)
            )
        else:
            changes.append(found)
    return edit(text, document.index, changes) if changes else text


@dataclass(frozen=True)
class _Place:
    """One place in the three: what it was, what it is, what it is to be."""

    path: Path
    base: Any
    ours: Any
    theirs: Any

    def below(self, key: str) -> "_Place":
        base, ours, theirs = (
            each.get(key, NOTHING) if isinstance(each, dict) else NOTHING
            for each in (self.base, self.ours, self.theirs)
        )
        return _Place((*self.path, key), base, ours, theirs)


def _differences(place: _Place) -> Iterator[Set | Delete | _Place]:
    """The changes to make in ours, and each place where both changed."""
    base, ours, theirs = place.base, place.ours, place.theirs
    if _equal(base, theirs) or _equal(ours, theirs):
        return
    untouched = _equal(base, ours) or place.path in NOTES
    if isinstance(ours, dict) and isinstance(theirs, dict) and (theirs or not untouched):
        for key in dict.fromkeys((*(base if isinstance(base, dict) else ()), *theirs)):
            yield from _differences(place.below(key))
    elif untouched:
        yield Delete(place.path) if theirs is NOTHING else Set(place.path, theirs)
    elif _lists_of_one_length(base, ours, theirs):
        for index, parts in enumerate(zip(base, ours, theirs, strict=True)):
            yield from _differences(_Place((*place.path, index), *parts))
    else:
        yield place


def _equal(one: Any, other: Any) -> bool:
    return one is other if NOTHING in (one, other) else same(one, other)


def _lists_of_one_length(*values: Any) -> bool:
    return all(isinstance(value, list) and len(value) == len(values[0]) for value in values)
