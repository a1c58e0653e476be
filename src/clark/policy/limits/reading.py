"""Reading limits.yaml: text → limits, or what is wrong with it, by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from clark.manifests import Document
from clark.policy.findings import Unread
from clark.policy.limits.limit import MEASURES, Limit
from clark.policy.rulebook import NAME, PLACES, REASON, TEXT, Rulebook, fields, listed, values

FILE: Final = "limits.yaml"
MOST: Final = 1_000_000_000  # of anything; more is a slip of the hand

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
        if text is None:
            return cls()
        document, broken = _BOOK.read(text)
        if document is None:
            return cls(broken=broken)
        if broken := tuple(_idle(document)):
            return cls(broken=broken)
        return cls(tuple(_limits(document)))


# Private functions


def _idle(document: Document) -> Iterator[Unread]:
    for index, each in enumerate(_BOOK.entries(document)):
        for part in set(each.get("match", {})) & set(each.get("each", ())):
            if isinstance(each["match"][part], str):
                why = f"{each['name']} is of one {part}, so “each {part}” says nothing more."
                yield _BOOK.fault(_BOOK.line(document, index), why)


def _limits(document: Document) -> Iterator[Limit]:
    for index, said in enumerate(_BOOK.entries(document)):
        yield Limit(
            name=said["name"],
            line=_BOOK.line(document, index),
            match=values(said.get("match", {})),
            each=tuple(said.get("each", ())),
            most=said.get("most", {}),
            sizes=tuple(said["sizes"]) if "sizes" in said else None,
            reason=said.get("reason", ""),
        )
