"""Reading limits.yaml: text → limits, or what is wrong with it, by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from clark.policy.findings import Unread
from clark.policy.limits.limit import MEASURES, Limit
from clark.policy.rulebook import (
    NAME,
    PLACES,
    REASON,
    TEXT,
    Entry,
    Rulebook,
    fields,
    listed,
    values,
)

FILE: Final = "limits.yaml"
MOST: Final = 1_000_000_000  # of anything; more is a slip of the hand
SIZE: Final = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9-]+)+")  # db.r5.large, as it can be asked for

_AMOUNT: Final = {"type": "integer", "minimum": 0, "maximum": MOST}
_BOOK: Final = Rulebook(
    FILE,
    "Limits",
    "limits",
    {
        **fields(
            "name",
            name=NAME,
            reason=REASON,
            match=fields(**PLACES),
            each=listed({"enum": list(PLACES)}),
            most={**fields(**dict.fromkeys(MEASURES, _AMOUNT)), "minProperties": 1},
            sizes=listed(TEXT),
        ),
        "anyOf": [{"required": ["most"]}, {"required": ["sizes"]}],
    },
    f"say most (of {', '.join(MEASURES)}), or sizes.",
)


@dataclass(frozen=True)
class LimitSet:
    """The limits of one customer, and what is wrong with their file.

    Broken limits are no permission: while `broken` is not empty, every review denies.
    """

    limits: tuple[Limit, ...] = ()
    broken: tuple[Unread, ...] = ()

    @classmethod
    def load(cls, text: str | None) -> Self:
        """From the text of limits.yaml; without the file nothing is limited. Never raises."""
        entries, broken = _BOOK.read(text, _idle)
        return cls(tuple(map(_limit, entries)), broken)

    def find(self, name: str) -> Limit | None:
        return next((each for each in self.limits if each.name == name), None)


# Private functions


def _idle(entry: Entry) -> Iterator[str]:
    match, each = entry.said.get("match", {}), entry.said.get("each", ())
    for part in each:
        if isinstance(match.get(part), str):
            name = entry.said["name"]
            yield f"{name} is of one {part}, so “each {part}” says nothing more."


def _limit(entry: Entry) -> Limit:
    said = entry.said
    return Limit(
        name=said["name"],
        line=entry.line,
        match=values(said.get("match", {})),
        each=tuple(said.get("each", ())),
        most=said.get("most", {}),
        sizes=tuple(said["sizes"]) if "sizes" in said else None,
        reason=said.get("reason", ""),
    )
