"""A manifest that was read: its value, and where in the text each part of it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """One YAML document of a file. `lines` maps a path into the value to its line, from 1.

    `index` counts the documents of the file from 0, empty ones included.
    """

    index: int
    value: Mapping[str, Any]
    lines: Mapping[Path, int] = field(repr=False, compare=False, default_factory=dict)

    @property
    def api_version(self) -> str:
        return str(self.value.get("apiVersion", ""))

    @property
    def kind(self) -> str:
        return str(self.value.get("kind", ""))

    @property
    def name(self) -> str:
        return str(self._metadata.get("name", ""))

    @property
    def namespace(self) -> str:
        return str(self._metadata.get("namespace", ""))

    @property
    def label(self) -> str:
        """KIND/NAME, as people and the command line call it."""
        return f"{self.kind}/{self.name}"

    def line_of(self, path: Path) -> int:
        """The line of a path, or of the nearest part above it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    @property
    def _metadata(self) -> Mapping[str, Any]:
        metadata = self.value.get("metadata")
        return metadata if isinstance(metadata, Mapping) else {}
