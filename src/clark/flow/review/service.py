"""What people decide about a request."""

from datetime import datetime

from django.db import transaction

from clark.errors import Problem, Refused
from clark.flow import pushes, quotas, record, timing
from clark.flow.control import Control, in_force
from clark.flow.copies import snapshot
from clark.flow.deciding import (
    Read,
    agreement,
    facts,
    in_time,
    may_approve,
    may_count,
    may_decide,
    may_look_back,
    may_override,
    who_decides,
)
from clark.flow.events import Actor, Choice, Event
from clark.flow.inputs import plain
from clark.flow.judge import promised_files
from clark.flow.locks import Lock, queue_up
from clark.flow.review.late import noted_if_late
from clark.policy.approvals import Rule
from clark.store import clock
from clark.store.models import Decision, Request


def approve(
    *, by: Actor, number: int, read: Read, comment: str = "", at: datetime | None = None
) -> bool:
    """Approve exactly what the person read: this head and this diff. Now is what the clock that
    all share says: whether the time that its author chose has come must not depend on who asks.

    True where that is all it needed, so that the worker merges; False where the customer's rules
    ask for more.
    """
    comment, at = plain(comment, "comment"), at or clock.now()
    with noted_if_late(by, number, "to approve", at), transaction.atomic():
        request = record.locked_number(by, number)
        control = in_force(request.customer)
        may_decide(by, facts(request))
        may_approve(facts(request), read)
        in_time(request, at)
        may_count(by, agreement(request, control))
        _within_limits(request, control)
        _keep(_decision(request, Choice.APPROVE, by, comment), at)
        if not agreement(request, control).whole:
            record.note(request, Event.AGREED, at=at, by=by, said=comment)
            return False
        record.move(request, Event.APPROVED, at=at, by=by, said=comment)
        return True


def approve_as_it_is(request: Request, control: Control, rule: Rule | None, at: datetime) -> None:
    """Approve a locked request in nobody's name, as the customer's rule says; without one, because
    the approvals that stand are all that the rules of today ask for."""
    _within_limits(request, control)
    if rule is None:
        said = "With the approvals that it has: your company's rules ask for no more."
        record.move(request, Event.APPROVED, at=at, said=said)
        return
    said = f"By the rule {rule.name} of your company." + (f" {rule.reason}" if rule.reason else "")
    _keep(_decision(request, Choice.AUTOMATIC, None, said), at)
    record.move(request, Event.APPROVED, at=at, said=said)


def override(
    *, by: Actor, number: int, read: Read, comment: str, at: datetime | None = None
) -> None:
    """Approve in an emergency, past everybody else: owners only, with the reason.

    Policies and limits hold all the same, for the cluster would refuse it anyway, and so does the
    time that its author chose. Everybody who decides is told at once, and one of them looks at it
    afterwards.
    """
    why, at = _why(comment, "Everybody who decides needs"), at or clock.now()
    with noted_if_late(by, number, "to approve in an emergency", at), transaction.atomic():
        request = record.locked_number(by, number)
        may_override(by, facts(request))
        may_approve(facts(request), read)
        in_time(request, at)
        _within_limits(request, in_force(request.customer))
        decision = _decision(request, Choice.EMERGENCY, by, why)
        _keep(decision, at)
        request.unseen = True
        said = f"In an emergency, without the usual approval: {why}"
        record.move(request, Event.APPROVED, at=at, by=by, said=said)
        later = f" on {timing.spoken(request.not_before)}" if request.not_before else ""
        title = f"Emergency: {by.name} merges “{request.title}” without review{later}"
        record.alarm(decision, who_decides(request.customer, besides=by), title)


def look_back(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Say that somebody else has looked at what was merged in an emergency, and what they found."""
    said = _why(comment, "The owner needs")
    with transaction.atomic():
        request = record.locked_number(by, number)
        may_look_back(by, request)
        _keep(_decision(request, Choice.AFTERWARDS, by, said), at)
        request.unseen = False
        record.note(request, Event.SEEN_AFTERWARDS, at=at, by=by, said=said)


def ask_for_change(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Send the request back with what should be different. Its author can edit and ask again."""
    comment = _why(comment)
    with noted_if_late(by, number, "to ask for a change", at), transaction.atomic():
        request = _turned_down(by, number)
        _keep(_decision(request, Choice.CHANGE, by, comment), at)
        record.move(request, Event.CHANGE_ASKED, at=at, by=by, said=comment)
        record.tell(request, f"{request.title}: change asked", comment, at=at)


def reject(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Refuse the request, with the reason."""
    comment = _why(comment)
    with noted_if_late(by, number, "to reject", at), transaction.atomic():
        request = _turned_down(by, number)
        _keep(_decision(request, Choice.REJECT, by, comment), at)
        record.move(request, Event.REJECTED, at=at, by=by, said=comment)
        record.tell(request, f"{request.title}: rejected", comment, at=at)


# Private functions


def _within_limits(request: Request, control: Control) -> None:
    """Approvals of a customer come one after another, so that of two halves of what is left the
    second meets the first. Raises `Refused`; what was judged a moment ago knows of neither."""
    if request.raises:  # it takes nothing of what is left
        return
    pushes.refuse_while_stopped(request)
    customer = request.customer
    quotas.totals(control, snapshot(customer, customer.gitops))  # the long part, before the queue
    queue_up(Lock.PROMISES, customer.pk)
    # Promises first: one that is merged between the two looks is then counted twice, not never.
    promised = promised_files(customer)
    main = snapshot(customer, customer.gitops)
    judged = quotas.over(control, main, promised, request.files)
    found = [each for each in judged if each.level == "deny"]
    if found:
        raise Refused(
            "It is over a limit by now, with what was approved meanwhile.",
            [Problem(each.field, each.reason, each.fix) for each in found],
        )


def _why(comment: str, whose: str = "The author needs") -> str:
    said = plain(comment, "comment")
    if not said:
        raise Refused("Say why.", [Problem("comment", f"{whose} the reason.")])
    return said


def _turned_down(by: Actor, number: int) -> Request:
    request = record.locked_number(by, number)
    may_decide(by, facts(request))
    return request


def _decision(request: Request, verdict: Choice, by: Actor | None, comment: str) -> Decision:
    return Decision(
        request=request,
        person_id=by.id if by else None,
        verdict=verdict,
        head=request.head,
        diff_hash=request.diff_hash,
        base_blobs=request.base_blobs,
        comment=comment,
    )


def _keep(decision: Decision, at: datetime) -> None:
    decision.at = at
    decision.save(force_insert=True)
