"""A raised limit holds once Clark's own copy of the control repository has it: nothing is made in a
cloud for it."""

from datetime import datetime

from django.db import transaction

from clark.flow import record
from clark.flow.control import in_force
from clark.flow.copies import refresh
from clark.flow.events import Event, State, Wait
from clark.policy.limits import Raise
from clark.ports import Ports
from clark.store.models import Request

LOOK_AGAIN = 10.0


def hold(request: Request, ports: Ports, at: datetime) -> Wait | None:
    """Move the request on once the limits in force allow what it asked for."""
    customer = request.customer
    refresh(customer, customer.control, ports.host, at)
    limits = in_force(customer).limits
    if limits.broken:
        flaw = limits.broken[0]
        why = f"{flaw.file}, line {flaw.line}: {flaw.reason}"
        return Wait(why, "whoever changed the file", LOOK_AGAIN)
    held = Raise.kept(request.service, request.parameters).holds_in(limits)
    with transaction.atomic():
        locked = record.locked(request.pk)
        if locked.state != State.MERGED:
            return None
        if held:
            record.move(locked, Event.IN_FORCE, at=at)
        else:
            said = "Main does not allow what was asked for: a later change lowered the limit again."
            record.move(locked, Event.SUPERSEDED, at=at, said=said)
            record.tell(locked, f"{locked.title}: superseded", said, at=at)
    return None
