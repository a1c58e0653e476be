"""One line of a change, by the text that it is in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from clark.errors import Problem, Refused
from clark.flow.cards import FileDiff
from clark.manifests import DiffRow

OLD, NEW = "old", "new"
_KEY: Final = re.compile(rf"({OLD}|{NEW})([1-9][0-9]{{0,6}}):(.+)", re.DOTALL)


@dataclass(frozen=True)
class Spot:
    """`line` counts from 1 in the `side`: new, or old for a line that the change takes out."""

    path: str
    side: str
    line: int

    @classmethod
    def of(cls, path: str, row: DiffRow) -> Self:
        """Where a row of a diff is. A line that stays is one of the new text."""
        if row.new is not None:
            return cls(path, NEW, row.new)
        return cls(path, OLD, row.old or 0)

    @classmethod
    def read(cls, key: str) -> Self:
        """As `key` writes it. Raises `Refused`."""
        found = _KEY.fullmatch(key)
        if found is None:
            why = f"“{key[:80]}” is no line of a change."
            raise Refused(why, [Problem("line", why, "Take a line of the diff.")])
        return cls(found[3], found[1], int(found[2]))

    @property
    def key(self) -> str:
        """In one word, for an address: new12:regions/…/service.yaml."""
        return f"{self.side}{self.line}:{self.path}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}{' as it was' if self.side == OLD else ''}"


def spots(files: Iterable[FileDiff]) -> Iterator[tuple[Spot, str]]:
    """Every line that a page shows of a change, and its text."""
    for file in files:
        for row in file.rows:
            yield Spot.of(file.path, row), row.text
