"""What Clark writes on a pull request: checks and one comment. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clark.flow.checklists import ScoreChange
from clark.flow.costing import CostCard
from clark.flow.judge import Judgement
from clark.flow.markdown import code, literal
from clark.policy.radius import Radius
from clark.ports import Check

NO_COST: Final = "Nothing here costs anything by itself"


@dataclass(frozen=True)
class Told:
    """What is said of a head: the judgement, what it costs, who depends on the service, and what
    becomes of its score."""

    judgement: Judgement
    cost: CostCard | None = None
    radius: Radius | None = None
    score: ScoreChange | None = None


def checks(told: Told) -> tuple[Check, ...]:
    """One check for the policies, one for the impact, one for the cost; one for who depends on a
    service that is there."""
    found, cost = told.judgement, told.cost
    denied = sum(each.level == "deny" for each in found.verdict.findings)
    warned = len(found.verdict.findings) - denied
    refused = len(found.verdict.refused)
    said = (
        f"{denied + refused} to fix, {warned} to know" if denied + refused + warned else "all hold"
    )
    return (
        Check("clark/policies", "success" if found.allowed else "failure", said),
        Check("clark/impact", "neutral", _impact_line(found)),
        Check("clark/cost", "neutral", cost.sentence if cost else NO_COST),
        *_depending(told.radius),
    )


def comment(told: Told) -> str:
    """The findings, the impact, who depends on it, the cost and the score, as Markdown."""
    found = told.judgement
    lines = ["### Clark's review", ""]
    lines += [
        f"- {code(f'{each.file}:{each.line}')} cannot be read: {literal(each.reason)}"
        for each in found.verdict.refused
    ]
    lines += [
        f"- {'❌' if each.level == 'deny' else '⚠️'} **{literal(each.policy)}** "
        f"{code(f'{each.file}:{each.line}')} {literal(f'{each.reason} {each.fix}')}".rstrip()
        for each in found.verdict.findings
    ]
    if found.allowed and not found.verdict.findings:
        lines.append("- ✅ Every policy holds.")
    lines += ["", "**What AWS will do**", ""]
    lines += [f"- {literal(each.sentence)} _{literal(each.source)}_" for each in found.impacts] or [
        "- Nothing."
    ]
    if told.radius:
        lines += ["", "**Who depends on it**", "", f"- {literal(told.radius.sentence)}"]
    lines += ["", "**What it costs**", "", *_costs(told.cost)]
    if told.score:
        lines += ["", "**Best practices**", "", *_practices(told.score)]
    return "\n".join(lines)


def _depending(found: Radius | None) -> Iterator[Check]:
    if found:
        yield Check("clark/blast-radius", "neutral", found.sentence)


def _practices(score: ScoreChange) -> Iterator[str]:
    before = f"{score.before} → " if score.before is not None else ""
    yield f"- Score {before}{score.after} of 100."
    yield from (f"- ✅ {literal(each)}" for each in score.mended)
    fails = "Fails" if score.before is None else "No longer"
    yield from (f"- ⚠️ {fails}: {literal(each)}" for each in score.broken)


def _costs(cost: CostCard | None) -> Iterator[str]:
    if cost is None:
        yield f"- {NO_COST}."
        return
    yield f"- {literal(cost.sentence)}"
    for each in cost.lines:
        sort = "usage, as assumed" if each.usage else "fixed"
        told = f"{each.sign}{each.monthly} a month, {sort}: {each.of}: {each.what}"
        yield f"- {literal(f'{told} ({each.assumption}; price of {each.as_of})')}"
    yield from (f"- Not priced: {literal(each)}" for each in cost.not_priced)
    yield f"- Not counted: {literal(cost.left_out)}."


def _impact_line(found: Judgement) -> str:
    if not found.impacts:
        return "nothing changes in AWS"
    worst = next((each for each in found.impacts if each.needs_acceptance), found.impacts[0])
    return worst.sentence
