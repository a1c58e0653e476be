"""Review what people open as pull requests, and say it on their heads. The worker does this."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from clark.customers.repositories import judging, rules
from clark.customers.repositories.judging import Head
from clark.customers.repositories.rules import Role, Said
from clark.errors import Refused
from clark.flow import approving, record
from clark.flow.copies import commit
from clark.flow.events import State
from clark.flow.markdown import literal
from clark.ports import Check, GitHost, PullRequest
from clark.store.models import Customer, Followed, PlanRecord, PullReview, Request

EVERY: Final = timedelta(seconds=5)
TOPIC: Final = "repositories"
KEY: Final = "clark-review"
JUDGES: Final[Mapping[Role, Callable[[Head], Said]]] = {
    "gitops": judging.gitops,
    "control": judging.control,
    "infra": judging.infra,
}


def role_of(customer: Customer, repository: str) -> Role:
    """What a repository is for its customer."""
    if repository == customer.gitops:
        return "gitops"
    return "control" if repository == customer.control else "infra"


def review(customer: Customer, repository: str, host: GitHost, at: datetime) -> bool:
    """Judge the head of every pull request of people, once for what it meets: main, the rules in
    force, what is promised, an owner's answer. True where something is said anew.

    The host is asked every few seconds. Safe to repeat. Raises `TryLater`.
    """
    if not _due(customer, repository, at):
        return False
    found = host.open_pulls(repository)
    own = [each for each in found if _own(customer, repository, each)]
    asked = frozenset(each.head for each in own)
    pulls = [each for each in found if each.base == customer.branch and each not in own]
    mine = PullReview.objects.filter(customer=customer, repository=repository)
    ended = mine.filter(open=True).exclude(number__in=[each.number for each in pulls])
    moved = bool(ended.update(open=False))
    known = {each.number: each for each in mine.filter(number__in=[e.number for e in pulls])}
    for pull in pulls:
        row = known.get(pull.number) or PullReview(
            customer=customer, repository=repository, number=pull.number, seen_at=at
        )
        moved |= _review(row, pull, asked, host, at)
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


def _own(customer: Customer, repository: str, pull: PullRequest) -> bool:
    """Whether Clark opened it for a request, which has a review of its own. Whoever uses a
    request's branch again has asked for nothing."""
    same = Request.objects.filter(customer=customer, branch=pull.branch)
    same = same.filter(Q(pull_number=pull.number) | Q(pull_number=None, proposing=True))
    return any(each.repository == repository for each in same.select_related("customer"))


def _review(
    row: PullReview, pull: PullRequest, asked: Collection[str], host: GitHost, at: datetime
) -> bool:
    """`asked`: the heads of open pull requests that Clark opened for requests."""
    ground = _judged_on(row, pull)
    if row.open and row.judged_on == ground:
        return False
    said, trouble = _judged(row, pull, host)
    answer = _answer(row) if row.meant_head == pull.head else ""
    owners = rules.owners_check(said.asks, answer)
    host.report(row.repository, pull.head, (*said.checks, owners, *_approval(row, pull, asked)))
    host.comment(row.repository, pull.number, KEY, rules.comment(said.comment, said, answer))
    row.url, row.title, row.author = pull.url, pull.title, pull.author
    row.head, row.open, row.judged_on, row.seen_at = pull.head, True, ground, at
    row.authors = sorted(host.authors(row.repository, pull.number))
    row.findings = [asdict(each) for each in said.findings]
    row.refused = [asdict(each) for each in said.refused]
    row.notes, row.asks, row.trouble = list(said.notes), list(said.asks), trouble
    return _keep(row)


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


def _judged_on(row: PullReview, pull: PullRequest) -> str:
    """A digest of everything that the review depends on."""
    customer = row.customer
    promised = Request.objects.filter(customer=customer, state=State.APPROVED)
    plans = PlanRecord.objects.filter(customer=customer, wanted=pull.head)
    ground = [
        pull.head,
        *(commit(customer, each) for each in (row.repository, customer.gitops, customer.control)),
        sorted(promised.values_list("number", "diff_hash")),
        sorted(plans.values_list("number", "state")),
        row.meant_head,
        str(row.meant_at or ""),
    ]
    return hashlib.sha256(json.dumps(ground).encode()).hexdigest()


def _answer(row: PullReview) -> str:
    by = row.meant_by.name if row.meant_by else "An owner"
    return f"{by} said that it was meant: {row.why}"
