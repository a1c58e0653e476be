"""What can be asked, what a draft would do, and how requests stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from clark.catalog import FormField, Section, unfit
from clark.errors import NotFound, Problem, Refused
from clark.flow import copies, shown
from clark.flow.cards import (
    BrokenFileCard,
    CatalogPage,
    DecisionCard,
    Draft,
    EventCard,
    FieldValue,
    FindingCard,
    Fix,
    OfferingCard,
    RequestPage,
    RequestRow,
    SectionValue,
    Verdict,
)
from clark.flow.control import in_force
from clark.flow.deciding import LEAVES, Read, customer_of, facts, may_approve, may_decide
from clark.flow.events import ENDED, OPEN, STOPPED, Action, Actor, Event, State
from clark.flow.inputs import PAGE, offset, typed, words
from clark.flow.judge import file_diffs, from_json
from clark.flow.request import changes, drafting, obstacles, rules
from clark.flow.request.drafting import Ground, Proposal
from clark.flow.verdicts import blocked, impossible, standing, verdict
from clark.kinds import KINDS
from clark.policy import Finding
from clark.store.models import Entry, LiveObject, Request


def catalog(*, by: Actor) -> CatalogPage:
    """What the customer's control repository offers, and which of its offerings are broken."""
    customer = customer_of(by.customer_id)
    control = in_force(customer)
    return CatalogPage(
        offerings=tuple(
            OfferingCard(
                each.name,
                each.title,
                each.summary,
                each.icon,
                each.kind,
                control.kept.get(each.name, ""),
            )
            for each in control.catalog.offerings
        ),
        broken=tuple(
            BrokenFileCard(
                customer.control,
                each.path,
                each.line,
                each.reason,
                control.kept.get(standing.name, ""),
            )
            for standing in control.standings
            for each in standing.broken
        )
        + tuple(
            BrokenFileCard(customer.control, each.file, each.line, each.reason)
            for each in (*control.policies.broken, *control.limits.broken)
        ),
        copy=copies.age(customer, customer.control),
    )


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
    *, by: Actor, region: str, service: str, action: str, raw: Mapping[str, str]
) -> Draft:
    """A change of a service as it would be if it were submitted now."""
    on = drafting.ground_to_ask(by.customer_id)
    there, asked = drafting.standing(on, region, service), rules.known_action(action)
    section = changes.section(asked, there.target)
    shell = _Shell("", asked, rules.title(asked, service), service)
    if not raw:  # nothing was typed yet: a form, not a refusal
        waits = obstacles.open_request(by.customer_id, (region, service), (there.path,))
        return _draft(on, shell, (section,), _Filled(_defaults((section,)), refusal=waits))
    try:
        done = _Filled(raw, drafting.propose(on, there, asked, raw))
    except Refused as refusal:
        done = _Filled(raw, None, refusal)
    return _draft(on, shell, (section,), done)


def requests(
    *, by: Actor, q: str = "", state: str = "", mine: bool = False, page: int = 1
) -> tuple[tuple[RequestRow, ...], int]:
    """Requests, newest first, and how many there are in all."""
    rows = Request.objects.visible_to(by.customer_id).select_related("author")
    q, state = words(q), words(state)
    if q:
        like = Q(title__icontains=q) | Q(service__icontains=q) | Q(author__name__icontains=q)
        rows = rows.filter(like | Q(number=int(q)) if q.isdecimal() and len(q) < 9 else like)
    if state == "open":
        rows = rows.exclude(state__in=ENDED)
    elif state:
        rows = rows.filter(state=state)
    if mine:
        rows = rows.filter(author_id=by.id)
    first = offset(page)
    ordered = rows.order_by("-number")
    return tuple(shown.row(each) for each in ordered[first : first + PAGE]), rows.count()


def request(*, by: Actor, number: int) -> RequestPage:
    """Everything about one request. Raises `NotFound`."""
    visible = Request.objects.visible_to(by.customer_id).select_related("author", "follows")
    found = visible.filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no request {number}.")
    entries = list(Entry.objects.filter(request=found).select_related("by"))
    judgement = from_json(found.verdict)
    after = found.next.values_list("number", flat=True).first()
    on = drafting.ground(by.customer_id)
    may, may_not = _may(by, found, on)
    said = verdict(judgement, on.control.policies, found.files)
    return RequestPage(
        row=shown.row(found),
        id=str(found.pk),
        action=found.action,
        offering=found.offering,
        reason=found.reason,
        accepted=tuple(found.accepted),
        steps=shown.steps(found, entries),
        verdict=standing(
            said, State(found.state), by_clark=_by_clark(entries), decides="reject" in may
        ),
        impacts=judgement.impacts,
        files=file_diffs(found.base_files, found.files),
        decisions=_decisions(found),
        log=shown.log(entries),
        pull_number=found.pull_number,
        pull_url=found.pull_url,
        head=found.head,
        diff_hash=found.diff_hash,
        merge_commit=found.merge_commit,
        parameters=found.parameters,
        follows=found.follows.number if found.follows else None,
        followed_by=after,
        service_exists=_service_exists(found, on),
        may=may,
        may_not=may_not,
    )


