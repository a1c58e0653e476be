"""What people decide about a request."""

from datetime import datetime

from django.db import transaction

from clark.errors import Problem, Refused
from clark.flow import record
from clark.flow.deciding import facts, may_approve, may_decide
from clark.flow.events import Actor, Event
from clark.store.models import Decision, Notice, Request


def approve(
    *, by: Actor, number: int, head: str, diff_hash: str, comment: str = "", at: datetime
) -> None:
    """Approve exactly what the person read: this head and this diff. The worker merges."""
    with transaction.atomic():
        request = record.locked_number(by, number)
        may_decide(by, facts(request))
        may_approve(facts(request), head=head, diff_hash=diff_hash)
        _decide(request, "approve", by=by, comment=comment, at=at)
        record.move(request, Event.APPROVED, at=at, by=by, said=comment, head=request.head)


def ask_for_change(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Send the request back with what should be different. Its author can edit and ask again."""
    _turn_down("change", Event.CHANGE_ASKED, by=by, number=number, comment=comment, at=at)


def reject(*, by: Actor, number: int, comment: str, at: datetime) -> None:
    """Refuse the request, with the reason."""
    _turn_down("reject", Event.REJECTED, by=by, number=number, comment=comment, at=at)


# Private functions


def _turn_down(
    verdict: str, event: Event, *, by: Actor, number: int, comment: str, at: datetime
) -> None:
    if not comment.strip():
        raise Refused("Say why.", [Problem("comment", "The author needs the reason.")])
    with transaction.atomic():
        request = record.locked_number(by, number)
        may_decide(by, facts(request))
        _decide(request, verdict, by=by, comment=comment, at=at)
        record.move(request, event, at=at, by=by, said=comment)
        title = f"{request.title}: {'change asked' if verdict == 'change' else 'rejected'}"
        Notice.objects.get_or_create(
            person_id=request.author_id,
            key=f"{request.pk}:{verdict}",
            defaults={"request": request, "title": title, "body": comment, "at": at},
        )
        record.announce(request.customer_id, f"notices/{request.author_id}")


def _decide(request: Request, verdict: str, *, by: Actor, comment: str, at: datetime) -> None:
    Decision.objects.create(
        request=request,
        person_id=by.id,
        verdict=verdict,
        head=request.head,
        diff_hash=request.diff_hash,
        base_blobs=request.base_blobs,
        comment=comment,
        at=at,
    )

