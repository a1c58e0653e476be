"""Why a manifest cannot be read: every reason found, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from clark.errors import Problem, Refused

MOST = (
    100  # a file of nothing but bad characters would otherwise be answered with a million reasons
)


@dataclass(frozen=True, order=True)
class Refusal:
    """One reason. Line and column count from 1, in characters; `rule` is a stable short id."""

    line: int
    column: int
    rule: str
    reason: str


class Unreadable(Refused):
    """The text is not a manifest that every reader would read in the same way."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(sorted(set(refusals))[:MOST])
        first = self.refusals[0]
        super().__init__(
            f"line {first.line}, column {first.column}: {first.reason}",
            [Problem(f"line {r.line}, column {r.column}", r.reason) for r in self.refusals],
        )


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of a character."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
