"""How an Aurora cluster changes the class of its instances with less interruption."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from clark.kinds import source
from clark.kinds.alternative import YOU, Alternative, Step
from clark.kinds.change import Change

_MOST: Final = 16  # one writer and 15 readers, Aurora User Guide


def _reader_first(change: Change, alike: int) -> Iterator[Alternative]:
    if alike >= _MOST:
        return
    yield Alternative(
        title="A reader of the new size first, then fail over",
        interruption="Writes fail while Aurora fails over, which it typically completes within 30 "
        "seconds, and connections break once. After that each of the others is restarted as a "
        "reader: its own connections break, those to the writer do not. A further instance is paid "
        "for.",
        source=source.AURORA_FAILOVER,
        steps=(
            Step(
                f"Add a reader of {change.after}. The others go on working.",
                action="instances",
                fields={"instances": str(alike + 1), "size": str(change.after)},
            ),
            Step(
                "Fail over to it: aws rds failover-db-cluster with its name as the target. No file "
                "says which instance writes, so Clark cannot.",
                who=YOU,
            ),
            Step(
                f"Change the others to {change.after}; they are readers by then.",
                action="class",
                fields={"size": str(change.after), "when": "now"},
            ),
        ),
    )


ALTERNATIVES: Final[Mapping[str, Callable[[Change, int], Iterator[Alternative]]]] = {
    "dbInstanceClass": _reader_first,
}
