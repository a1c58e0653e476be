"""Review what people open as pull requests, and say it on their heads. The worker does this."""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from clark.customers.repositories import judging, rules
from clark.customers.repositories.judging import Head
from clark.customers.repositories.rules import Said
from clark.errors import Refused, TryLater
from clark.flow import approving, record
from clark.flow.copies import commit
from clark.flow.events import State
from clark.flow.markdown import literal
from clark.flow.pushes import role_of
from clark.flow.pushes.rules import Role
from clark.manifests import keepable, printable
from clark.ports import Check, GitHost, PullRequest
from clark.store.models import Customer, Followed, PlanRecord, PullReview, Request

log = logging.getLogger(__name__)
EVERY: Final = timedelta(seconds=5)
TOPIC: Final = "repositories"
KEY: Final = "clark-review"
JUDGES: Final[Mapping[Role, Callable[[Head], Said]]] = {
    "gitops": judging.gitops,
    "control": judging.control,
    "infra": judging.infra,
}


def review(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Judge the head of every pull request of people, once for what it meets: main, the rules in
    force, what is promised, an owner's answer. True where something is said anew.

    The host is asked every few seconds. Safe to repeat. Raises `TryLater`.
    """
    if not _due(customer, repository, at):
        return False
    there = [each for each in host.open_pulls(repository) if each.base == customer.branch]
    own = _own(customer, repository, there)
    pulls = [each for each in there if each not in own]
    mine = PullReview.objects.filter(customer=customer, repository=repository)
    ended = mine.filter(open=True).exclude(number__in=[each.number for each in pulls])
    moved = bool(ended.update(open=False))
    found = mine.filter(number__in=[e.number for e in pulls]).select_related("meant_by")
    known = {each.number: each for each in found}
    ground = _ground(customer, pulls, own, repository) if pulls else None
    for pull in pulls:
        row = known.get(pull.number) or PullReview(
            customer=customer, repository=repository, number=pull.number, seen_at=at
        )
        moved |= ground is not None and _apart(row, pull, host, (ground, at))
    if moved:
        record.announce(customer.pk, TOPIC)
    return moved


# Private functions


def _due(customer: Customer, repository: str, at: datetime) -> bool:
    """Take the turn, where it is somebody's turn."""
    mine = Followed.objects.filter(customer=customer, repository=repository)
    if mine.filter(pulls_at__gt=at - EVERY).exists():
        return False
    main = commit(customer, repository)
    if not main:
        return False
    mark, _ = Followed.objects.get_or_create(
        customer=customer,
        repository=repository,
        defaults={"commit": main, "rules": commit(customer, customer.control)},
    )
    turn = mine.filter(pk=mark.pk, pulls_at=mark.pulls_at)
    return bool(turn.update(pulls_at=at))


def _own(
    customer: Customer, repository: str, pulls: Collection[PullRequest]
) -> frozenset[PullRequest]:
    """Those that Clark opened for requests, which have reviews of their own. Whoever uses a
    request's branch again has asked for nothing."""
    same = Request.objects.filter(customer=customer, branch__in=[each.branch for each in pulls])
    known = {
        each.branch: each
        for each in same.select_related("customer")
        if each.repository == repository
    }
    return frozenset(pull for pull in pulls if _opened(known.get(pull.branch), pull))


def _opened(request: Request | None, pull: PullRequest) -> bool:
    if request is None:
        return False
    unknown = request.pull_number is None and request.proposing
    return unknown or request.pull_number == pull.number


@dataclass(frozen=True)
class _Ground:
    """What every review of a repository depends on, asked once for all of them. `asked`: the heads
    of open pull requests that Clark opened for requests."""

    asked: frozenset[str]
    commits: tuple[str, ...]
    main: str
    rules: str
    promised: tuple[tuple[int, str], ...]
    plans: Mapping[str, list[tuple[int, str]]]


def _ground(
    customer: Customer,
    pulls: Iterable[PullRequest],
    own: Iterable[PullRequest],
    repository: str,
) -> _Ground:
    names = (repository, customer.gitops, customer.control)
    commits = {each: commit(customer, each) for each in dict.fromkeys(names)}
    promised = Request.objects.filter(customer=customer, state=State.APPROVED)
    heads = [each.head for each in pulls]
    plans: dict[str, list[tuple[int, str]]] = {}
    rows = PlanRecord.objects.filter(customer=customer, wanted__in=heads).order_by("number")
    for head, number, state in rows.values_list("wanted", "number", "state"):
        plans.setdefault(head, []).append((number, state))
    return _Ground(
        frozenset(each.head for each in own),
        tuple(commits[each] for each in names),
        commits[repository],
        commits[customer.control],
        tuple(sorted(promised.values_list("number", "diff_hash"))),
        plans,
    )


def _apart(
    row: PullReview, pull: PullRequest, host: GitHost, turn: tuple[_Ground, datetime]
) -> bool:
    """One that cannot be reviewed now keeps no other one waiting."""
    try:
        return _review(row, pull, host, turn)
    except TryLater as error:
        log.warning("%s pull request %s: %s", row.repository, pull.number, error)
    except Exception as error:
        log.exception("%s pull request %s: no review", row.repository, pull.number)
        flaw = f"Clark could not review it: a flaw of its own ({type(error).__name__})."
        return _flawed(row, pull, flaw, turn)
    return False


def _flawed(row: PullReview, pull: PullRequest, why: str, turn: tuple[_Ground, datetime]) -> bool:
    """Said on the page, and tried again at every turn."""
    known = row.trouble == why and row.head == pull.head and row.open
    row.url, row.title, row.author = map(keepable, (pull.url, pull.title, pull.author))
    row.head, row.open, row.judged_on, row.seen_at = pull.head, True, "", turn[1]
    row.findings, row.refused, row.notes, row.asks, row.trouble = [], [], [], [], why
    return False if known else _keep(row)


def _review(
    row: PullReview, pull: PullRequest, host: GitHost, turn: tuple[_Ground, datetime]
) -> bool:
    ground, at = turn
    judged_on = _judged_on(row, pull, ground)
    if row.open and row.judged_on == judged_on:
        return False
    said, trouble = _judged(row, pull, host)
    answer = _answer(row) if row.meant_head == pull.head else ""
    owners = rules.owners_check(said.asks, answer)
    host.report(
        row.repository, pull.head, (*said.checks, owners, *_approval(row, pull, ground.asked))
    )
    host.comment(row.repository, pull.number, KEY, rules.comment(said.comment, said, answer))
    row.url, row.title, row.author = map(keepable, (pull.url, pull.title, pull.author))
    row.head, row.open, row.judged_on, row.seen_at = pull.head, True, judged_on, at
    row.main, row.rules = ground.main, ground.rules
    row.changes = {} if trouble else _changes(host.changed(row.repository, pull.number))
    row.authors = sorted(host.authors(row.repository, pull.number))
    row.findings = [asdict(each) for each in said.findings]
    row.refused = [asdict(each) for each in said.refused]
    row.notes, row.asks, row.trouble = list(said.notes), list(said.asks), keepable(trouble)
    return _keep(row)


def _changes(changed: Mapping[str, str | None]) -> dict[str, str | None]:
    return {printable(path): blob for path, blob in changed.items()}


def _approval(row: PullReview, pull: PullRequest, asked: Collection[str]) -> tuple[Check, ...]:
    """Checks are of a commit: whoever opens a second pull request at the head of a request must not
    get for it what only that one's approval gives."""
    if pull.head in asked:  # the request's own row may not know it yet
        return ()
    known = Request.objects.filter(customer_id=row.customer_id, head=pull.head)
    return () if known.exists() else (approving.ELSEWHERE,)


def _keep(row: PullReview) -> bool:
    """An owner may have answered while it was judged: their answer stays, and is said next time."""
    with transaction.atomic():
        if row.pk is None:
            row.save(force_insert=True)
            return True
        before = PullReview.objects.select_for_update().get(pk=row.pk)
        answered = ("meant_head", "meant_by_id", "meant_at", "why")
        if before.meant_head != row.meant_head:
            row.judged_on = ""
        for name in answered:
            setattr(row, name, getattr(before, name))
        row.save()
    return True


def _judged(row: PullReview, pull: PullRequest, host: GitHost) -> tuple[Said, str]:
    """What is said of the head; or why Clark cannot follow what is in it."""
    role = role_of(row.customer, row.repository)
    try:
        head = judging.read(row.customer, row.repository, pull, host)
    except Refused as refusal:
        why = " ".join((refusal.reason, *map(str, refusal.problems)))
        name = judging.INFRASTRUCTURE if role == "infra" else "clark/policies"
        failed = Check(name, "failure", refusal.reason)
        return Said(checks=(failed,), comment=f"### Clark's review\n\n- {literal(why)}"), why
    return JUDGES[role](head), ""


def _judged_on(row: PullReview, pull: PullRequest, ground: _Ground) -> str:
    """A digest of everything that the review depends on."""
    parts = [
        pull.head,
        *ground.commits,
        ground.promised,
        sorted(ground.plans.get(pull.head, [])),
        row.meant_head,
        str(row.meant_at or ""),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _answer(row: PullReview) -> str:
    by = row.meant_by.name if row.meant_by else "An owner"
    return f"{by} said that it was meant: {row.why}"
