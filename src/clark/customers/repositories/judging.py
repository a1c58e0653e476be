"""What Clark says of one head of each of a customer's repositories. Asks the Git host, no more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from clark.customers.infrastructure import ground
from clark.customers.infrastructure.record import stack_of
from clark.customers.infrastructure.rules import State as PlanState
from clark.customers.repositories import rules
from clark.customers.repositories.rules import Said
from clark.flow import quotas
from clark.flow.control import Control, as_read, in_force
from clark.flow.copies import Snapshot, is_read, snapshot
from clark.flow.costing import cost
from clark.flow.judge import Judgement, blob_id, judge, promised_files
from clark.flow.policies import what_changes
from clark.flow.pushes.rules import is_service_file, runs, services
from clark.flow.review import report
from clark.flow.review.reconcile import head_files
from clark.policy import Unread, Verdict
from clark.policy.limits import Usage
from clark.ports import Check, GitHost, PullRequest
from clark.store.models import Customer, PlanRecord

INFRASTRUCTURE = "clark/infrastructure"
Files = Mapping[str, str | None]


@dataclass(frozen=True)
class Head:
    """A pull request at the head that is judged, and what it leaves of each file it changes."""

    customer: Customer
    pull: PullRequest
    files: Files
    unread: tuple[Unread, ...]


def read(customer: Customer, repository: str, pull: PullRequest, host: GitHost) -> Head:
    """Raises `Refused` where Clark does not follow what is in it, `TryLater` where it moved."""
    return Head(customer, pull, *head_files(host, repository, pull.number))


def gitops(head: Head) -> Said:
    """The judgement that a request with these files would meet now."""
    customer = head.customer
    main, control = snapshot(customer, customer.gitops), in_force(customer)
    own = {path: text for path, text in head.files.items() if is_service_file(path)}
    found = _with(judge(customer, control, main, own), head.unread)
    after = {*main.blobs, *(path for path, text in own.items() if text is not None)}
    after -= {path for path, text in own.items() if text is None}
    were = services(main.blobs, main.texts)
    there = services(after, {**main.texts, **_read_of(head, own)})
    told = report.Told(found, cost(main.texts, own, control.prices))
    said = _said(found)
    others = {path for path in head.files.keys() - own.keys() if not runs(path)}
    return replace(
        said,
        asks=(
            *rules.removal(were - there, len(were)),
            *rules.for_owners(head.files, "gitops"),
        ),
        notes=tuple(rules.not_judged(others)),
        checks=report.checks(told),
        comment=report.comment(told),
    )


def control(head: Head) -> Said:
    """The control repository as it would be read, and what its rules would say of what runs."""
    customer = head.customer
    main, now = snapshot(customer, customer.control), in_force(customer)
    then = as_read(customer, _overlaid(main, head))
    new = {*then.broken} - {*now.broken}
    broken = sorted(each for each in then.broken if each in new or each.file in head.files)
    found = _with(Judgement(Verdict((), ()), ()), (*broken, *_elsewhere(head)))
    return replace(
        _said(found),
        asks=tuple(rules.for_owners(head.files, "control")),
        notes=tuple(_consequences(customer, now, then, head.pull)),
        checks=report.checks(report.Told(found)),
        comment=report.comment(report.Told(found)),
    )


def infra(head: Head) -> Said:
    """Which stacks it changes, and what previews of exactly this head say. Clark runs no Terraform
    on a pull request by itself: a plan runs what its code names."""
    customer = head.customer
    main = ground.main(customer)
    then = _paths(main, head)
    known = {*ground.stacks(main.blobs), *ground.stacks(then)}
    before, after = ground.every(main.blobs, known), ground.every(then, known)
    moved = sorted(stack for stack in known if before[stack] != after[stack])
    plans = PlanRecord.objects.filter(customer=customer, wanted=head.pull.head).select_related(
        "stack"
    )
    planned = {stack_of(each.stack): each for each in plans.order_by("pk")}
    notes = tuple(_told(str(each), planned.get(each), head.pull.head) for each in moved)
    said = f"changes {rules.named([str(each) for each in moved])}" if moved else "changes no stack"
    failed = any(each.state == PlanState.REFUSED for each in planned.values())
    check = Check(INFRASTRUCTURE, "failure" if failed else "neutral", said)
    lines = ("### Clark's review", "", f"This {said}.")
    return Said(
        refused=head.unread,
        asks=tuple(rules.for_owners(head.files, "infra")),
        notes=notes,
        checks=(check,),
        comment="\n".join(lines),
    )


# Private functions


def _said(found: Judgement) -> Said:
    return Said(findings=found.verdict.findings, refused=found.verdict.refused)


def _with(found: Judgement, unread: tuple[Unread, ...]) -> Judgement:
    verdict = Verdict(found.verdict.findings, (*found.verdict.refused, *unread))
    return replace(found, verdict=verdict)


def _read_of(head: Head, own: Files) -> Files:
    """None of what is no text: it may be anything."""
    odd = {each.file for each in head.unread}
    return {path: None if path in odd else text for path, text in own.items()}


def _elsewhere(head: Head) -> Iterator[Unread]:
    """Files that are no text, where what reads them does not say so itself."""
    return (each for each in head.unread if not is_read(each.file))


def _overlaid(main: Snapshot, head: Head) -> Snapshot:
    """Main's copy with what the pull request makes of it."""
    odd = {each.file: each.reason for each in head.unread}
    new = {path: text for path, text in head.files.items() if is_read(path)}
    texts = {path: text for path, text in main.texts.items() if path not in new}
    texts |= {path: text for path, text in new.items() if text is not None and path not in odd}
    unreadable = {path: why for path, why in main.unreadable.items() if path not in head.files}
    unreadable |= {path: why for path, why in odd.items() if path in new}
    return Snapshot(
        repository=f"{main.repository} with a pull request",
        commit=f"{head.pull.head} on {main.commit}",
        texts=texts,
        blobs=_paths(main, head),
        unreadable=unreadable,
    )


