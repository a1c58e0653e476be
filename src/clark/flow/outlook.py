"""What people are told of when a change happens, and of ways that interrupt less. Frozen."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode


@dataclass(frozen=True)
class StepCard:
    """One step of an alternative. `action` and `fields` ask Clark for it; without an action `who`
    does it. `claim`: what AWS says that this step does not interrupt."""

    sentence: str
    claim: str
    who: str
    action: str
    fields: dict[str, str]

    @property
    def query(self) -> str:
        """The fields, to fill the form with."""
        return urlencode(self.fields)


@dataclass(frozen=True)
class AlternativeCard:
    """A way to the same end that interrupts less."""

    title: str
    interruption: str
    source: str
    steps: tuple[StepCard, ...]


@dataclass(frozen=True)
class WindowCard:
    """A maintenance window that a change waits for: as AWS writes it, and when it is open next.

    `text` is "" and the times are None where nobody has seen it yet.
    """

    text: str
    opens: datetime | None
    closes: datetime | None
    said: str
