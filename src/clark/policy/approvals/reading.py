"""Reading approvals.yaml: text → rules, or what is wrong with it, by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Self

from clark.policy.approvals.rule import ANYBODY, ROLES, Case, Need, Risk, Rule
from clark.policy.findings import Finding, Unread, closed
from clark.policy.rulebook import (
    NAME,
    PLACES,
    REASON,
    TEXT,
    Entry,
    Rulebook,
    fields,
    listed,
    some,
    values,
)

FILE: Final = "approvals.yaml"
ACTIONS: Final = (
    "create", "class", "storage", "nodes", "instances", "capacity", "standby",
    "release", "delete", "rerender", "adopt", "improve", "revert", "raise",
)  # fmt: skip
MOST_APPROVERS: Final = 5
WITHIN: Final = timedelta(hours=8)  # of whatever no rule names a time for
_WHO: Final = ("approvals", "roles", "teams", "people")
_ASKS: Final = (*_WHO, "within")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}

_BOOK: Final = Rulebook(
    FILE,
    "Approvals",
    "rules",
    {
        **fields(
            "name",
            "match",
            name=NAME,
            reason=REASON,
            match={
                **fields(
                    **PLACES,
                    action=some({"enum": list(ACTIONS)}),
                    risk=some({"enum": [each.value for each in Risk]}),
                ),
            },
            approvals={"type": "integer", "minimum": 1, "maximum": MOST_APPROVERS},
            roles=listed({"enum": list(ROLES)}),
            teams=listed(TEXT),
            people=listed({"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$", "maxLength": 254}),
            automatic={"const": True},
            within={"type": "string", "pattern": r"^[1-9][0-9]{0,3}[mhd]$"},
        ),
        "oneOf": [{"required": ["automatic"]}, {"anyOf": [{"required": [one]} for one in _ASKS]}],
    },
    "say automatic, or who approves (approvals, roles, teams, people) or within what time.",
)


@dataclass(frozen=True)
class ApprovalSet:
    """The rules of one customer, and what is wrong with their file.

    Broken rules are no permission: while `broken` is not empty, every review denies.
    """

    rules: tuple[Rule, ...] = ()
    broken: tuple[Unread, ...] = ()

    @classmethod
    def load(cls, text: str | None) -> Self:
        """Without the file, one reviewer decides about everything. Never raises."""
        entries, broken = _BOOK.read(text, _contradicting)
        return cls(tuple(map(_rule, entries)), broken)

    def needs(self, cases: Iterable[Case]) -> tuple[Need, ...]:
        """Everything that has to be met for a request about these; one approval at the least."""
        matching = {
            rule.name: rule.need for case in cases for rule in self.rules if rule.matches(case)
        }
        return tuple(need for need in matching.values() if need is not None) or (ANYBODY,)

    def automatic(self, cases: Iterable[Case]) -> Rule | None:
        """The rule by which nobody has to approve: one for each case, and no rule asks for more.

        Only what is of low risk: a rule cannot say otherwise.
        """
        about = tuple(cases)
        chosen: Rule | None = None
        for case in about:
            matching = [rule for rule in self.rules if rule.matches(case)]
            free = [rule for rule in matching if rule.automatic]
            if case.risk != Risk.LOW or not free or any(rule.need for rule in matching):
                return None
            chosen = chosen or free[0]
        return None if self.broken else chosen

    def within(self, cases: Iterable[Case]) -> timedelta:
        """How soon somebody should decide about these: the shortest time that a rule names."""
        named = [
            rule.within
            for case in cases
            for rule in self.rules
            if rule.within is not None and rule.matches(case)
        ]
        return min(named, default=WITHIN)


def broken_findings(approvals: ApprovalSet) -> Iterator[Finding]:
    for at in approvals.broken:
        yield closed(at, "approvals", "Who may approve cannot be read, so nothing can be")


# Private functions


def _contradicting(entry: Entry) -> Iterator[str]:
    said, name = entry.said, entry.said["name"]
    if "automatic" in said and "raise" in values(said["match"]).get("action", ()):
        yield f"{name}: a limit is raised by an owner, never by a rule."
    risks = values(said["match"]).get("risk", frozenset({Risk.LOW}))
    if "automatic" in said and risks != {Risk.LOW}:
        yield f"{name}: only what is of low risk is approved by a rule."
    if "people" in said and len(said["people"]) < said.get("approvals", 1):
        yield f"{name} asks for more approvals than it names people."


def _rule(entry: Entry) -> Rule:
    said = entry.said
    return Rule(
        name=said["name"],
        line=entry.line,
        match=values(said["match"]),
        need=_need(said) if any(part in said for part in _WHO) else None,
        automatic="automatic" in said,
        within=_time(said["within"]) if "within" in said else None,
        reason=said.get("reason", ""),
    )


def _time(said: str) -> timedelta:
    """Of 30m, 4h or 2d."""
    return timedelta(**{_UNITS[said[-1]]: int(said[:-1])})


def _need(said: Any) -> Need:
    return Need(
        rule=said["name"],
        count=said.get("approvals", 1),
        roles=frozenset(said.get("roles", ())),
        teams=frozenset(said.get("teams", ())),
        people=frozenset(each.strip().casefold() for each in said.get("people", ())),
        reason=said.get("reason", ""),
    )
