"""How stacks and plans stand. Reads the database only: nothing here asks the outside."""

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from clark.customers.infrastructure import ground as grounds
from clark.customers.infrastructure import record, rules, service
from clark.customers.infrastructure.cards import (
    AttributeCard,
    ChangeCard,
    PlanDecisionCard,
    PlanPage,
    PlanProblem,
    PlanRow,
    StackPage,
    StackRow,
    StackRows,
)
from clark.customers.infrastructure.rules import OPEN, TONES, State
from clark.customers.infrastructure.words import loses
from clark.errors import NotFound, Refused
from clark.flow import copies
from clark.flow.cards import LogLine
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import PAGE, offset, words
from clark.ports.terraform import ResourceChange, Stack
from clark.store.models import Customer, PlanRecord, StackState

LOUD = {"delete": "bad", "replace": "bad", "update": "warn", "create": "ok"}


def stacks(*, by: Actor, q: str = "", filters: Mapping[str, str] | None = None) -> StackRows:
    """By environment, region and layer. Filters: environment, region, state (drifted, open)."""
    customer = customer_of(by.customer_id)
    known = StackState.objects.filter(customer=customer)
    rows = _rows(customer, list(_matching(known, q, filters or {})))
    wanted = (filters or {}).get("state", "")
    shown = [each for each in rows if not wanted or each.state == wanted]
    return StackRows(
        repository=customer.infra,
        rows=shown,
        total=known.count(),
        environments=sorted(set(known.values_list("environment", flat=True))),
        regions=sorted(set(known.values_list("region", flat=True))),
        copy=copies.age(customer, customer.infra) if customer.infra else None,
    )


def stack(*, by: Actor, stack: Stack) -> StackPage:
    """One stack: drift with what differs, public outputs, plans."""
    customer = customer_of(by.customer_id)
    found = record.find_stack(StackState.objects.all(), by.customer_id, stack)
    newest = PlanRecord.objects.filter(stack=found).select_related("author", "stack")
    open_ = newest.filter(state__in=OPEN).first()
    return StackPage(
        row=_rows(customer, [found])[0],
        repository=customer.infra,
        outputs=found.outputs,
        drift=_cards(rules.from_json(found.drift)),
        plans=tuple(_plan_row(each) for each in newest.order_by("-number")[:20]),
        copy=copies.age(customer, customer.infra),
        next_check=found.due_at,
        open_plan=open_.number if open_ else None,
    )


def plans(
    *, by: Actor, q: str = "", state: str = "", page: int = 1
) -> tuple[tuple[PlanRow, ...], int]:
    """The newest first, with how many there are. `state` is one state, or open."""
    found = PlanRecord.objects.visible_to(by.customer_id).select_related("author", "stack")
    for word in words(q).split():
        found = found.filter(
            Q(stack__environment__icontains=word)
            | Q(stack__region__icontains=word)
            | Q(stack__layer__icontains=word)
            | Q(author__name__icontains=word)
            | Q(reason__icontains=word)
        )
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state:
        found = found.filter(state=words(state))
    start = offset(page)
    rows = found.order_by("-number")[start : start + PAGE]
    return tuple(map(_plan_row, rows)), found.count()


def plan(*, by: Actor, number: int) -> PlanPage:
    """Everything about one plan, and what this person may do about it."""
    visible = PlanRecord.objects.visible_to(by.customer_id).select_related("author", "stack")
    found = visible.filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no plan {number}.")
    facts, changes = service.facts(found), rules.from_json(found.changes)
    may, may_not = _may(by, facts)
    return PlanPage(
        row=_plan_row(found),
        path=record.stack_of(found.stack).path,
        reason=found.reason,
        headline=_headline(found, changes),
        counts=rules.counts(changes),
        changes=_cards(changes),
        drifted=_cards(rules.from_json(found.drifted)),
        changed_outputs=tuple(found.changed_outputs),
        dangers=facts.dangers,
        approvals=len(facts.approvers),
        approvals_needed=rules.approvals_needed(facts.dangers),
        decisions=_decisions(found),
        commit=found.commit,
        digest=found.digest,
        terraform=found.terraform,
        preview=found.state == State.PREVIEW,
        adopts=found.adopts,
        pull_url=found.pull_url,
        progress=found.progress,
        said=found.said,
        problems=tuple(PlanProblem(**each) for each in found.problems),
        planned_at=found.planned_at,
        log=_log(found),
        may=may,
        may_not=may_not,
    )


# Private functions


