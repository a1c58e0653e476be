"""One rule about approvals, and whether those that were given meet what is needed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from clark.kinds import Effect, Impact

ROLES: Final = ("reviewer", "owner", "engineer")


class Risk(StrEnum):
    """What can go wrong with a change, by what it does in AWS."""

    LOW = "low"
    INTERRUPTION = "interruption"
    DATA = "data"


_INTERRUPTS: Final = frozenset({Effect.RESTART, Effect.FAILOVER})
_DESTROYS: Final = frozenset({Effect.DELETION, Effect.REPLACEMENT})


def risk(impacts: Iterable[Impact]) -> Risk:
    """The worst of what the impacts say."""
    effects, accepted = set(), False
    for each in impacts:
        effects.add(each.effect)
        accepted |= each.needs_acceptance
    if effects & _DESTROYS:
        return Risk.DATA
    return Risk.INTERRUPTION if accepted or effects & _INTERRUPTS else Risk.LOW


@dataclass(frozen=True)
class Case:
    """What a request is about, as rules match it."""

    team: str
    environment: str
    kind: str
    region: str
    action: str
    risk: str


@dataclass(frozen=True)
class Approver:
    """Somebody who approved, and could be asked again now."""

    id: int
    role: str
    team: str
    email: str


@dataclass(frozen=True)
class Need:
    """So many approvals of such people. Empty sets let anybody in who may review at all."""

    rule: str
    count: int
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    reason: str = ""

    def met_by(self, one: Approver) -> bool:
        return (
            (not self.roles or one.role in self.roles)
            and (not self.teams or one.team in self.teams)
            and (not self.people or one.email.strip().casefold() in self.people)
        )

    def left(self, given: Iterable[Approver]) -> int:
        """How many approvals are missing. One person counts once."""
        return max(self.count - len({one.id for one in given if self.met_by(one)}), 0)

    @property
    def who(self) -> str:
        """“2 approvals by owners of team payments”."""
        roles = " or ".join(f"{role}s" for role in ROLES if role in self.roles)
        by = roles or "reviewers or owners"
        if self.people:
            by = f"{f'{roles} among ' if roles else ''}{', '.join(sorted(self.people))}"
        teams = f" of team {' or '.join(sorted(self.teams))}" if self.teams else ""
        return f"{self.count} approval{'' if self.count == 1 else 's'} by {by}{teams}"


ANYBODY: Final = Need("", 1)


@dataclass(frozen=True)
class Rule:
    """What holds for requests that match: approvals that they `need`, that they need none
    (`automatic`), or `within` what time somebody should decide."""

    name: str
    line: int
    match: Mapping[str, frozenset[str]]
    need: Need | None
    automatic: bool
    within: timedelta | None
    reason: str

    def matches(self, case: Case) -> bool:
        return all(getattr(case, part) in values for part, values in self.match.items())


def unmet(needs: Sequence[Need], given: Sequence[Approver]) -> tuple[Need, ...]:
    """What is still missing: every rule that matches has to be met, so none weakens another."""
    return tuple(need for need in needs if need.left(given))
