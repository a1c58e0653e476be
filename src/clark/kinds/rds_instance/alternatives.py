"""How a database changes its class with less interruption."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from clark.kinds import source
from clark.kinds.alternative import Alternative, Step
from clark.kinds.change import Change


def _standby_first(change: Change, _alike: int) -> Iterator[Alternative]:
    if change.old.get("multiAZ") is True:  # it has the standby that fails over
        return
    if change.old.get("availabilityZone") or change.new.get("availabilityZone"):
        return  # AWS refuses a named zone together with Multi-AZ
    steps = (_add(change), _resize(change))
    yield Alternative(
        title="Multi-AZ first",
        interruption="With a standby the change of class costs a failover, typically 60 to 120 "
        f"seconds, and not minutes: connections break once. {_cost(change)}",
        source=source.RDS_CLASS,
        steps=steps if change.production else (*steps, _AWAY),
    )


def _cost(change: Change) -> str:
    if change.production:
        return (
            "The standby costs about as much again and stays: in production it is not taken away."
        )
    return "The standby costs about as much again for as long as it is there."


def _add(change: Change) -> Step:
    """At once only where nothing waits: whatever does would be done at once, too."""
    add = (
        "Add a standby in a second zone. Writes can be slower meanwhile and for a time afterwards."
    )
    if change.waiting is not None and not change.waiting:
        asked = {"standby": "on", "when": "now"}
        return Step(add, action="standby", fields=asked, uninterrupted=source.RDS_STANDBY)
    known = ", ".join(f"{name} {value}" for name, value in (change.waiting or {}).items())
    brought = f"({known})" if known else "(Clark has not seen whether anything does)"
    return Step(
        f"{add} In the maintenance window: what waits in AWS {brought} is done in it, too, and "
        "would be done at once with a change that does not wait.",
        action="standby",
        fields={"standby": "on", "when": "window"},
    )


def _resize(change: Change) -> Step:
    return Step(
        f"Once it is there, change the class to {change.after}: AWS changes the standby first and "
        "fails over to it.",
        action="class",
        fields={"size": str(change.after)},
    )


_AWAY: Final = Step(
    "Take the standby away again, if it is not to stay. The database goes on working.",
    action="standby",
    fields={"standby": "off"},
)

ALTERNATIVES: Final[Mapping[str, Callable[[Change, int], Iterator[Alternative]]]] = {
    "dbInstanceClass": _standby_first,
}
