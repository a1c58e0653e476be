"""The two families of errors, and what a refusal says.

ClarkError
├── Refused    show it, never retry
└── TryLater   retry with backoff
"""

from collections.abc import Iterable
from dataclasses import dataclass


def sentence(text: str) -> str:
    """The text with a full stop, so that another sentence can follow."""
    return text if not text or text[-1] in ".!?…”" else f"{text}."


class ClarkError(Exception):
    """Anything Clark itself raises."""


@dataclass(frozen=True)
class Problem:
    """One reason for a refusal: which field, why, and what to do next."""

    field: str
    reason: str
    fix: str = ""

    def __str__(self) -> str:
        said = f"{self.field}: {self.reason}" if self.field else self.reason
        return f"{sentence(said)} {self.fix}" if self.fix else said


class Refused(ClarkError):
    """Clark will not do this, however often it is asked. Says every reason at once.

    `who` must act, where that is known and is not the person who asks.
    """

    def __init__(self, reason: str, problems: Iterable[Problem] = (), *, who: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = tuple(problems)
        self.who = who


class NotFound(Refused):
    """It does not exist, or the person may not know that it does: both look the same."""


class TryLater(ClarkError):
    """The outside did not answer. `after` is in seconds, where the outside named a time."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after
