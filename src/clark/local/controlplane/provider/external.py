"""What every kind of managed resource must be able to do in AWS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from clark.local.controlplane.conditions import Condition
from clark.local.controlplane.objects import Resource


@dataclass(frozen=True)
class Seen:
    """What AWS has. `late` are values for fields of spec.forProvider that nobody set.

    `details` are the connection Secret's keys that AWS tells; the password is never among them.
    `at_work` says that AWS has not finished yet, however ready the resource is.
    """

    ready: Condition
    status: Mapping[str, Any]
    up_to_date: bool
    late: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    at_work: bool = False


class External(Protocol):
    """AWS calls of one kind. Every method may raise `CloudError` and is safe to repeat."""

    def observe(self, resource: Resource, /) -> Seen | None:
        """What is there under the external name, or None."""
        ...

    def login(self, resource: Resource, /) -> Mapping[str, str] | None:
        """What goes with the generated password into the Secret; None: it has no login."""
        ...

    def create(self, resource: Resource, password: str | None, /) -> str | None:
        """Ask for it. Returns the external name where AWS gives it."""
        ...

    def take_over(self, resource: Resource, password: str, /) -> bool:
        """After a create whose answer was lost: make this the password. False: not yet possible."""
        ...

    def update(self, resource: Resource, /) -> None:
        """Ask for one step from what is there towards the spec."""
        ...

    def delete(self, resource: Resource, /) -> None:
        """Ask for its end; also when it is already ending or gone."""
        ...