def again(*, by: Actor, number: int) -> tuple[str, str, str, dict[str, str]]:
    """What a request asked, to fill a form anew: offering, region, service, and the fields."""
    visible = Request.objects.visible_to(by.customer_id)
    found = visible.filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no request {number}.")
    raw = {key: typed(value) for key, value in found.parameters.items()}
    offering = found.offering if found.action == Action.CREATE else ""
    return offering, found.region, found.service, raw | {"action": found.action}


def objection(*, by: Actor, number: int) -> DecisionCard | None:
    """What the reviewer said who sent a request back or rejected it; None where nobody did."""
    found = Request.objects.visible_to(by.customer_id).filter(number=number).first()
    against = [each for each in _decisions(found) if each.verdict != "approve"] if found else []
    return against[-1] if against else None


def events(*, by: Actor, after: int = 0, number: int | None = None) -> tuple[EventCard, ...]:
    """What happened after an entry, oldest first, 200 at most."""
    rows = Entry.objects.filter(request__customer_id=by.customer_id, pk__gt=after)
    if number is not None:
        rows = rows.filter(request__number=number)
    return tuple(
        EventCard(
            id=each.pk,
            request=each.request.number,
            service=each.request.service,
            event=each.event,
            who=each.by.name if each.by else "Clark",
            said=each.said,
            at=each.at,
        )
        for each in rows.select_related("request", "by").order_by("pk")[:200]
    )


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
    """A form as it was filled in, and what that makes or why it makes nothing."""

    raw: Mapping[str, Any]
    proposal: Proposal | None = None
    refusal: Refused | None = None

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
        files=file_diffs(on.main.texts, proposal.files) if proposal else (),
        copy=copies.age(on.customer, on.customer.gitops),
    )


def _verdict(on: Ground, sections: tuple[Section, ...], filled: _Filled) -> Verdict:
    if filled.proposal is None:
        return impossible(filled.problems)
    fields = {field.name for section in sections for field in section.fields}
    proposal = filled.proposal
    said = verdict(proposal.judgement, on.control.policies, proposal.files, fields)
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
    return obstacles.unaccepted(proposal.judgement, accepts=accepts) or obstacles.open_request(
        on.customer.pk, (about.region, about.name), (file,)
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


def _decisions(found: Request) -> tuple[DecisionCard, ...]:
    return tuple(
        DecisionCard(
            each.person.name, each.verdict, each.comment, each.at, each.head, each.void_because
        )
        for each in found.decisions.select_related("person")
    )


def _by_clark(entries: Iterable[Entry]) -> bool:
    """Whether Clark merged it: of what others merged, the record says so."""
    return any(each.event == Event.MERGED and not each.said for each in entries)


def _service_exists(found: Request, on: Ground) -> bool:
    file = f"regions/{found.region}/{found.environment}/{found.service}/service.yaml"
    live = LiveObject.objects.filter(
        region__customer_id=found.customer_id,
        region__name=found.region,
        kind__in=[kind.kind for kind in KINDS],
        name=found.service,
    )
    return file in on.main.blobs or live.exists()


def _form_opens(found: Request, on: Ground) -> bool:
    """Whether the form that a request was made with is still there."""
    if found.action == Action.ADOPT:  # its fields are what AWS said then: choose anew
        return False
    try:
        if found.action == Action.CREATE:
            on.control.offering(found.offering)
        else:
            drafting.standing(on, found.region, found.service)
    except Refused:
        return False
    return True


def _may(by: Actor, found: Request, on: Ground) -> tuple[frozenset[str], str]:
    """The verbs the actor can use now, and why approving is not among them."""
    verbs: set[str] = set()
    state = State(found.state)
    if state in OPEN and (found.author_id == by.id or by.role == "owner"):
        verbs.add("withdraw")
    formless = {Action.DELETE, Action.RERENDER}
    stays = on.customer.state not in LEAVES
    if stays and state in STOPPED and found.action not in formless and _form_opens(found, on):
        verbs.add("resubmit")
    if state != State.IN_REVIEW:
        return frozenset(verbs), ""
    known = facts(found)
    try:
        may_decide(by, known)
        verbs |= {"ask", "reject"}
        may_approve(known, Read(known.head, known.diff_hash))
        verbs.add("approve")
    except Refused as refusal:
        return frozenset(verbs), refusal.reason
    return frozenset(verbs), ""
