"""A change of files as changes of objects: what each was, and what it becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark import kinds
from clark.manifests import Document, Path, show_path
from clark.policy.admission import Target
from clark.policy.findings import Finding
from clark.policy.identity import by_identity, identity
from clark.policy.judgement import Admission
from clark.policy.texts import Texts

_DEFAULTS: Final = {path[1]: value for path, value in kinds.CRD_DEFAULTS.items()}


@dataclass(frozen=True)
class Change:
    """One object that is created, updated or (`new` is None) deleted.

    `document` is the side that findings point at: the new one, where there is one.
    """

    file: str
    document: Document
    old: Document | None
    new: Document | None

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
            target=Target(group, version, resource, self.operation),
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


def changes(new: Texts, before: Texts) -> Iterator[Change]:
    """Each object of the change with what it was, wherever in the change it stood."""
    was = by_identity(before.documents)
    kept = set()
    for path, documents in new.documents.items():
        for document in documents:
            one = identity(path, document)
            kept.add(one)
            yield Change(path, document, was[one][1] if one in was else None, document)
    for one, (path, document) in was.items():
        # An unreadable text says nothing, least of all that something is to be deleted.
        if one not in kept and path not in new.unreadable:
            yield Change(path, document, document, None)


def _admitted(document: Document | None) -> Mapping[str, Any] | None:
    """The object as policies in the cluster see it: with the defaults of its definition."""
    if document is None or kinds.find(document.api_version, document.kind) is None:
        return document.value if document else None
    spec = document.value.get("spec")
    if not isinstance(spec, Mapping):
        return document.value
    return {**document.value, "spec": {**_DEFAULTS, **spec}}
