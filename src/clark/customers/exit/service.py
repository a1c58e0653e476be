"""What owners do about leaving: compare, leave, stay. The worker acts."""

from datetime import datetime

from django.db import transaction

from clark.customers.exit import record, rules
from clark.customers.exit.record import ABOUT
from clark.customers.exit.steps import POINT_OF_NO_RETURN
from clark.customers.onboarding import record as onboardings
from clark.errors import NotFound, Refused
from clark.flow.audit import Act, Deed, write
from clark.flow.events import Actor
from clark.store.models import Customer, Exit, ExitCheck


def ask_check(*, by: Actor, at: datetime) -> None:
    """Have the dashboard compared with Git and the clusters alone."""
    with transaction.atomic():
        customer = _mine(by)
        if customer.state not in Customer.FOLLOWED:
            raise Refused(
                f"{customer.name} has left Clark, which cannot look any more. The last inventory "
                f"is in HANDOVER.md of {customer.gitops}."
            )
        asked = {"asked_by_id": by.id, "asked_at": at, "due_at": at, "trouble": "", "attempts": 0}
        ExitCheck.objects.update_or_create(customer=customer, defaults=asked)
        record.defer(record.CHECK, customer.pk)
        record.tell(customer)
        write(customer.pk, Deed(Act.EXIT_COMPARED, ABOUT), by=by, at=at)


def leave(*, by: Actor, confirm: str, at: datetime) -> None:
    """Begin, or have Clark look again at once at what goes on. `confirm` is the customer's name.

    Raises `Refused`.
    """
    with transaction.atomic():
        customer = _mine(by)
        if customer.state == Customer.State.LEFT:
            raise Refused(f"{customer.name} has left Clark already.")
        rules.confirmed(confirm, customer.name)
        begun = {"started_by_id": by.id, "created_at": at, "due_at": at}
        exit_, new = Exit.objects.get_or_create(customer=customer, defaults=begun)
        if not new:
            Exit.objects.filter(pk=exit_.pk).update(due_at=at, attempts=0)
        customer.state = Customer.State.LEAVING
        customer.save(update_fields=["state"])
        onboardings.stop(customer)
        record.defer(record.EXIT, customer.pk)
        record.tell(customer)
        act = Act.EXIT_BEGUN if new else Act.EXIT_CONFIRMED
        write(customer.pk, Deed(act, ABOUT, customer.name), by=by, at=at)


def stay(*, by: Actor, at: datetime) -> None:
    """Stop leaving, before any access was given back. What was withdrawn stays so."""
    with transaction.atomic():
        customer = _mine(by)
        gone = Exit.objects.select_for_update().filter(customer=customer, ended_at=None).first()
        if gone is None:
            raise Refused(f"{customer.name} is not leaving Clark.")
        if gone.steps.filter(key=POINT_OF_NO_RETURN).exists():
            raise Refused("Clark is giving its access back already. Have it invited again after.")
        gone.delete()
        customer.state = Customer.State.READY
        customer.save(update_fields=["state"])
        onboardings.go_on(customer, at)
        record.tell(customer)
        write(customer.pk, Deed(Act.EXIT_STOPPED, ABOUT, customer.name), by=by, at=at)


# Private functions


def _mine(by: Actor) -> Customer:
    """The owner's customer, held until the transaction ends. Raises `NotFound`, `Refused`."""
    if not by.may_leave:
        raise NotFound(rules.FOR_OWNERS)
    found = Customer.objects.select_for_update(no_key=True).get(pk=by.customer_id)
    if found.state == Customer.State.ONBOARDING:
        raise Refused(f"{found.name} is still coming to Clark. It can leave once it is here.")
    return found
