"""A change of files as changes of objects: what each was, and what it becomes."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark import kinds
from clark.manifests import Document, Path, show_path
from clark.policy.findings import Finding
from clark.policy.identity import Claimed, claim
from clark.policy.judgement import Admission
from clark.policy.layout import directory
from clark.policy.matching import Target
from clark.policy.texts import Texts

DELETED_AT: Final = "deletionTimestamp"
_DEFAULTS: Final = {path[1]: value for path, value in kinds.CRD_DEFAULTS.items()}


@dataclass(frozen=True)
class Change:
    """One object that is created, updated or (`new` is None) deleted.

    `document` is the side that findings point at: the new one, where there is one.
    """

    claimed: Claimed
    document: Document
    old: Document | None
    new: Document | None

    @property
    def file(self) -> str:
        return self.claimed.file

    @property
    def operation(self) -> str:
        if self.new is None:
            return "DELETE"
        return "CREATE" if self.old is None else "UPDATE"

    def admission(self) -> Admission:
        """The request that the cluster's API server would be asked to admit."""
        document = self.document
        group, _, version = document.api_version.rpartition("/")
        resource = kinds.resource(document.api_version, document.kind)
        return Admission(
            target=Target(
                group, version, resource, self.operation, namespaced=bool(document.namespace)
            ),
            kind=document.kind,
            name=document.name,
            namespace=document.namespace,
            object=_admitted(self.new),
            old_object=_admitted(self.old),
        )

    def denied(self, policy: str, path: Path, reason: str, fix: str) -> Finding:
        """A denial that points at a path of this object."""
        line = self.document.line_of(path)
        label = self.document.label
        return Finding(self.file, label, "deny", policy, show_path(path), line, reason, fix)


def changes(new: Texts, before: Texts, account: str) -> Iterator[Change]:
    """Each object of the change with what it was, wherever in the change it stood."""
    was = {_object(one): (one, document) for one, document in claimed(before, account)}
    kept = set()
    for one, document in claimed(new, account):
        kept.add(_object(one))
        old = was[_object(one)][1] if _object(one) in was else None
        yield Change(one, document, old, document)
    for which, (one, document) in was.items():
        # An unreadable text says nothing, least of all that something is to be deleted.
        if which not in kept and one.file not in new.unreadable:
            yield Change(one, document, document, None)


def claimed(texts: Texts, account: str) -> Iterator[tuple[Claimed, Document]]:
    """Every document with the names it takes."""
    for path, documents in texts.documents.items():
        for document in documents:
            yield claim(path, document, account), document


def _object(one: Claimed) -> Hashable:
    """What stays the same when an object is edited: its cluster, where the path says it, and name.

    Outside a GitOps repository the region is a field like others, and may be what was edited.
    """
    place = directory(one.file)
    return place.region if place else "", one.group_kind, one.name


def _admitted(document: Document | None) -> Mapping[str, Any] | None:
    """The object as policies in the cluster see it: with the defaults of its definition, and
    without what only an API server can set. A file is never being deleted, whatever it says."""
    if document is None:
        return None
    value, spec = document.value, document.value.get("spec")
    metadata = value.get("metadata")
    if isinstance(metadata, Mapping) and DELETED_AT in metadata:
        kept = {name: each for name, each in metadata.items() if name != DELETED_AT}
        value = {**value, "metadata": kept}
    if kinds.find(document.api_version, document.kind) is None or not isinstance(spec, Mapping):
        return value
    return {**value, "spec": {**_DEFAULTS, **spec}}
