"""What the steps do. Each looks first; it is done when it was seen to be done.

`act` is safe to repeat and may be cut off anywhere: the next look says what is left.
"""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clark.customers.exit import telling
from clark.customers.exit.handover import FILE
from clark.customers.infrastructure import record as plans
from clark.customers.infrastructure.rules import State as PlanState
from clark.customers.onboarding.work import CLARK, THEIRS, Done, Missing, Seen, Waiting
from clark.errors import NotFound, Refused, TryLater
from clark.flow import audit, record
from clark.flow.deciding import as_actor
from clark.flow.events import OPEN, Actor, Event
from clark.flow.judge import blob_id
from clark.ports import Change, Ports, PullRequest
from clark.store.models import Customer, Exit, PlanRecord, Request

UNAPPLIED: Final = (PlanState.ASKED, PlanState.IN_REVIEW, PlanState.APPROVED)


@dataclass(frozen=True)
class Spot:
    """A step in one place."""

    exit: Exit
    place: str
    ports: Ports

    @property
    def customer(self) -> Customer:
        return self.exit.customer

    @property
    def owner(self) -> Actor:
        return as_actor(self.exit.started_by, self.exit.customer_id)


class Work(Protocol):
    def places(self, customer: Customer) -> tuple[str, ...]:
        """Where it has to be done: regions, repositories, or one place without a name."""
        ...

    def observe(self, at: Spot) -> Seen:
        """Look, and change nothing. Raises `TryLater`."""
        ...

    def act(self, at: Spot) -> None:
        """Do it, or begin it. Raises `TryLater`, `Refused`."""
        ...


class UnderWay:
    """What is not merged is withdrawn; what is merged comes to its end."""

    def places(self, customer: Customer) -> tuple[str, ...]:  # noqa: ARG002
        return ("",)

    def observe(self, at: Spot) -> Seen:
        requests, asked = _requests(at.customer), _plans(at.customer)
        if requests.filter(state__in=OPEN).exists() or asked.filter(state__in=UNAPPLIED).exists():
            return Missing()
        going = requests.exclude(due_at=None).order_by("number").first()
        if going is not None:
            why = going.waiting or "It goes on."
            return Waiting(f"Request {going.number} is {going.state}. {why}", going.who or "Clark")
        applying = asked.filter(state=PlanState.APPLYING).first()
        if applying is not None:
            return Waiting(f"Plan {applying.number} is being applied.", "Clark")
        return Done("nothing is under way")

    def act(self, at: Spot) -> None:
        for pk in _requests(at.customer).filter(state__in=OPEN).values_list("pk", flat=True):
            _withdraw(pk, at)
        for plan_id in _plans(at.customer).filter(state__in=UNAPPLIED).values_list("pk", flat=True):
            _withdraw_plan(plan_id, at)


class Handover:
    """HANDOVER.md on the main branch: by a pull request of its own, and as the Git host allows."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return tuple(filter(None, (customer.gitops, customer.control, customer.infra)))

    def observe(self, at: Spot) -> Seen:
        head = at.ports.host.head(at.place, at.customer.branch)
        blob = at.ports.host.tree(at.place, head).get(FILE)
        if at.exit.handover and blob == blob_id(at.exit.handover):
            return Done(f"{FILE} is in {head[:7]}")
        return Missing()

    def act(self, at: Spot) -> None:
        telling.write(at.exit, at.ports)
        host = at.ports.host
        base = host.head(at.place, at.customer.branch)
        pull = host.propose(_change(at, base))
        if pull.state == "closed":
            raise Refused(f"{pull.url} was closed. Open it again.", who=THEIRS)
        if pull.state == "merged":  # and the file is another one all the same
            raise Refused(f"{FILE} is not as {pull.url} left it. Put it back.", who=THEIRS)
        _only_the_handover(at, pull, base)
        try:
            note = audit.noted_now(at.customer.pk)
            host.merge(at.place, pull.number, head=pull.head, base=base, note=note)
        except Refused as error:  # the branch is protected, and Clark goes round nobody's rule
            raise Refused(f"Merge {pull.url} yourself: {error}", who=THEIRS) from error


class Clusters:
    """Each region's cluster has applied what was merged last, with an access of its own."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return tuple(customer.regions)

    def observe(self, at: Spot) -> Seen:
        head = at.ports.host.head(at.customer.gitops, at.customer.branch)
        try:
            seen = at.ports.cluster.observe(at.place)
        except TryLater as error:  # Clark looks again by itself, and cannot bring a cluster back
            return Waiting(f"{error} Clark has to see {head[:7]} applied in {at.place}.", THEIRS)
        if seen.commit != head:
            return Waiting(f"The cluster in {at.place} has not applied {head[:7]} yet.", THEIRS)
        return Done(f"{head[:7]} is applied, without Clark")

    def act(self, at: Spot) -> None:
        """The clusters look by themselves."""


