"""States that take time: a resource walks through steps, each with an end that is written down.

Nothing waits in memory. A step ends when its time has come and its engine work is done, and that
is looked up on every read, so a restart in the middle changes nothing.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Work(StrEnum):
    """What the data plane must have done before a step may end. Each is safe to repeat."""

    NONE = ""
    START = "start"
    STOP = "stop"
    SNAPSHOT = "snapshot"
    REMOVE = "remove"


@dataclass
class Step:
    """One state on the way. `until` is in seconds since the epoch.

    `values` become the resource's attributes when the step ends. `snapshot` names the copy that
    SNAPSHOT or REMOVE makes of the data.
    """

    status: str
    until: float
    work: Work = Work.NONE
    values: dict[str, Any] = field(default_factory=dict)
    snapshot: str = ""
    done: bool = False

    def over(self, now: float) -> bool:
        return self.until <= now and (self.done or self.work is Work.NONE)


class Lifecycle:
    """Mixed into a resource. `resting` is its status when no step is under way."""

    steps: list[Step]
    resting: str

    @property
    def status(self) -> str:
        return self.steps[0].status if self.steps else self.resting

    @status.setter
    def status(self, value: str) -> None:
        self.resting = value

    def take(self, *steps: Step) -> None:
        """Walk through these steps, after those that are already under way."""
        self.steps = [*self.steps, *steps]

    def settle(self, now: float) -> list[Step]:
        """End every step that is over and return them, in order."""
        ended: list[Step] = []
        while self.steps and self.steps[0].over(now):
            step = self.steps.pop(0)
            for name, value in step.values.items():
                setattr(self, name, value)
            ended.append(step)
        return ended

    @property
    def due(self) -> Step | None:
        """The step whose engine work is to be done now."""
        step = self.steps[0] if self.steps else None
        return step if step and step.work is not Work.NONE and not step.done else None
