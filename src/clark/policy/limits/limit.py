"""One limit, and what it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from clark.kinds import KINDS
from clark.policy.limits.holding import Holding

Group = tuple[tuple[str, str], ...]
Amount = int | Decimal
MONEY: Final = "monthlyUSD"

# What can be measured: how an amount is written, and what it is an amount of.
MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "services": ("{:,}", "{} {}"),
    "storageGB": ("{:,} GB", "{} of storage for {}"),
    "monthlyUSD": ("${:,.2f}", "{} a month for {}"),
}
_WORDS: Final = {kind.kind: kind.words for kind in KINDS if not kind.part_of}
_FEWER: Final = ("kind", "environment", "region", "team")


@dataclass(frozen=True)
class Amounts:
    """Services, the GB of storage that they have or may grow to, what of them is priced, and how
    many of them have a part that is not."""

    services: int = 0
    storageGB: int = 0
    monthlyUSD: Decimal = Decimal(0)
    unpriced: int = 0

    def __add__(self, other: Self) -> "Amounts":
        return Amounts(
            self.services + other.services,
            self.storageGB + other.storageGB,
            self.monthlyUSD + other.monthlyUSD,
            self.unpriced + other.unpriced,
        )

    def __sub__(self, other: Self) -> "Amounts":
        return Amounts(
            self.services - other.services,
            self.storageGB - other.storageGB,
            self.monthlyUSD - other.monthlyUSD,
            self.unpriced - other.unpriced,
        )

    def __getitem__(self, measure: str) -> Amount:
        found: Amount = getattr(self, measure)
        return found

    @classmethod
    def of(cls, held: Holding) -> Self:
        return cls(1, held.storage, held.monthly, int(held.unpriced))

    def at_least_nothing(self) -> "Amounts":
        """The same without what is less than nothing, each measure for itself."""
        return Amounts(
            max(self.services, 0),
            max(self.storageGB, 0),
            max(self.monthlyUSD, Decimal(0)),
            max(self.unpriced, 0),
        )


@dataclass(frozen=True)
class Limit:
    """At most so much of what matches; with `each`, of every one of its values apart.

    `match` maps team, environment, kind or region to the values that are meant; what is not named
    there matches any. `sizes` are those that may be asked for, None where any may.
    """

    name: str
    line: int
    match: Mapping[str, frozenset[str]]
    each: tuple[str, ...]
    most: Mapping[str, int]
    sizes: tuple[str, ...] | None
    reason: str

    def counts(self, held: Holding) -> bool:
        return all(getattr(held, part) in values for part, values in self.match.items())

    def group(self, held: Holding) -> Group:
        """Which of its totals a service belongs to."""
        return tuple((part, str(getattr(held, part))) for part in self.each)

    def allowed(self, measure: str) -> str:
        return written(measure, self.most[measure])

    def scope(self, group: Group) -> str:
        """What is counted, in words: “PostgreSQL databases in prod of team payments”."""
        said = {part: sorted(values) for part, values in self.match.items()}
        said |= {part: [value] for part, value in group}
        kinds = said.pop("kind", None)
        words = [_either([_WORDS.get(kind, "unreadable files") for kind in kinds or ()])]
        words += [_PLACES[part](said[part]) for part in _FEWER if part in said]
        return " ".join(words)


def written(measure: str, amount: Amount) -> str:
    """An amount as people read it, with its unit."""
    return MEASURES[measure][0].format(amount)


def counted_as(measure: str, amount: Amount, scope: str) -> str:
    """“3 PostgreSQL databases in prod”, “1,200 GB of storage for PostgreSQL databases”."""
    return MEASURES[measure][1].format(written(measure, amount), scope)


# Private functions


def _either(words: Sequence[str]) -> str:
    if len(words) < 2:
        return words[0] if words else "services"
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _where(names: list[str]) -> str:
    return f"in {_either(names)}"


def _team(names: list[str]) -> str:
    return "without a team" if names == [""] else f"of team {_either(names)}"


_PLACES: Final = {
    "environment": _where,
    "region": _where,
    "team": _team,
}
