"""Forms as they are filled in: what they would do, and what stands against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from clark.catalog import FormField, Section, unfit
from clark.errors import Problem, Refused
from clark.flow import copies, timing
from clark.flow.alternatives import less_interruption
from clark.flow.cards import Draft, FieldValue, FindingCard, Fix, SectionValue, Verdict
from clark.flow.checklists import ScoreChange, score_change
from clark.flow.control import in_force
from clark.flow.costing import cost
from clark.flow.deciding import customer_of, no_owner
from clark.flow.events import Action, Actor
from clark.flow.inputs import typed
from clark.flow.judge import file_diffs
from clark.flow.outlook import AlternativeCard, WindowCard
from clark.flow.request import changes, drafting, obstacles, raising, rules
from clark.flow.request.drafting import Ground, Proposal
from clark.flow.verdicts import blocked, for_owners, impossible, undecided, verdict
from clark.flow.windows import windows
from clark.policy import Finding
from clark.policy.radius import Radius, radius


def draft_new(*, by: Actor, offering: str, raw: Mapping[str, Any]) -> Draft:
    """An order as it would be if it were submitted now. Never raises for bad input: it says it."""
    on = drafting.ground_to_ask(by.customer_id)
    found = on.control.offering(offering)
    filled = raw or _defaults(found.sections)
    shell = _Shell(found.name, Action.CREATE, f"New {found.title}", "")
    try:
        done = _Filled(filled, drafting.propose_new(on, found, filled))
    except Refused as refusal:
        done = _Filled(filled, None, refusal)
    return _draft(on, shell, found.sections, done)


def blank(*, by: Actor, offering: str) -> dict[str, str]:
    """A form as it is before anything was typed: the defaults, and the person's own team."""
    found = in_force(customer_of(by.customer_id)).offering(offering)
    team = found.fields.get("team")
    own = by.team if team and team.default is None and not unfit(team, by.team) else ""
    return _defaults(found.sections) | ({"team": own} if own else {})


def draft_change(
    *, by: Actor, service: tuple[str, str], action: str, raw: Mapping[str, str], at: datetime
) -> Draft:
    """A change of a service, named by region and name, as it would be if it were submitted now."""
    region, name = service
    on = drafting.ground_to_ask(by.customer_id)
    there, asked = drafting.standing(on, region, name), rules.known_action(action)
    section = changes.section(asked, there.target)
    shell = _Shell("", asked, rules.title(asked, name), name)
    if not raw:  # nothing was typed yet: a form, not a refusal
        waits = obstacles.open_request(by.customer_id, service, (there.path,))
        return _draft(on, shell, (section,), _Filled(_defaults((section,)), refusal=waits))
    raw = rules.by_name(there.target, raw)
    chosen = timing.chosen(raw, at)
    try:
        proposal = replace(drafting.propose(on, there, asked, raw), chosen=chosen)
        done = _Filled(raw, proposal, chosen.refusal, at)
    except Refused as refusal:
        done = _Filled(raw, None, obstacles.all_of(refusal, chosen.refusal))
    return _draft(on, shell, (section,), done)


def draft_raise(*, by: Actor, limit: str, raw: Mapping[str, Any]) -> Draft:
    """A limit as it would be if this were submitted now, and approved."""
    on = raising.ground(by.customer_id)
    found = raising.limit(on, limit)
    section, title = raising.section(found), rules.title(Action.RAISE, limit)
    shell = _Shell("", Action.RAISE, title, limit)
    if not raw:  # nothing was typed yet: a form, not a refusal
        waits = obstacles.open_request(by.customer_id, ("", limit), ())
        return _draft(on, shell, (section,), _Filled(_defaults((section,)), refusal=waits))
    filled = {**_defaults((section,)), **raw}
    try:
        done = _Filled(filled, raising.propose(on, found, raw, by.team))
    except Refused as refusal:
        done = _Filled(filled, None, refusal)
    draft = _draft(on, shell, (section,), done)
    if nobody := no_owner(on.customer, by.id):
        return replace(draft, verdict=undecided(draft.verdict, nobody))
    return draft


# Private functions


@dataclass(frozen=True)
class _Shell:
    """What a draft is called before it makes files."""

    offering: str
    action: Action
    title: str
    name: str


@dataclass(frozen=True)
class _Filled:
    """A form as it was filled in, and what that makes or what is wrong with it."""

    raw: Mapping[str, Any]
    proposal: Proposal | None = None
    refusal: Refused | None = None
    at: datetime | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        if self.refusal is None:
            return ()
        return self.refusal.problems or (Problem("", self.refusal.reason),)

    def problem(self, field: FormField) -> str:
        said = [each for each in self.problems if each.field == field.name]
        return " ".join(f"{each.reason} {each.fix}".strip() for each in said)


