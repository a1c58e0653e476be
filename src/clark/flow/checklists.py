"""A service held against best practices, as pages, API and command line show it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clark.costs import PRICED_FIELDS, Prices, delta, sentence
from clark.errors import Refused
from clark.kinds import Effect, Impact, impacts
from clark.manifests import Document, Unreadable, applied, read, show_path
from clark.policy.practices import (
    Checked,
    Checklist,
    Definition,
    Outcome,
    Subject,
    checklist,
    subject,
)

# What leaves a service at work, so that nobody is asked before a request for it is sent, where
# nobody is cut off by it either.
QUIET = frozenset({Effect.IN_PLACE})
Files = Mapping[str, str | None]
Pair = tuple[Mapping[str, Any], Any]
PROVIDER = ("spec", "forProvider")


@dataclass(frozen=True)
class FixCard:
    """What one click would write.

    `straight`: nothing is interrupted, nobody is cut off and nothing costs, so the click sends the
    request; otherwise it opens the form, which shows everything and asks first. `cost` is in
    words, "" for none; what is not known is said, and is not none.
    """

    writes: tuple[str, ...]
    impacts: tuple[str, ...]
    cost: str
    straight: bool


@dataclass(frozen=True)
class PracticeCard:
    """One check. `outcome` is holds, fails or does not apply; `detail` says what the file says
    instead, or why it is not asked; `by_hand` what to do where no click mends it."""

    id: str
    title: str
    reason: str
    weight: int
    source: str
    outcome: str
    detail: str
    by_hand: str
    fix: FixCard | None


@dataclass(frozen=True)
class ChecklistCard:
    """`score` is the weight that holds of the weight that is asked, 0 to 100 and rounded down;
    None where nothing is asked of it."""

    score: int | None
    holding: int
    asked: int
    rows: tuple[PracticeCard, ...]


@dataclass(frozen=True)
class ScoreChange:
    """What a change of a file does to the score. `before` is None for a new service; `mended` and
    `broken` are the titles of checks that fail no longer, and that fail from now on."""

    before: int | None
    after: int
    mended: tuple[str, ...]
    broken: tuple[str, ...]


NONE = ChecklistCard(None, 0, 0, ())


def card(documents: Sequence[Document], name: str, today: date, prices: Prices) -> ChecklistCard:
    """The checklist of the service of this name; without rows where Clark knows none."""
    held = subject(documents, name, today)
    if held is None:
        return NONE
    done = checklist(held)
    asked = [each for each in done.rows if each.outcome is not Outcome.WAIVED]
    return ChecklistCard(
        score=done.score,
        holding=sum(each.outcome is Outcome.HOLDS for each in asked),
        asked=len(asked),
        rows=tuple(_row(each, held, prices) for each in done.rows),
    )


def score(documents: Sequence[Document], name: str, today: date) -> int | None:
    held = subject(documents, name, today)
    return checklist(held).score if held else None


def score_change(before: Files, after: Files, name: str, today: date) -> ScoreChange | None:
    """Of a service's file among others; None where no score comes out of it, or the same for the
    same reasons."""
    path = next((each for each in after if each.endswith(f"/{name}/service.yaml")), "")
    old = _checklist(before.get(path), name, today)
    new = _checklist(after.get(path), name, today)
    if new is None or new.score is None:
        return None
    failed, fails = _failing(old), _failing(new)
    if old and failed == fails and old.score == new.score:
        return None
    return ScoreChange(
        before=old.score if old else None,
        after=new.score,
        mended=tuple(title for each, title in failed.items() if each not in fails),
        broken=tuple(title for each, title in fails.items() if each not in failed),
    )


# Private functions


def _checklist(text: str | None, name: str, today: date) -> Checklist | None:
    try:
        held = subject(read(text), name, today) if text else None
    except Unreadable:  # said as a refusal by the verdict
        return None
    return checklist(held) if held else None


def _failing(done: Checklist | None) -> dict[str, str]:
    rows = done.rows if done else ()
    return {each.practice.id: each.practice.title for each in rows if each.outcome is Outcome.FAILS}


def _row(checked: Checked, held: Subject, prices: Prices) -> PracticeCard:
    practice = checked.practice
    return PracticeCard(
        id=practice.id,
        title=practice.title,
        reason=practice.reason,
        weight=practice.weight,
        source=practice.source,
        outcome=checked.outcome.value,
        detail=checked.detail,
        by_hand=checked.by_hand,
        fix=_fix(checked, held, prices) if checked.steps else None,
    )


def _fix(checked: Checked, held: Subject, prices: Prices) -> FixCard | None:
    """None where the file is written so that no edit can be made in it."""
    try:
        pairs = tuple(_pairs(checked, held))
    except Refused:
        return None
    told = [each for old, new in pairs for each in impacts(old, new)]
    cost = " ".join(filter(None, (_priced(checked, pairs, prices), checked.practice.costs)))
    return FixCard(
        writes=tuple(_writes(checked, held)),
        impacts=tuple(each.sentence for each in told),
        cost=cost,
        straight=not cost and all(map(_quiet, told)),
    )


def _priced(checked: Checked, pairs: Sequence[Pair], prices: Prices) -> str:
    """What the price list says, "" where nothing moves. Two nodes without a price look like one:
    so a field that counts is said to be of unknown cost as long as anything has no price."""
    found = delta([old for old, _ in pairs], [new for _, new in pairs], prices)
    names = {step.path[len(PROVIDER)] for steps in checked.steps.values() for step in steps}
    unknown = not found.complete and not PRICED_FIELDS.isdisjoint(names)
    return sentence(found) if unknown or found.before != found.after else ""


def _quiet(impact: Impact) -> bool:
    asks = impact.needs_acceptance or impact.denied or impact.cuts_off
    return impact.effect in QUIET and not asks


def _pairs(checked: Checked, held: Subject) -> Iterator[Pair]:
    """Every object of the service, as it is and as the fix leaves it."""
    for each in (held.main, *held.parts):
        steps = checked.steps.get(each.index, ())
        yield each.value, applied(each.value, steps) if steps else each.value


def _writes(checked: Checked, held: Subject) -> Iterator[str]:
    """`backupRetentionPeriod: 7`, with the part's name where it is of a part."""
    names = {each.index: each for each in (held.main, *held.parts)}
    for index, steps in checked.steps.items():
        of: Definition = names[index]
        for step in steps:
            path = show_path(step.path[len(PROVIDER) :])
            named = f"{of.name}: " if of is not held.main else ""
            yield f"{named}{path}: {_written(step.value)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | str) else "a rule"
