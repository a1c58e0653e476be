"""Policies in words, with what they would say of every service that runs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from clark.errors import NotFound
from clark.flow import copies
from clark.flow.cards import BrokenFileCard
from clark.flow.control import CUSTOMERS, POLICIES, Control, in_force, texts
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import words
from clark.flow.newest import Newest
from clark.flow.policies import rules
from clark.flow.policies.cards import PolicyPage, PolicyRow, Spoken
from clark.flow.policies.rules import Heard, Memory, Opinions
from clark.policy import PolicySet, Unread
from clark.store.models import Customer, ProposedBranch

SPEAKS: Final = ("denies", "warns")
BRANCHES: Final = 200  # of all customers together, of which it is kept what they would say
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
    until = time.monotonic() + LONGEST
    told = _Told(customer, control, main, until)
    now, then = told.on_branch(branch, (row.branch, row.head)) if row else (told.on_main(),) * 2
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


def what_changes(
    customer: Customer, now: Control, then: PolicySet, branch: tuple[str, str]
) -> Iterator[str]:
    """What other policies would say of services as they run, in sentences; none for the same.

    `branch` has them: its name and its head. Of many services it says at first what was heard of
    some in `LONGEST`; what was heard is kept.
    """
    moved = [each for each in rules.changed(now.policies.policies, then.policies) if each[1]]
    if not moved:
        return
    main = snapshot(customer, customer.gitops)
    told = _Told(customer, now, main, time.monotonic() + LONGEST)
    before, after = told.on_branch(then, branch)
    there = len(rules.services(main.texts))
    if there and not after.services:
        yield (
            f"What {len(moved)} changed policies would say of {there} services as they run was "
            "not heard in time."
        )
        return
    of = f"{there} services"
    if after.services < there:
        of = f"the first {after.services} of {of}"
    none = rules.Opinion()
    for policy, change in moved:
        was = before.by_policy.get(policy.name, none).said
        said = {} if change == "removed" else after.by_policy.get(policy.name, none).said
        yield (
            f"Policy {policy.name} ({change}): it would {rules.would(policy)} {len(said)} of {of} "
            f"as they run, {len(was)} now."
        )
    yield (
        f"All policies together would deny {len(after.denied)} of {of}, were they ordered then; "
        f"{len(before.denied)} now."
    )


# Private functions

_memories = Newest[Memory](CUSTOMERS)
_on_branches = Newest[Memory](BRANCHES)
_read = Newest[PolicySet](BRANCHES)


@dataclass(frozen=True)
class _Told:
    """What policies say of a customer's services, until somebody has waited long enough: anybody
    may push a branch, and what its policies take of time nobody has looked at. What was heard is
    kept, so whoever asks again hears more."""

    customer: Customer
    control: Control
    main: Snapshot
    until: float

    def on_main(self) -> Opinions:
        policies = self.control.policies
        return rules.opinions(policies, ((path, said) for path, (said,) in self._heard(())))

    def on_branch(self, policies: PolicySet, branch: tuple[str, str]) -> tuple[Opinions, Opinions]:
        """Of main and of a branch with this name and head, about the services that both were heard
        of. The policies that the branch leaves alone say there what they say on main."""
        changed = rules.differing(self.control.policies, policies)
        own = PolicySet(tuple(each for each in policies.policies if each.name in changed))
        name, head = branch
        key, state = (self.customer.pk, name), (self.control.commit, head)
        heard = list(self._heard((_on_branches(key, state, lambda: Memory(own)),)))
        return (
            rules.opinions(self.control.policies, ((path, main) for path, (main, _) in heard)),
            rules.opinions(
                policies,
                ((path, rules.instead(main, said, changed)) for path, (main, said) in heard),
            ),
        )

    def _heard(self, others: tuple[Memory, ...]) -> Iterator[tuple[str, tuple[Heard, ...]]]:
        """What main's policies say of each file, and the others: of as many files as there is time
        for, so that all are heard of the same ones."""
        commit, policies = self.control.commit, self.control.policies
        memories = _memories(self.customer.pk, commit, lambda: Memory(policies)), *others
        for each in memories:
            each.forget_all_but(self.main.texts)
        for path in sorted(self.main.texts):
            if time.monotonic() > self.until:
                return
            blob, text = self.main.blobs[path], self.main.texts[path]
            yield path, tuple(each.heard(path, blob, text) for each in memories)


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
    state = main.commit, row.head
    return _read((customer.pk, row.branch), state, partial(_merged, main, row))


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
