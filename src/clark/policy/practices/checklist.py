"""A service held against the practices of its kind: what holds, what does not, and the score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clark.manifests import Set
from clark.policy.practices.practice import Practice, Subject

Steps = Mapping[int, tuple[Set, ...]]


class Outcome(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    WAIVED = "does not apply"


@dataclass(frozen=True)
class Checked:
    """A practice and what became of it.

    `detail` is what the file says instead, or why it is not asked. `steps` are the edits that mend
    it, by the index of the document; none where it holds or `by_hand` says what people do.
    `parameters` are those of the offering that the steps move.
    """

    practice: Practice
    outcome: Outcome
    detail: str = ""
    by_hand: str = ""
    steps: Steps = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checklist:
    rows: tuple[Checked, ...]

    @property
    def score(self) -> int | None:
        """Weight that holds of the weight that is asked, in hundredths, rounded down; None where
        nothing is asked. So 100 is only for who does everything."""
        asked = _weight(each for each in self.rows if each.outcome is not Outcome.WAIVED)
        held = _weight(each for each in self.rows if each.outcome is Outcome.HOLDS)
        return 100 * held // asked if asked else None

    def find(self, practice: str) -> Checked | None:
        return next((each for each in self.rows if each.practice.id == practice), None)


def held_against(practices: Iterable[Practice], subject: Subject) -> Checklist:
    """Those that fail come first, the weightiest of them before the others."""
    return Checklist(tuple(sorted((_checked(each, subject) for each in practices), key=_order)))


# Private functions


def _checked(practice: Practice, subject: Subject) -> Checked:
    waived = practice.waived(subject) or _without_parts(practice, subject)
    if waived:
        return Checked(practice, Outcome.WAIVED, waived)
    amiss = [(each, found) for each in practice.settings for found in each.amiss(subject)]
    said = [practice.amiss(subject), *(setting.said(found) for setting, found in amiss)]
    detail = "; ".join(filter(None, said))
    if not detail:
        return Checked(practice, Outcome.HOLDS)
    by_hand = practice.by_hand(subject)
    if by_hand:
        return Checked(practice, Outcome.FAILS, detail, by_hand)
    steps: dict[int, tuple[Set, ...]] = {}
    parameters: dict[str, Any] = {}
    for setting, found in amiss:
        step = setting.step(found)
        steps[found.index] = (*steps.get(found.index, ()), step)
        if setting.parameter:
            chosen = step.value if setting.chosen is None else setting.chosen
            parameters[setting.parameter] = chosen
    return Checked(practice, Outcome.FAILS, detail, steps=steps, parameters=parameters)


def _without_parts(practice: Practice, subject: Subject) -> str:
    """Of parts that are not there nothing can be asked."""
    missing = [each.part for each in practice.settings if not subject.of(each.part)]
    return f"Its file defines no {missing[0]}." if missing else ""


def _order(row: Checked) -> tuple[int, int]:
    first = (Outcome.FAILS, Outcome.HOLDS, Outcome.WAIVED).index(row.outcome)
    return first, -row.practice.weight if row.outcome is Outcome.FAILS else 0


def _weight(rows: Iterable[Checked]) -> int:
    return sum(each.practice.weight for each in rows)
