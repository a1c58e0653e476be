"""Terraform over the customer's infrastructure: plan, and apply exactly what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from clark.errors import Refused

Action = Literal["create", "update", "replace", "delete", "read", "no-op"]
GLOBAL: Final = "global"  # the region of stacks that have none
HIDDEN: Final = "hidden"  # what stands in place of a secret value
UNKNOWN: Final = "known after apply"


@dataclass(frozen=True, order=True)
class Stack:
    """One root stack: what it manages has one state and is planned and applied as one."""

    environment: str
    region: str
    layer: str

    @property
    def path(self) -> str:
        """Its folder in the repository."""
        return f"live/{self.environment}/{self.region}/{self.layer}"

    @property
    def key(self) -> str:
        """The object of the state bucket that holds its state."""
        return f"{self.environment}/{self.region}/{self.layer}.tfstate"

    def __str__(self) -> str:
        return f"{self.environment}/{self.region}/{self.layer}"


@dataclass(frozen=True)
class Attribute:
    """One value that differs. `before` and `after` are short JSON, None where there is none.

    Secret values are HIDDEN already. `variable` names the variable of the stack that the value is
    taken from as it is; "" where the code computes it.
    """

    path: str
    before: str | None
    after: str | None
    sensitive: bool
    replaces: bool
    variable: str = ""


@dataclass(frozen=True)
class ResourceChange:
    """What becomes of one resource. `name` is what the cloud calls it, `note` what else is true."""

    address: str
    type: str
    action: Action
    attributes: tuple[Attribute, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """`digest` is the SHA-256 of the plan file. `drifted` is what others changed in the cloud."""

    stack: Stack
    commit: str
    digest: str
    changes: tuple[ResourceChange, ...]
    drifted: tuple[ResourceChange, ...]
    terraform: str
    outputs: tuple[str, ...] = ()  # names of outputs that change

    @property
    def empty(self) -> bool:
        """Applying it would do nothing, not even to the state."""
        return not self.changes and not self.outputs


class Stopped(Refused):
    """Terraform itself went no further: the code is good, and what it stands on may be missing."""


class Terraform(Protocol):
    """All methods raise `TryLater` while the outside does not answer or another run is going on.

    Every method is safe to repeat, also after a kill at any moment.
    """

    def plan(self, stack: Stack, commit: str) -> Plan:
        """What the code of a commit would change.

        Raises `Refused`, with a problem for each file and line, for code that would run or read
        more than a plan may, and for code that is not valid; `Stopped` where Terraform went no
        further.
        """
        ...

    def drift(self, stack: Stack, commit: str) -> Plan:
        """What others changed since the last apply; nothing of it can be applied."""
        ...

    def apply(self, stack: Stack, digest: str) -> Mapping[str, Any]:
        """Do what the plan with this digest says, and nothing else; returns the public outputs.

        Raises `Refused` where there is no such plan, or the state has moved since.
        """
        ...

    def discard(self, stack: Stack, digest: str) -> None:
        """Forget a plan that nobody will apply, and the values in it."""
        ...

    def outputs(self, stack: Stack) -> Mapping[str, Any]:
        """The public outputs as the state holds them; empty before the first apply."""
        ...
