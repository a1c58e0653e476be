"""Reading approvals.yaml: text → rules, or what is wrong with it, by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

from clark.errors import sentence
from clark.manifests import Document
from clark.policy.approvals.rule import ANYBODY, ROLES, Case, Need, Risk, Rule
from clark.policy.findings import Finding, Unread
from clark.policy.rulebook import NAME, PLACES, REASON, TEXT, Rulebook, fields, listed, some, values

FILE: Final = "approvals.yaml"
ACTIONS: Final = (
    "create", "class", "storage", "nodes", "instances", "capacity", "release", "delete",
    "rerender", "adopt",
)  # fmt: skip
MOST_APPROVERS: Final = 5

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
        ),
        "oneOf": [
            {"required": ["automatic"]},
            {"anyOf": [{"required": [one]} for one in ("approvals", "roles", "teams", "people")]},
        ],
    },
    "say automatic, or who approves: approvals, roles, teams, people.",
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
        if text is None:
            return cls()
        document, broken = _BOOK.read(text)
        if document is None:
            return cls(broken=broken)
        if broken := tuple(_contradicting(document)):
            return cls(broken=broken)
        return cls(tuple(_rules(document)))

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
            if case.risk != Risk.LOW or not matching or any(rule.need for rule in matching):
                return None
            chosen = chosen or matching[0]
        return None if self.broken else chosen


def broken_findings(approvals: ApprovalSet) -> Iterator[Finding]:
    for at in approvals.broken:
        reason = f"Who may approve cannot be read, so nothing can be: {sentence(at.reason)}"
        fix = f"Repair {FILE}, line {at.line}, in the control repository."
        yield Finding(FILE, "", "deny", "approvals", "", at.line, reason, fix)


# Private functions


def _contradicting(document: Document) -> Iterator[Unread]:
    for index, each in enumerate(_BOOK.entries(document)):
        risks = values(each["match"]).get("risk", frozenset({Risk.LOW}))
        if "automatic" in each and risks != {Risk.LOW}:
            why = f"{each['name']}: only what is of low risk is approved by a rule."
            yield _BOOK.fault(_BOOK.line(document, index), why)
        if "people" in each and len(each["people"]) < each.get("approvals", 1):
            why = f"{each['name']} asks for more approvals than it names people."
            yield _BOOK.fault(_BOOK.line(document, index), why)


def _rules(document: Document) -> Iterator[Rule]:
    for index, said in enumerate(_BOOK.entries(document)):
        yield Rule(
            name=said["name"],
            line=_BOOK.line(document, index),
            match=values(said["match"]),
            need=None if "automatic" in said else _need(said),
            reason=said.get("reason", ""),
        )


def _need(said: Any) -> Need:
    return Need(
        rule=said["name"],
        count=said.get("approvals", 1),
        roles=frozenset(said.get("roles", ())),
        teams=frozenset(said.get("teams", ())),
        people=frozenset(each.strip().casefold() for each in said.get("people", ())),
        reason=said.get("reason", ""),
    )
