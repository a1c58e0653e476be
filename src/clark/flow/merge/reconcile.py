"""Merge what was approved, and only that."""

from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.control import in_force
from clark.flow.copies import refresh, snapshot
from clark.flow.events import Event, State, Wait
from clark.flow.judge import blob_id, judge
from clark.flow.merge import rules
from clark.ports import Moved, Ports, PullRequest
from clark.store.models import Decision, Request


def merge(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Merge by compare-and-swap. A repository's requests come one at a time: `record.defer`."""
    customer, number = request.customer, request.pull_number or 0
    pull = ports.host.pull_request(customer.gitops, number)
    if pull.state == "merged":
        _record(request, pull, at)
        return None
    for repository in (customer.control, customer.gitops):
        refresh(customer, repository, ports.host, at)
    main = snapshot(customer, customer.gitops)
    decision = _approval(request)
    changed = ports.host.changed(customer.gitops, number)
    found = judge(customer, in_force(customer), main, request.files, asking=str(request.pk))
    obstacle = rules.obstacle(
        rules.Approved(decision.head, decision.base_blobs, _new_blobs(request))
        if decision
        else None,
        rules.Present(pull.state, pull.head, main.blobs, changed, found.allowed),
    )
    if obstacle is not None:
        _stop(request, obstacle, at)
        return None
    try:
        merged = ports.host.merge(customer.gitops, number, head=pull.head, base=main.commit)
    except Moved:
        return Wait("Main moved during the merge; trying again.", "Clark", 0.2)
    _record(request, merged, at)
    return None


# Private functions


def _approval(request: Request) -> Decision | None:
    """The standing approval by somebody who is neither the author nor wrote a commit of it."""
    standing = Decision.objects.filter(request=request, verdict="approve", void_because="")
    others = standing.exclude(person_id=request.author_id).select_related("person")
    wrote = {each.lower() for each in request.authors}
    free = (each for each in others.order_by("-id") if each.person.email.lower() not in wrote)
    return next(free, None)


def _new_blobs(request: Request) -> dict[str, str | None]:
    return {path: blob_id(text) for path, text in request.files.items()}


def _record(request: Request, pull: PullRequest, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.APPROVED:
            locked.merge_commit = pull.merge_commit or ""
            record.move(locked, Event.MERGED, at=at)


def _stop(request: Request, obstacle: rules.Obstacle, at: datetime) -> None:
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != State.APPROVED:
            return
        if obstacle.event == Event.HEAD_MOVED:
            record.void(locked, obstacle.why, at=at)
        else:
            record.move(locked, obstacle.event, at=at, said=obstacle.why)
