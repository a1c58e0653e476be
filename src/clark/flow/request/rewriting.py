"""What a change makes of a service's file, document by document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clark.flow.request.rules import Edit
from clark.manifests import append, edit, remove


@dataclass(frozen=True)
class Rewrite:
    """Edits by the document's index, the documents that go, and new ones at the end.

    `after` says in the request's title what it will be, "" for nothing.
    """

    edits: Mapping[int, tuple[Edit, ...]]
    gone: tuple[int, ...] = ()
    added: tuple[Mapping[str, Any], ...] = ()
    after: str = ""

    def apply(self, text: str) -> str:
        """Raises `Refused` where the text cannot be changed like this."""
        for index, edits in self.edits.items():
            text = edit(text, index, edits)
        return append(remove(text, self.gone), self.added)
