"""What people decide about a request."""

from datetime import datetime

from django.db import transaction

from clark.errors import Problem, Refused
from clark.flow import quotas, record
from clark.flow.control import in_force
from clark.flow.copies import snapshot
from clark.flow.deciding import Read, facts, may_approve, may_decide
from clark.flow.events import Actor, Event
from clark.flow.inputs import plain
from clark.flow.judge import promised_files
from clark.flow.locks import Lock
from clark.store.models import Decision, Request


def approve(*, by: Actor, number: int, read: Read, comment: str = "", at: datetime) -> None:
    """Approve exactly what the person read: this head and this diff. The worker merges."""
    comment = plain(comment, "comment")
    with transaction.atomic():
        request = record.locked_number(by, number)
        may_decide(by, facts(request))
        may_approve(facts(request), read)
        _within_limits(request)
        _keep(_decision(request, "approve", by, comment), at)
        record.move(request, Event.APPROVED, at=at, by=by, said=comment)


def ask_for_change(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Send the request back with what should be different. Its author can edit and ask again."""
    comment = _why(comment)
    with transaction.atomic():
        request = _turned_down(by, number)
        _keep(_decision(request, "change", by, comment), at)
        record.move(request, Event.CHANGE_ASKED, at=at, by=by, said=comment)
        record.tell(request, f"{request.title}: change asked", comment, at=at)


def reject(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Refuse the request, with the reason."""
    comment = _why(comment)
    with transaction.atomic():
        request = _turned_down(by, number)
        _keep(_decision(request, "reject", by, comment), at)
        record.move(request, Event.REJECTED, at=at, by=by, said=comment)
        record.tell(request, f"{request.title}: rejected", comment, at=at)


# Private functions


def _within_limits(request: Request) -> None:
    """Approvals of a customer come one after another, so that of two halves of what is left the
    second meets the first. Raises `Refused`; what was judged a moment ago knows of neither."""
    customer = request.customer
    record.queue_up(Lock.PROMISES, customer.pk)
    main = snapshot(customer, customer.gitops)
    promised = promised_files(customer)
    found = list(quotas.over(in_force(customer), main, promised, request.files))
    if found:
        raise Refused(
            "It is over a limit by now, with what was approved meanwhile.",
            [Problem(each.field, each.reason, each.fix) for each in found],
        )


def _why(comment: str) -> str:
    said = plain(comment, "comment")
    if not said:
        raise Refused("Say why.", [Problem("comment", "The author needs the reason.")])
    return said


def _turned_down(by: Actor, number: int) -> Request:
    request = record.locked_number(by, number)
    may_decide(by, facts(request))
    return request


def _decision(request: Request, verdict: str, by: Actor, comment: str) -> Decision:
    return Decision(
        request=request,
        person_id=by.id,
        verdict=verdict,
        head=request.head,
        diff_hash=request.diff_hash,
        base_blobs=request.base_blobs,
        comment=comment,
    )


def _keep(decision: Decision, at: datetime) -> None:
    decision.at = at
    decision.save(force_insert=True)
