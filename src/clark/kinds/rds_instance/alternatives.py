"""How a database changes its class with less interruption."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from clark.kinds import source
from clark.kinds.alternative import Alternative, Step
from clark.kinds.change import Change


def _standby_first(change: Change, _alike: int) -> Iterator[Alternative]:
    if change.old.get("multiAZ") is True:  # it has the standby that fails over
        return
    yield Alternative(
        title="Multi-AZ first",
        interruption="With a standby the change of class costs a failover, typically 60 to 120 "
        "seconds, and not minutes: connections break once. The standby costs about as much again "
        "for as long as it is there.",
        source=source.RDS_CLASS,
        steps=(
            Step(
                "Add a standby in a second zone. Writes can be slower meanwhile and for a time "
                "afterwards.",
                action="standby",
                fields={"standby": "on", "when": "now"},
                uninterrupted=source.RDS_STANDBY,
            ),
            Step(
                f"Then change the class to {change.after}: AWS changes the standby first and "
                "fails over to it.",
                action="class",
                fields={"size": str(change.after)},
            ),
            Step(
                "Take the standby away again, if it is not to stay. The database goes on working.",
                action="standby",
                fields={"standby": "off"},
            ),
        ),
    )


ALTERNATIVES: Final[Mapping[str, Callable[[Change, int], Iterator[Alternative]]]] = {
    "dbInstanceClass": _standby_first,
}
