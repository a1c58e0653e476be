"""Policies in words, with what they would say of every service that runs."""

import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from clark.errors import NotFound
from clark.flow import copies
from clark.flow.cards import BrokenFileCard
from clark.flow.control import CUSTOMERS, POLICIES, in_force, texts
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import words
from clark.flow.newest import Newest
from clark.flow.policies import rules
from clark.flow.policies.cards import PolicyPage, PolicyRow, Spoken
from clark.flow.policies.rules import Opinions
from clark.policy import PolicySet, Unread
from clark.store.models import Customer, ProposedBranch

SPEAKS: Final = ("denies", "warns")
LONGEST: Final = 3.0  # seconds that somebody waits for what policies say of services


def policies(*, by: Actor, q: str = "", does: str = "", at: str = "") -> PolicyPage:
    """Policies as main has them, or as a branch would make them, which then come first.

    `does` keeps those that would deny or warn about something today. Raises `NotFound` for a
    branch that changes no policy.
    """
    customer = customer_of(by.customer_id)
    control, main = in_force(customer), snapshot(customer, customer.gitops)
    proposed = {each.branch: each for each in _branches(customer)}
    row = _chosen(proposed, at, customer) if at else None
    branch = _proposed(customer, row) if row else control.policies
    here = main.commit, control.commit
    now = _opinions(f"{customer.pk}/main", here, control.policies, main)
    there = (*here, row.branch, row.head) if row else here
    then = _opinions(f"{customer.pk}/branch", there, branch, main) if row else now
    listed = list(_rows((control.policies, now), (branch, then)))
    sought = words(q).casefold()
    found = [each for each in listed if sought in _searched(each) and _does(each, does)]
    return PolicyPage(
        rows=tuple(sorted(found, key=lambda each: (not each.change, -each.spoken, each.name))),
        total=len(listed),
        services=then.services,
        in_all=sum(path.endswith("/service.yaml") for path in main.texts),
        denied=len(then.denied),
        branch=row.branch if row else "",
        branches=tuple(sorted(proposed)),
        broken=tuple(_flaw(customer, each) for each in branch.broken),
        repository=customer.control,
        copy=copies.age(customer, customer.control),
    )


def what_changes(now: PolicySet, then: PolicySet, main: Snapshot) -> Iterator[str]:
    """What other policies would say of services as they run, in sentences; none for the same."""
    moved = [each for each in rules.changed(now.policies, then.policies) if each[1]]
    if not moved:
        return
    before, after = (rules.opinions(each, _in_time(main.texts)) for each in (now, then))
    none = rules.Opinion()
    for policy, change in moved:
        was = before.by_policy.get(policy.name, none).said
        said = {} if change == "removed" else after.by_policy.get(policy.name, none).said
        yield (
            f"Policy {policy.name} ({change}): it would {rules.does(policy).removesuffix('s')} "
            f"{len(said)} of {after.services} services as they run, {len(was)} now."
        )
    yield (
        f"All policies together would deny {len(after.denied)} of {after.services} services, were "
        f"they ordered then; {len(before.denied)} now."
    )


# Private functions

_kept = Newest[Opinions](2 * CUSTOMERS)
_read = Newest[PolicySet](CUSTOMERS)


def _opinions(key: str, state: object, asked: PolicySet, main: Snapshot) -> Opinions:
    """Worked out once for a state of all that it depends on: half a millisecond a service."""
    return _kept(key, state, lambda: rules.opinions(asked, _in_time(main.texts)))


def _in_time(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """As many as can be asked about while somebody waits for a page: anybody may push a branch, and
    what its policies take of time nobody has looked at."""
    until = time.monotonic() + LONGEST
    for path in sorted(texts):
        if time.monotonic() > until:
            return
        yield path, texts[path]


def _branches(customer: Customer) -> Iterator[ProposedBranch]:
    for each in ProposedBranch.objects.filter(customer=customer):
        if any(path.startswith(POLICIES) for path in each.files):
            yield each


def _chosen(proposed: dict[str, ProposedBranch], at: str, customer: Customer) -> ProposedBranch:
    if at not in proposed:
        raise NotFound(f"{customer.control} has no branch “{words(at)}” that changes a policy.")
    return proposed[at]


def _proposed(customer: Customer, row: ProposedBranch) -> PolicySet:
    """Main's policies with what the branch makes of them; read once for a head of it on a main."""
    main = snapshot(customer, customer.control)
    state = main.commit, row.branch, row.head
    return _read(customer.pk, state, partial(_merged, main, row))


def _merged(main: Snapshot, row: ProposedBranch) -> PolicySet:
    there = texts(main, POLICIES)
    for path, text in row.files.items():
        if not path.startswith(POLICIES):
            continue
        there.pop(path, None)
        if text is not None and path not in row.unreadable:
            there[path] = text
    unread = [Unread(path, 1, 1, "unread", why) for path, why in row.unreadable.items()]
    return PolicySet.load(there, [each for each in unread if each.file.startswith(POLICIES)])


def _rows(
    main: tuple[PolicySet, Opinions], branch: tuple[PolicySet, Opinions]
) -> Iterator[PolicyRow]:
    now, then = main[1].by_policy, branch[1].by_policy
    none = rules.Opinion()
    for policy, change in rules.changed(main[0].policies, branch[0].policies):
        gone = change == "removed"
        opinion = none if gone else then[policy.name]
        services = sorted(opinion.said.items())[: rules.EXAMPLES]
        yield PolicyRow(
            name=policy.name,
            title=policy.title,
            does=rules.does(policy),
            about=rules.about(policy),
            says=rules.says(policy),
            file=policy.file,
            asked=opinion.asked,
            spoken=len(opinion.said),
            before=len(now.get(policy.name, none).said),
            change=change,
            examples=tuple(Spoken(region, name, why) for (region, name), why in services),
        )


def _searched(row: PolicyRow) -> str:
    return " ".join((row.name, row.title, row.about, *row.says)).casefold()


def _does(row: PolicyRow, wanted: str) -> bool:
    return wanted not in SPEAKS or (row.does == wanted and row.spoken > 0)


def _flaw(customer: Customer, unread: Unread) -> BrokenFileCard:
    return BrokenFileCard(customer.control, unread.file, unread.line, unread.reason)
