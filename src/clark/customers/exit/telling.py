"""Writes HANDOVER.md, once: from Git, the clusters, and what Clark alone knows of people."""

from django.utils import timezone

from clark.customers.exit.handover import Change, Handover, Someone, document
from clark.customers.exit.inventory import without_clark
from clark.flow.events import APPROVALS, Event
from clark.ports import GitHost, Ports
from clark.store.models import Customer, Decision, Entry, Exit, Onboarding, Person, Request

OBSERVER = "live/shared/global/identity/observe.tf"
ROLE = b"clark-observe"


def write(exit_: Exit, ports: Ports) -> None:
    """Keep the text with the exit, unless it is there. Raises `TryLater`, `Refused`."""
    if exit_.handover:
        return
    customer, now = exit_.customer, timezone.now()
    lines, found = without_clark(customer, ports, now)
    came = Onboarding.objects.filter(customer=customer).values_list("created_at", flat=True)
    since = came.first()
    text = document(
        Handover(
            customer=customer.name,
            account=customer.account,
            asked_by=exit_.started_by.name,
            on=now.date(),
            since=since.date() if since else None,
            people=_people(customer),
            lines=lines,
            changes=_changes(customer),
            found=found,
            observer=_observer(customer, ports.host),
        )
    )
    Exit.objects.filter(pk=exit_.pk, handover="").update(handover=text)
    exit_.refresh_from_db(fields=["handover"])


# Private functions


def _people(customer: Customer) -> tuple[Someone, ...]:
    rows = Person.objects.filter(customer=customer, is_active=True).order_by("name")
    return tuple(Someone(each.name, each.email, each.role, each.team) for each in rows)


def _changes(customer: Customer) -> tuple[Change, ...]:
    rows = Request.objects.filter(customer=customer).exclude(merge_commit="")
    merged = dict(
        Entry.objects.filter(request__customer=customer, event=Event.MERGED).values_list(
            "request_id", "at"
        )
    )
    standing = Decision.objects.filter(
        request__customer=customer, verdict__in=APPROVALS, void_because=""
    ).order_by("id")
    names = standing.values_list("request_id", "person__name", "comment")
    approvers = {request: name or comment for request, name, comment in names}
    return tuple(
        Change(
            number=each.number,
            title=each.title,
            asked_by=each.author.name,
            approved_by=approvers.get(each.pk, ""),
            commit=each.merge_commit,
            on=merged.get(each.pk, each.updated_at).date(),
        )
        for each in rows.select_related("author").order_by("number")
    )


def _observer(customer: Customer, host: GitHost) -> str:
    """The file with Clark's role in AWS, if main still has both."""
    if not customer.infra:
        return ""
    head = host.head(customer.infra, customer.branch)
    blob = host.tree(customer.infra, head).get(OBSERVER)
    return OBSERVER if blob and ROLE in host.blobs(customer.infra, [blob])[blob] else ""
