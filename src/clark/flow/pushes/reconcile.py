"""Judge what came to main past Clark, and judge it again whenever main or the rules move."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Subquery

from clark.errors import TryLater
from clark.flow import record
from clark.flow.control import Control, in_force
from clark.flow.copies import Snapshot, commit, snapshot
from clark.flow.deciding import owners
from clark.flow.judge import Files, blob_id, judge
from clark.flow.pushes import rules
from clark.flow.pushes.history import Way, holds, past_clark, role_of, unseen
from clark.flow.pushes.rules import Found, Key
from clark.policy import Finding, Unread
from clark.ports import GitHost
from clark.store.models import Copy, Customer, Followed, Notice, Push

log = logging.getLogger(__name__)
TOPIC = "repositories"


def look(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Follow main to the commit of its copy. True where something was flagged or mended.

    The first look only notes where main is. Nothing is changed in the repository. Of two looks at
    one moment the second finds the mark moved and leaves it to the first. What cannot be judged is
    flagged as such, and the mark moves on. Raises `TryLater`.
    """
    if _followed(customer, repository):
        return False
    main, ruled = snapshot(customer, repository), commit(customer, customer.control)
    if not main.commit:
        return False
    gitops = repository == customer.gitops
    there = rules.services(main.blobs, main.texts) if gitops else frozenset()
    moved_to = {"commit": main.commit, "rules": ruled, "services": sorted(there)}
    mark, new = Followed.objects.get_or_create(
        customer=customer, repository=repository, defaults=moved_to
    )
    if new or (mark.commit, mark.rules) == (main.commit, ruled):
        return False
    way = Way(customer, repository, host, mark.commit, main.commit, mark.services, there, ruled)
    now = _Now(customer, in_force(customer), main, there)
    settled = _compared(way, now, at, ruled_anew=mark.rules != ruled)
    with transaction.atomic():
        mine = Followed.objects.filter(pk=mark.pk, commit=mark.commit, rules=mark.rules)
        if not mine.update(**moved_to):
            return False
        moved = [_kept_safely(push, found, at) for push, found in settled]
        if any(moved):
            record.announce(customer.pk, TOPIC, "requests")
    return any(moved)


# Private functions


@dataclass(frozen=True)
class _Now:
    customer: Customer
    control: Control
    main: Snapshot
    there: frozenset[str]


def _compared(way: Way, now: _Now, at: datetime, *, ruled_anew: bool) -> list[tuple[Push, Found]]:
    fresh = list(past_clark(way, at)) if way.before != way.after else []
    standing, undone = _standing(way, fresh), set[str]()
    for row in standing:
        if _is_back(row, way):
            row.rewritten = False
            undone.add(row.commit)
    for push in fresh:  # who rewrites main to what it was loses only what should not have come
        push.rewritten = push.rewritten and push.before not in undone
    meant = Push.objects.filter(customer=way.customer, repository=way.repository)
    again = meant.filter(state=Push.State.MEANT, commit__in=[each.commit for each in fresh])
    left_out = set(again.values_list("commit", flat=True))
    rows = (*standing, *(each for each in fresh if each.commit not in left_out))
    return _settled(now, rows, ruled_anew=ruled_anew)


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
    """Rows that are flagged, or were meant and still have to be."""
    mine = Push.objects.filter(customer=way.customer, repository=way.repository)
    meant = Q(state=Push.State.MEANT) & ~Q(covers=[])
    rows = mine.filter(Q(state=Push.State.FLAGGED) | meant).order_by("pk")
    again = {each.commit for each in fresh}
    return [row for row in rows if row.commit not in again or row.state == Push.State.MEANT]


def _is_back(row: Push, way: Way) -> bool:
    """Whether main holds again what it had lost."""
    if not row.rewritten or row.state == Push.State.MEANT or way.before == way.after:
        return False
    return holds(replace(way, before=row.before))


def _settled(now: _Now, rows: Iterable[Push], *, ruled_anew: bool) -> list[tuple[Push, Found]]:
    """What stands against each, oldest first: what one is flagged for, no later one is. Only other
    rules find more against an older one. What was meant covers what main has shown ever since."""
    known: set[Key] = set()
    settled = []
    before: dict[str, str | None] = {}
    for push in rows:
        if push.state == Push.State.MEANT:
            found = _judged(push, now, push.files)
            known |= found.keys & _answered(push)
            settled.append((push, found))
            continue
        before = {**push.files, **before}
        found = _judged(push, now, before).without(known | _answered(push))
        if push.pk is not None and not ruled_anew and _is_judged(push):
            found = found.among(kept(push))
        known |= found.keys
        settled.append((push, found))
    return settled


