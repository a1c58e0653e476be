"""A change of files as changes of objects: what each was, and what it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from clark.manifests import Document, Path, Unreadable, read, show_path
from clark.policy.findings import Finding, Unread
from clark.policy.identity import by_identity, identity


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

    def denied(self, policy: str, path: Path, reason: str, fix: str) -> Finding:
        """A denial that points at a path of this object."""
        line = self.document.line_of(path)
        label = self.document.label
        return Finding(self.file, label, "deny", policy, show_path(path), line, reason, fix)


@dataclass
class Texts:
    """The documents of some files; `refused` are those that cannot be read."""

    documents: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    refused: list[Unread] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def add(self, path: str, text: str) -> None:
        try:
            self.documents[path] = read(text)
        except Unreadable as refused:
            self.unreadable.add(path)
            self.refused += [
                Unread(path, at.line, at.column, at.rule, at.reason) for at in refused.refusals
            ]


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
