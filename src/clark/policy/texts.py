"""The documents of some files, and what of the files cannot be judged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from clark.manifests import Document, Path, Unreadable, read
from clark.policy.findings import Unread

# CEL's map and filter take time with the square of a list: 15 ms for 1,000 entries, 3 s for 9,000.
MOST_ENTRIES: Final = 1000
_TOO_SHORT_TO_BE_CROWDED: Final = 2 * MOST_ENTRIES


@dataclass
class Texts:
    """`documents` by file; `refused` says what is wrong with the files that are `unreadable`."""

    documents: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    refused: list[Unread] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def add(self, path: str, text: str) -> None:
        try:
            documents = read(text)
        except Unreadable as error:
            self.refuse(path, error)
            return
        crowded = _crowded(path, documents) if len(text) > _TOO_SHORT_TO_BE_CROWDED else ()
        self._refuse(path, *crowded)
        if path not in self.unreadable:
            self.documents[path] = documents

    def refuse(self, path: str, error: Unreadable) -> None:
        """Note a file that could not be read, or not even be opened."""
        places = (Unread(path, r.line, r.column, r.rule, r.reason) for r in error.refusals)
        self._refuse(path, *places)

    def _refuse(self, path: str, *reasons: Unread) -> None:
        if reasons:
            self.unreadable.add(path)
            self.refused += reasons


def _crowded(file: str, documents: tuple[Document, ...]) -> Iterator[Unread]:
    for document in documents:
        for path, count in _crowds(document.value, ()):
            reason = f"There are {count} entries; rules are asked about {MOST_ENTRIES} at most."
            yield Unread(file, document.line_of(path), 1, "too-many-entries", reason)


def _crowds(value: Any, path: Path) -> Iterator[tuple[Path, int]]:
    if not isinstance(value, dict | list):
        return
    if len(value) > MOST_ENTRIES:
        yield path, len(value)
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _crowds(inner, (*path, key))