def _rows(customer: Customer, found: Sequence[StackState]) -> list[StackRow]:
    """However many there are: one look at main's copy, and one at the plans."""
    now = grounds.main(customer) if customer.infra else None
    stacks = [record.stack_of(each) for each in found]
    ground = grounds.every(now.blobs, stacks) if now is not None and now.commit else {}
    plans = PlanRecord.objects.filter(stack__in=found).order_by("stack_id", "-number")
    newest = {each.stack_id: each for each in plans.distinct("stack_id")}
    return [
        _row(each, ground.get(stack, each.ground), newest.get(each.pk))
        for each, stack in zip(found, stacks, strict=True)
    ]


def _matching(
    known: "QuerySet[StackState]", q: str, filters: Mapping[str, str]
) -> "QuerySet[StackState]":
    for word in words(q).split():
        known = known.filter(
            Q(environment__icontains=word) | Q(region__icontains=word) | Q(layer__icontains=word)
        )
    for name in ("environment", "region"):
        if filters.get(name):
            known = known.filter(**{name: words(filters[name])})
    return known.order_by("environment", "region", "layer")


def _row(row: StackState, ground: str, newest: PlanRecord | None) -> StackRow:
    """`ground` is that of its code on main now."""
    stack = record.stack_of(row)
    state, tone = _state(row, ground)
    return StackRow(
        environment=row.environment,
        region=row.region,
        layer=row.layer,
        path=stack.path,
        state=state,
        tone=tone,
        drifted=len(row.drift),
        applied_at=row.applied_at,
        checked_at=row.checked_at,
        commit=row.commit,
        trouble=row.trouble,
        plan=newest.number if newest else None,
        plan_state=newest.state if newest else "",
        plan_tone=TONES[State(newest.state)] if newest else "idle",
    )


def _state(row: StackState, ground: str) -> tuple[str, str]:
    if not row.listed:
        return "left main", "warn"
    if row.applied_at is None:
        return "never applied", "idle"
    if row.drift:
        return "drifted", "bad"
    if ground != row.ground:
        return "code moved on", "warn"
    return "as planned", "ok"


def _plan_row(plan: PlanRecord) -> PlanRow:
    stack = record.stack_of(plan.stack)
    return PlanRow(
        number=plan.number,
        environment=stack.environment,
        region=stack.region,
        layer=stack.layer,
        title=f"{stack.layer.capitalize()} of {rules.place(stack)}, {stack.environment}",
        state=plan.state,
        tone=TONES[State(plan.state)],
        author=plan.author.name,
        waiting=plan.waiting,
        who=plan.who,
        created_at=plan.created_at,
        updated_at=plan.updated_at,
    )


def _headline(plan: PlanRecord, changes: Sequence[ResourceChange]) -> str:
    if plan.adopts:
        return f"Writes {', '.join(plan.adopts)} into main as the cloud has it."
    return rules.headline(record.stack_of(plan.stack), changes) if plan.digest else ""


def _cards(changes: Sequence[ResourceChange]) -> tuple[ChangeCard, ...]:
    return tuple(
        ChangeCard(
            address=each.address,
            type=each.type,
            name=each.name,
            action=each.action,
            sentence=rules.sentence(each),
            tone=LOUD.get(each.action, "idle"),
            loud=each.action in {"delete", "replace"},
            holds_data=each.action in {"delete", "replace"} and bool(loses(each.type)),
            attributes=tuple(
                AttributeCard(a.path, a.before, a.after, a.sensitive, a.replaces, a.variable)
                for a in each.attributes
            ),
        )
        for each in rules.ordered(changes)
    )


def _decisions(plan: PlanRecord) -> tuple[PlanDecisionCard, ...]:
    return tuple(
        PlanDecisionCard(
            each.person.name, each.verdict, tuple(each.confirmed), each.comment, each.at
        )
        for each in plan.decisions.select_related("person")
    )


def _log(plan: PlanRecord) -> tuple[LogLine, ...]:
    return tuple(
        LogLine(each.at, each.by.name if each.by else "Clark", each.event, each.said)
        for each in plan.entries.select_related("by")
    )


def _may(by: Actor, facts: rules.Facts) -> tuple[tuple[str, ...], str]:
    """The verbs that are open to this person, and why the expected one is not."""
    may, why = [], ""
    try:
        rules.may_decide(by, facts)
        may += ["approve", "reject"]
    except Refused as refusal:
        if facts.state == State.IN_REVIEW:
            why = refusal.reason
    try:
        rules.may_apply(by, facts, facts.digest)
        may.append("apply")
    except Refused as refusal:
        if facts.state == State.APPROVED:
            why = refusal.reason
    waiting = facts.state in {State.ASKED, State.IN_REVIEW, State.APPROVED}
    if waiting and (by.id == facts.author_id or by.role == "owner"):
        may.append("withdraw")
    return tuple(may), why
