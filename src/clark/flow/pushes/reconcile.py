"""Judge what came to main past Clark, and judge it again whenever main or the rules move."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Subquery

from clark.flow import record
from clark.flow.control import Control, in_force
from clark.flow.copies import Snapshot, commit, snapshot
from clark.flow.deciding import owners
from clark.flow.judge import Files, judge
from clark.flow.pushes import rules
from clark.flow.pushes.history import Way, holds, past_clark
from clark.flow.pushes.rules import Found, Key
from clark.policy import Finding, Unread
from clark.ports import GitHost
from clark.store.models import Copy, Customer, Followed, Notice, Push

TOPIC = "repositories"


def look(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Follow main to the commit of its copy. True where something was flagged or mended.

    The first look only notes where main is. Nothing is changed in the repository. Of two looks at
    one moment the second finds the mark moved and leaves it to the first. Raises `TryLater`.
    """
    if _followed(customer, repository):
        return False
    main, ruled = snapshot(customer, repository), commit(customer, customer.control)
    if not main.commit:
        return False
    mark, new = Followed.objects.get_or_create(
        customer=customer,
        repository=repository,
        defaults={"commit": main.commit, "rules": ruled},
    )
    if new or (mark.commit, mark.rules) == (main.commit, ruled):
        return False
    way = Way(customer, repository, host, mark.commit, main.commit)
    fresh = list(past_clark(way, at)) if way.before != way.after else []
    now = _Now(customer, in_force(customer), main)
    standing, undone = _standing(way, fresh), set[str]()
    for row in standing:
        if _is_back(row, way):
            row.rewritten = False
            undone.add(row.commit)
    for push in fresh:  # who rewrites main to what it was loses only what should not have come
        push.rewritten = push.rewritten and push.before not in undone
    settled = _settled(now, standing, fresh, ruled_anew=mark.rules != ruled)
    with transaction.atomic():
        mine = Followed.objects.filter(pk=mark.pk, commit=mark.commit, rules=mark.rules)
        if not mine.update(commit=main.commit, rules=ruled):
            return False
        moved = [_write(push, found, at) for push, found in settled]
        if any(moved):
            record.announce(customer.pk, TOPIC, "requests")
    return any(moved)


# Private functions


@dataclass(frozen=True)
class _Now:
    customer: Customer
    control: Control
    main: Snapshot


def _followed(customer: Customer, repository: str) -> bool:
    """Whether nothing has moved, by one question: every look at every repository begins here."""
    copies = Copy.objects.filter(customer=customer, branch=customer.branch)
    commits = {name: copies.filter(repository=name) for name in (repository, customer.control)}
    mark = Followed.objects.filter(
        customer=customer,
        repository=repository,
        commit=Subquery(commits[repository].values("commit")[:1]),
        rules=Subquery(commits[customer.control].values("commit")[:1]),
    )
    return mark.exists()


def _standing(way: Way, fresh: Iterable[Push]) -> list[Push]:
    """Rows that are flagged or were meant."""
    mine = Push.objects.filter(customer=way.customer, repository=way.repository)
    rows = mine.exclude(state=Push.State.MENDED).order_by("pk")
    again = {each.commit for each in fresh}
    return [row for row in rows if row.commit not in again or row.state == Push.State.MEANT]


def _is_back(row: Push, way: Way) -> bool:
    """Whether main holds again what it had lost."""
    if not row.rewritten or row.state == Push.State.MEANT or way.before == way.after:
        return False
    return holds(replace(way, before=row.before))


def _settled(
    now: _Now, standing: list[Push], fresh: list[Push], *, ruled_anew: bool
) -> list[tuple[Push, Found]]:
    """What stands against each, oldest first: what one is flagged for, no later one is. Only other
    rules find more against an older one."""
    known: set[Key] = set()
    settled = []
    meant = {row.commit for row in standing if row.state == Push.State.MEANT}
    for push in (*standing, *(each for each in fresh if each.commit not in meant)):
        if push.state == Push.State.MEANT:
            known |= _kept(push).keys
            continue
        found = _found(push, now).without(known)
        if push.pk is not None and not ruled_anew:
            found = found.among(_kept(push).keys)
        known |= found.keys
        settled.append((push, found))
    return settled


def _kept(push: Push) -> Found:
    """As its row has it."""
    findings = tuple(Finding(**each) for each in push.findings)
    return Found(findings, tuple(Unread(**each) for each in push.refused), push.stops)


def _found(push: Push, now: _Now) -> Found:
    if push.repository == now.customer.control:
        broken = (each for each in now.control.broken if each.file in push.files)
        return Found(refused=tuple(broken))
    stops = rules.stops(push.removed, now.main.blobs, push.services)
    files = rules.left(push.files, {path: _text(now.main, path) for path in push.files})
    if not files:
        return Found(stops=stops)
    judged = judge(now.customer, now.control, _as_before(push, now.main), files).verdict
    unread = (
        Unread(path, 1, 1, "unread", f"It is {now.main.unreadable[path]}.")
        for path in files
        if path in now.main.unreadable
    )
    refused = {each.file: each for each in (*judged.refused, *unread)}
    return Found(tuple(rules.denied(judged.findings)), tuple(refused.values()), stops)


def _text(main: Snapshot, path: str) -> str | None:
    """What main has at a path: no text of a file that cannot be read, which is said beside it."""
    return main.texts.get(path, "") if path in main.blobs else None


def _as_before(push: Push, main: Snapshot) -> Snapshot:
    """Main as it would be without the push, under a name of its own: what is worked out for main
    is kept by its repository and commit."""
    old: Files = push.files
    texts = {path: text for path, text in main.texts.items() if path not in old}
    blobs = {path: blob for path, blob in main.blobs.items() if path not in old}
    there = {path: text for path, text in old.items() if text}
    return Snapshot(
        repository=f"{main.repository} before a push",
        commit=f"{main.commit} without {push.commit}",
        texts={**texts, **there},
        blobs={**blobs, **dict.fromkeys(there, push.before)},
        unreadable={path: why for path, why in main.unreadable.items() if path not in old},
    )


def _write(push: Push, found: Found, at: datetime) -> bool:
    """Flag it, bring what is said up to date, or let go of it. True where something changed."""
    new = push.pk is None
    if not (found.anything or push.rewritten):
        if new:
            return False
        push.state, push.ended_at, push.stops = Push.State.MENDED, at, False
        push.save()
        return True
    before = (push.findings, push.refused, push.stops)
    push.findings = [asdict(each) for each in found.findings]
    push.refused = [asdict(each) for each in found.refused]
    push.stops = found.stops
    if not new:
        push.save()
        return before != (push.findings, push.refused, push.stops)
    Push.objects.filter(
        customer=push.customer, repository=push.repository, commit=push.commit
    ).delete()  # it was mended, and came back
    push.save(force_insert=True)
    _tell(push, at)
    return True


def _tell(push: Push, at: datetime) -> None:
    """The customer's owners, once."""
    by = push.author_name or "somebody"
    if push.stops:
        title = f"Clark waits: {by} removed {len(push.removed)} of {push.services} services"
    elif push.rewritten:
        title = f"Main of {push.repository} was rewritten"
    else:
        title = f"{by} pushed to main of {push.repository} what breaks your rules"
    body = f"Commit {push.commit[:7]}: {push.title}. Nothing was deleted or taken back by Clark."
    for person in owners(push.customer):
        Notice.objects.create(
            person=person,
            customer=push.customer,
            key=f"push:{push.pk}",
            title=title[:500],
            body=body,
            at=at,
        )
        record.announce(push.customer_id, f"notices/{person.pk}")
