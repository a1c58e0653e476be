"""Whether AWS is at work on something, as the provider's status shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """`state` is AWS's own word. `reason` says in plain words what it is doing, "" when at rest.

    `broken`: AWS will not get out of this by itself. `waiting`: for the maintenance window.
    """

    state: str
    reason: str = ""
    broken: bool = False
    waiting: bool = False

    @property
    def at_rest(self) -> bool:
        return not self.reason
