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
    now = told.on_main()
    then = told.on_branch(branch, row) if row else now
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
    before, after = (_opinions(each, main) for each in (now, then))
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

_memories = Newest[Memory](2 * CUSTOMERS)
_read = Newest[PolicySet](CUSTOMERS)


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
        memory = self._memory("main", self.control.commit, self.control.policies)
        return rules.opinions(memory.policies, self._heard(memory))

    def on_branch(self, policies: PolicySet, row: ProposedBranch) -> Opinions:
        """The policies that the branch leaves alone say there what they say on main."""
        changed = rules.differing(self.control.policies, policies)
        own = PolicySet(tuple(each for each in policies.policies if each.name in changed))
        state = self.control.commit, row.branch, row.head
        memory = self._memory("branch", state, own)
        main = dict(self._heard(self._memory("main", self.control.commit, self.control.policies)))
        heard = (
            (path, rules.instead(main[path], said, changed))
            for path, said in self._heard(memory)
            if path in main
        )
        return rules.opinions(policies, heard)

    def _memory(self, which: str, state: object, policies: PolicySet) -> Memory:
        return _memories(f"{self.customer.pk}/{which}", state, lambda: Memory(policies))

    def _heard(self, memory: Memory) -> Iterator[tuple[str, Heard]]:
        return _heard(memory, self.main, self.until)


def _heard(memory: Memory, main: Snapshot, until: float) -> Iterator[tuple[str, Heard]]:
    memory.forget_all_but(main.texts)
    for path in sorted(main.texts):
        if time.monotonic() > until:
            return
        yield path, memory.heard(path, main.blobs[path], main.texts[path])


def _opinions(policies: PolicySet, main: Snapshot) -> Opinions:
    """What they say of main, asked once, for as long as somebody would wait."""
    until = time.monotonic() + LONGEST
    return rules.opinions(policies, _heard(Memory(policies), main, until))


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