def _draft(on: Ground, shell: _Shell, sections: tuple[Section, ...], filled: _Filled) -> Draft:
    proposal = filled.proposal
    judged = proposal.judgement if proposal else None
    return Draft(
        offering=shell.offering,
        action=shell.action,
        title=proposal.title if proposal else shell.title,
        name=proposal.subject.name if proposal else shell.name,
        sections=tuple(_section(each, filled) for each in sections),
        verdict=_verdict(on, sections, filled),
        impacts=judged.impacts if judged else (),
        needs_acceptance=bool(judged and judged.needs_acceptance),
        accepted=drafting.accepts(filled.raw),
        not_before=proposal.chosen.at if proposal else None,
        windows=_windows(on, filled),
        alternatives=_alternatives(on, proposal) if proposal else (),
        cost=cost(on.main.texts, proposal.files, on.control.prices) if proposal else None,
        files=file_diffs(on.main.texts, proposal.files) if proposal else (),
        copy=copies.age(on.customer, on.main.repository),
        score=_score(on, proposal) if proposal else None,
        radius=_radius(on, proposal) if proposal else None,
    )


def _windows(on: Ground, filled: _Filled) -> tuple[WindowCard, ...]:
    if filled.proposal is None or filled.at is None:
        return ()
    made = filled.proposal
    place = (on.customer.pk, made.subject.region)
    return windows(place, made.files, made.judgement.impacts, filled.at)


def _alternatives(on: Ground, proposal: Proposal) -> tuple[AlternativeCard, ...]:
    return less_interruption(on.customer.pk, on.main.texts, proposal.files)


def _radius(on: Ground, proposal: Proposal) -> Radius | None:
    """Of nothing new: nobody can depend on it yet."""
    about = proposal.subject
    new = about.action == Action.CREATE
    return None if new else radius(on.main.texts, about.region, about.name)


def _score(on: Ground, proposal: Proposal) -> ScoreChange | None:
    before, today = on.main.texts, timezone.now().date()
    return score_change(before, proposal.files, proposal.subject.name, today)


def _verdict(on: Ground, sections: tuple[Section, ...], filled: _Filled) -> Verdict:
    if filled.proposal is None:
        return impossible(filled.problems)
    fields = {field.name for section in sections for field in section.fields}
    proposal = filled.proposal
    said = verdict(proposal.judgement, on.control.policies, proposal.files, fields)
    if proposal.subject.action == Action.RAISE:
        said = for_owners(said)
    said = replace(said, findings=(*said.findings, *_doubled(proposal)))
    refusal = _obstacle(on, filled, proposal) if proposal.judgement.allowed else None
    return blocked(said, refusal) if refusal else said


def _doubled(proposal: Proposal) -> Iterator[FindingCard]:
    """A hint where somebody typed the environment that the name gets by itself."""
    about, asked = proposal.subject, str(proposal.parameters.get("service", ""))
    short = asked.removesuffix(f"-{about.environment}")
    if about.action != Action.CREATE or short in {"", asked}:
        return
    if about.name != f"{asked}-{about.environment}":
        return
    file = next(iter(proposal.files))
    why = f"The environment is added to the name: this becomes {about.name}."
    found = Finding(file, "", "warn", "name", "service", 1, why, f"Name it {short}.")
    yield FindingCard(found, "The environment twice", Fix(f"Use {short}", "service", short))


def _obstacle(on: Ground, filled: _Filled, proposal: Proposal) -> Refused | None:
    """What a submission would refuse, although policies allow it: in the order that it does."""
    about, accepts = proposal.subject, drafting.accepts(filled.raw)
    file = f"regions/{about.region}/{about.environment}/{about.name}/service.yaml"
    files = () if about.action == Action.RAISE else (file,)
    unaccepted = obstacles.unaccepted(proposal.judgement, accepts=accepts)
    return obstacles.all_of(unaccepted, filled.refusal) or obstacles.open_request(
        on.customer.pk, (about.region, about.name), files
    )


def _section(section: Section, filled: _Filled) -> SectionValue:
    return SectionValue(
        section.title,
        tuple(
            FieldValue(each, typed(filled.raw.get(each.name, "")), filled.problem(each))
            for each in section.fields
        ),
    )


def _defaults(sections: tuple[Section, ...]) -> dict[str, str]:
    fields = [field for section in sections for field in section.fields]
    return {field.name: typed(field.default) for field in fields}
