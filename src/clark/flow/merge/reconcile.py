"""Merge what was approved, and only that."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from clark.errors import Refused
from clark.flow import audit, pushes, record, timing
from clark.flow.approving import UNAPPROVED, approved_check
from clark.flow.control import in_force
from clark.flow.copies import Snapshot, refresh, snapshot
from clark.flow.deciding import approval, said_of_merge
from clark.flow.events import Event, State, Wait
from clark.flow.judge import blob_id, judge_head
from clark.flow.locks import Lock, queue_up
from clark.flow.merge import rules
from clark.flow.merge.adopted import moved_on
from clark.ports import Moved, Ports, PullRequest
from clark.store.models import Decision, Request

LOOK_AGAIN = 5.0


def merge(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Merge by compare-and-swap, on the main and the policies of this moment.

    Where its author chose a time, everything is looked at meanwhile, so that what stands in the way
    is known before, and once more then.
    """
    customer = request.customer
    pull = ports.host.pull_request(request.repository, request.pull_number or 0)
    for repository in (customer.control, customer.gitops):
        refresh(customer, repository, ports.host, at)
    if pull.state == "merged":
        _record_merge(request, pull, at)
        return None
    if pull.head != request.head:  # before anything is asked about a head that nobody approved
        _stop(request, ports, rules.CLOSED if pull.state == "closed" else rules.MOVED, at)
        return None
    if request.not_before and timing.missed(request.not_before, at, approved=True):
        said = timing.said_missed(request.not_before, request.author.name, approved=True)
        _stop(request, ports, rules.Obstacle(Event.MISSED, said), at)
        return None
    main = snapshot(customer, request.repository)
    authors = ports.host.authors(request.repository, pull.number)
    decision = approval(request, authors, in_force(customer))
    obstacle = rules.obstacle(_approved(request, decision), _present(request, ports, pull, main))
    if obstacle is not None or decision is None:
        _stop(request, ports, obstacle or rules.UNAPPROVED, at)
        return None
    if moved := moved_on(request, ports.cloud):
        _stop(request, ports, rules.Obstacle(Event.OUTDATED, moved), at)
        return None
    if wait := _held_up(request, ports, at):
        return wait
    return _merge_now(request, ports, decision, main.commit, at)


# Private functions


def _held_up(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """By a push that an owner has to answer for, or by the time that was chosen."""
    pushes.look(request.customer, request.customer.gitops, ports.host, at)
    if why := pushes.stopped(request):
        return Wait(why, "an owner", LOOK_AGAIN)
    return _until_then(request, at) if timing.early(request.not_before, at) else None


def _until_then(request: Request, at: datetime) -> Wait:
    """Looked at now and then, and at the time itself."""
    seconds = timing.early(request.not_before, at)
    when = timing.spoken(at + timedelta(seconds=seconds))
    why = f"It is merged on {when}, the time that {request.author.name} chose."
    return Wait(why, "Clark", min(seconds, timing.OFTEN))


def _approved(request: Request, decision: Decision | None) -> rules.Approved | None:
    if decision is None:
        return None
    new = {path: blob_id(text) for path, text in request.files.items()}
    return rules.Approved(decision.head, decision.base_blobs, new)


def _present(request: Request, ports: Ports, pull: PullRequest, main: Snapshot) -> rules.Present:
    """The moment of the merge. The tree is asked for by the commit's own id: a branch that moves
    to and fro between two looks cannot change what that says."""
    repository, host = request.repository, ports.host
    found = judge_head(request, in_force(request.customer), main, request.files)
    return rules.Present(
        pull_state=pull.state,
        head=pull.head,
        head_blobs=host.tree(repository, pull.head),
        main_blobs=main.blobs,
        changed=host.changed(repository, pull.number),
        allowed=found.allowed,
        accepted=found.accepted(request.accepted),
    )


def _merge_now(
    request: Request, ports: Ports, decision: Decision, base: str, at: datetime
) -> Wait | None:
    """The check is green for the merge alone: where there was none, it says so again."""
    ports.host.report(request.repository, decision.head, [approved_check(decision)])
    try:
        merged = _swap(request, ports, decision, base, at)
    except Moved:
        Request.objects.filter(pk=request.pk).update(merging="")
        _not_approved(request, ports)
        return Wait("The branch or main moved during the merge; trying again.", "Clark", 0.2)
    except Refused:
        _not_approved(request, ports)
        raise
    if not merged:
        _not_approved(request, ports)
    return None


def _not_approved(request: Request, ports: Ports) -> None:
    """A commit that the host knows no more needs no check."""
    with suppress(Refused):
        ports.host.report(request.repository, request.head, [UNAPPROVED])


def _swap(request: Request, ports: Ports, decision: Decision, base: str, at: datetime) -> bool:
    """Merge in the repository's one lane, with the request's row held, so that nobody takes it
    back halfway. Returns whether it did.

    The copy is brought up to date before anybody hears of the merge: whoever waits for the cloud
    compares it with main as the copy has it.
    """
    customer, repository, host = request.customer, request.repository, ports.host
    with transaction.atomic():  # written down first: a lost answer must not make it another's merge
        if _stands(decision) is None:
            return False
        Request.objects.filter(pk=request.pk).update(merging=decision.head)
    with transaction.atomic():
        queue_up(Lock.LANES, customer.pk)
        locked = _stands(decision)
        if locked is None:
            return False
        number, note = locked.pull_number or 0, audit.noted_now(customer.pk)
        pull = host.merge(repository, number, head=decision.head, base=base, note=note)
        refresh(customer, repository, host, at)
        locked.merge_commit = pull.merge_commit or pull.head
        record.move(locked, Event.MERGED, at=at)
        return True


def _stands(decision: Decision) -> Request | None:
    """The decision's request, held, if it is still approved as it was decided."""
    locked = record.locked(decision.request_id)
    stands = Decision.objects.filter(pk=decision.pk, void_because="").exists()
    same = locked.state == State.APPROVED and locked.head == decision.head
    return locked if stands and same else None


def _record_merge(request: Request, pull: PullRequest, at: datetime) -> None:
    """It is merged already: by Clark before a crash, or by somebody in the repository."""
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state == State.APPROVED:
            locked.merge_commit = pull.merge_commit or pull.head
            record.move(
                locked,
                Event.MERGED,
                at=at,
                said=said_of_merge(locked, pull.head, in_force(request.customer), at),
            )


def _stop(request: Request, ports: Ports, obstacle: rules.Obstacle, at: datetime) -> None:
    _not_approved(request, ports)
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != State.APPROVED:
            return
        if obstacle.event == Event.HEAD_MOVED:
            record.void(locked, obstacle.why, at=at)
        else:
            record.move(locked, obstacle.event, at=at, said=obstacle.why)
            record.tell(locked, f"{locked.title}: {locked.state}", obstacle.why, at=at)
