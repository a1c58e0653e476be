"""What lists can be narrowed to: a value that nothing can have is refused, not silently empty."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from clark.errors import Problem, Refused
from clark.flow.deciding import customer_of
from clark.flow.events import Actor, State
from clark.kinds import KINDS, Health
from clark.store.models import Customer

KNOWN: Final[Mapping[str, Callable[[Customer], Collection[str]]]] = {
    "region": lambda customer: customer.regions,
    "environment": lambda customer: customer.environments,
    "kind": lambda _: [kind.kind for kind in KINDS if not kind.part_of],
    "health": lambda _: [health.value for health in Health],
    "state": lambda _: ["open", *State],
}


def check_known(*, by: Actor, **filters: str) -> None:
    """Raises `Refused` with a problem for each value that is unknown at the person's customer."""
    customer = customer_of(by.customer_id)
    problems = [
        Problem(name, f"“{value[:50]}” is not a {name}.", f"Known are {', '.join(known)}.")
        for name, value in filters.items()
        if value and value not in (known := KNOWN[name](customer))
    ]
    if problems:
        raise Refused("The list cannot be narrowed to that.", problems)