def _paths(main: Snapshot, head: Head) -> dict[str, str]:
    kept = {path: blob for path, blob in main.blobs.items() if path not in head.files}
    there = {path: text for path, text in head.files.items() if text is not None}
    return kept | {path: str(blob_id(text)) for path, text in there.items()}


def _consequences(
    customer: Customer, now: Control, then: Control, pull: PullRequest
) -> Iterator[str]:
    yield from what_changes(customer, now, then.policies, (pull.branch, pull.head))
    main = snapshot(customer, customer.gitops)
    promised = promised_files(customer)
    before = {_total(each): each for each in quotas.used(now, main, promised)}
    for each in quotas.used(then, main, promised):
        over = [name for name, most in each.limit.most.items() if each.used[name] > most]
        held = before.get(_total(each))
        was = held is not None and any(held.used[n] > m for n, m in held.limit.most.items())
        if over and not was:
            scope = each.limit.scope(each.group)
            yield f"The limit {each.limit.name} would be exceeded at once: {scope}."


def _total(each: Usage) -> tuple[str, object]:
    return each.limit.name, each.group


def _told(stack: str, plan: PlanRecord | None, head: str) -> str:
    if plan is None:
        how = f"clark infra plan {stack} --commit {head}"
        return f"{stack}: nobody has had it planned yet. Clark previews it when asked: {how}"
    if plan.state == PlanState.REFUSED:
        return f"{stack}: plan {plan.number} was refused: {plan.said}"
    if plan.state != PlanState.PREVIEW:
        return f"{stack}: plan {plan.number} is under way."
    counts: dict[str, int] = {}
    for each in plan.changes:
        counts[each["action"]] = counts.get(each["action"], 0) + 1
    told = ", ".join(f"{count} to {what}" for what, count in sorted(counts.items()))
    return f"{stack}: plan {plan.number} previews {told or 'no change'}."