class Access:
    """Clark is no collaborator any more."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return tuple(filter(None, (customer.infra, customer.control, customer.gitops)))

    def observe(self, at: Spot) -> Seen:
        try:
            there = at.ports.host.repository(at.place)
        except NotFound:
            return Done("closed to Clark")
        return Missing() if CLARK in there.collaborators else Done("Clark is no collaborator")

    def act(self, at: Spot) -> None:
        at.ports.host.remove(at.place, CLARK)


# Private functions


def _requests(customer: Customer) -> "QuerySet[Request]":
    return Request.objects.filter(customer=customer)


def _plans(customer: Customer) -> "QuerySet[PlanRecord]":
    return PlanRecord.objects.filter(customer=customer)


def _withdraw(request_id: UUID, at: Spot) -> None:
    said = (
        f"{at.customer.name} is leaving Clark, so it was withdrawn. Ask for it by a pull request."
    )
    now = timezone.now()
    with transaction.atomic():
        locked = record.locked(request_id)
        if locked.state in OPEN:
            record.move(locked, Event.WITHDRAWN, at=now, by=at.owner, said=said)
            record.tell(locked, f"{locked.title}: withdrawn", said, at=now)


def _withdraw_plan(plan_id: int, at: Spot) -> None:
    with transaction.atomic():
        locked = plans.locked(plan_id)
        if locked.state in UNAPPLIED:
            locked.said = f"{at.customer.name} is leaving Clark. Plan it with Terraform."
            by, said = at.owner, locked.said
            plans.move(locked, PlanState.WITHDRAWN, at=timezone.now(), by=by, said=said)


def _only_the_handover(at: Spot, pull: PullRequest, base: str) -> None:
    """Raises `Refused` where the branch holds anything else: nobody approved that.

    Whoever may push may push to this branch too. Both commits are named by their ids, and are those
    that the merge is bound to, so that a branch that moves to and fro shows nothing else.
    """
    there = at.ports.host.compared(at.place, base, pull.head)
    if pull.base == at.customer.branch and there == {FILE: blob_id(at.exit.handover)}:
        return
    more = ", ".join(sorted({*there} - {FILE})[:5])
    what = f"changes {more}" if more else f"does not bring {FILE} to {at.customer.branch} as it was"
    raise Refused(
        f"{pull.url} {what}, so Clark does not merge it. Take that back on {pull.branch}.",
        who=THEIRS,
    )


def _change(at: Spot, base: str) -> Change:
    """The branch is named after the text, so that nobody makes it before Clark does."""
    by, text = at.exit.started_by, blob_id(at.exit.handover) or ""
    return Change(
        repository=at.place,
        base=at.customer.branch,
        base_commit=base,
        branch=f"clark/handover-{text[:12]}",
        title=f"{at.customer.name} leaves Clark: what to know",
        body=f"Asked for by {by.name}. It adds {FILE} and changes nothing else.",
        files={FILE: at.exit.handover},
        author_name=by.name,
        author_email=by.email,
        at=at.exit.created_at,
    )
