"""A way to the same end that interrupts less, as AWS documents it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

YOU: Final = "whoever may change the AWS account"
AUTHOR: Final = "whoever asks, by a pull request"


@dataclass(frozen=True)
class Step:
    """One step. `action` and `fields` are the change of a running service that does it, as Clark
    asks for it; without an action Clark cannot do it, and `who` can.

    `uninterrupted`: the page of AWS's documentation that says so of this step; empty for any other.
    """

    sentence: str
    action: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    uninterrupted: str = ""

    @property
    def claim(self) -> str:
        """The only place that says these words: AWS says them first."""
        return f"Zero downtime, says {self.uninterrupted}." if self.uninterrupted else ""


@dataclass(frozen=True)
class Alternative:
    """`interruption` is what it still costs, in plain words; `source` is where that is said."""

    title: str
    interruption: str
    source: str
    steps: tuple[Step, ...]