def _answered(push: Push) -> set[Key]:
    return {tuple(each) for each in push.covers}


def _is_judged(push: Push) -> bool:
    return all(each["rule"] != rules.UNJUDGED for each in push.refused)


def kept(push: Push) -> Found:
    """As its row has it."""
    findings = tuple(Finding(**each) for each in push.findings)
    return Found(findings, tuple(Unread(**each) for each in push.refused), push.stops)


def _judged(push: Push, now: _Now, before: Files) -> Found:
    """Each on its own: one that cannot be judged keeps nobody else waiting."""
    try:
        return _found(push, now, before)
    except TryLater:
        raise
    except Exception as error:
        log.exception("%s: %s could not be judged", push.repository, push.commit)
        was, new = kept(push), rules.unjudged(push.repository, error)
        rest = tuple(each for each in was.refused if each.rule != rules.UNJUDGED)
        return replace(was, refused=(*rest, *new.refused))


def _found(push: Push, now: _Now, before: Files) -> Found:
    unseen_still = (each for each in kept(push).refused if each.rule == rules.UNSEEN)
    theirs = tuple(_unanswered(push, now, before))
    if push.repository == now.customer.control:
        broken = (each for each in now.control.broken if each.file in push.files)
        return Found(theirs, (*unseen_still, *broken))
    unknown = push.stops and not push.removed
    stops = unknown or rules.stops(push.removed, now.there, push.services)
    own = {path: text for path, text in push.files.items() if rules.is_service_file(path)}
    files = rules.left(own, {path: _text(now.main, path) for path in own})
    if not files:
        return Found(theirs, tuple(unseen_still), stops)
    judged = judge(now.customer, now.control, _as_before(push, now.main), files).verdict
    unread = (
        Unread(path, 1, 1, "unread", f"It is {now.main.unreadable[path]}.")
        for path in files
        if path in now.main.unreadable
    )
    refused = {each.file: each for each in (*judged.refused, *unread)}
    denied = rules.denied(judged.findings)
    return Found((*theirs, *denied), (*unseen_still, *refused.values()), stops)


def _unanswered(push: Push, now: _Now, before: Files) -> Iterator[Finding]:
    """Files that are for owners to change, unless they are as they were before anybody did."""
    role = role_of(now.customer, push.repository)
    for path in push.files:
        if rules.for_owners(path, role) and now.main.blobs.get(path) != blob_id(before[path]):
            yield rules.unanswered(path, push.commit)


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


def _kept_safely(push: Push, found: Found, at: datetime) -> bool:
    """What cannot be kept is kept as that: no row may keep the mark from moving on."""
    try:
        with transaction.atomic():
            return _write(push, found, at)
    except Exception as error:
        log.exception("%s: %s could not be kept", push.repository, push.commit)
        push.files, push.removed, push.title = {}, [], ""
        return _write(push, kept(unseen(push, error)), at)


def _write(push: Push, found: Found, at: datetime) -> bool:
    """Flag it, bring what is said up to date, or let go of it. True where something changed."""
    if push.state == Push.State.MEANT:
        covers = [each for each in push.covers if tuple(each) in found.keys]
        Push.objects.filter(pk=push.pk, state=push.state).update(covers=covers)
        return False
    stands = found.anything or push.rewritten
    if push.pk is not None:
        return _rewrite(push, found if stands else None, at)
    if not stands:
        return False
    _say(push, found)
    Push.objects.filter(
        customer=push.customer, repository=push.repository, commit=push.commit
    ).delete()  # it was mended, and came back
    push.save(force_insert=True)
    _tell(push, at)
    return True


def _rewrite(push: Push, found: Found | None, at: datetime) -> bool:
    """An owner may have answered while it was judged: their answer stays."""
    held = Push.objects.select_for_update().filter(pk=push.pk, state=Push.State.FLAGGED)
    if not held:
        return False
    if found is None:
        push.state, push.ended_at, push.stops = Push.State.MENDED, at, False
        push.save(update_fields=("state", "ended_at", "stops"))
        return True
    before = (push.findings, push.refused, push.stops)
    _say(push, found)
    push.save(update_fields=("findings", "refused", "stops", "rewritten"))
    return before != (push.findings, push.refused, push.stops)


def _say(push: Push, found: Found) -> None:
    push.findings = [asdict(each) for each in found.findings]
    push.refused = [asdict(each) for each in found.refused]
    push.stops = found.stops


def _tell(push: Push, at: datetime) -> None:
    """The customer's owners, once."""
    by = push.author_name or "somebody"
    if push.stops and push.removed:
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
