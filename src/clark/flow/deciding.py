"""Who may decide, and about what: asked by pages, by decisions, and once more by the merge."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db.models import Q, QuerySet

from clark.errors import NotFound, Refused
from clark.flow import approving, timing
from clark.flow.control import Control
from clark.flow.events import APPROVALS, REVIEWERS, Actor, Choice, State
from clark.flow.judge import diff_hash, from_json
from clark.policy.approvals import Approver, Need, unmet
from clark.store.models import Customer, Decision, Membership, Person, Request

LEAVES: Final[Mapping[str, str]] = {
    Customer.State.LEAVING: "is leaving Clark",
    Customer.State.LEFT: "has left Clark",
}
NO_CUSTOMER: Final = 0  # for whom a Clark engineer acts before there is a customer; no row has it


@dataclass(frozen=True)
class Facts:
    """What a decision depends on. `accepted`: the author accepted every interruption of it.
    `raises`: it is about a limit, which is the owners' to decide."""

    state: State
    author_id: int
    commit_authors: frozenset[str]
    head: str
    diff_hash: str
    allowed: bool
    accepted: bool
    raises: bool = False


@dataclass(frozen=True)
class Agreement:
    """What the customer's rules ask for, and the approvals that stand, newest first."""

    needs: tuple[Need, ...]
    given: Mapping[Decision, Approver]

    @cached_property
    def missing(self) -> tuple[Need, ...]:
        return unmet(self.needs, tuple(self.given.values()))

    @property
    def whole(self) -> bool:
        return bool(self.given) and not self.missing

    @property
    def asked(self) -> str:
        """What is missing, in words."""
        return "; ".join(
            f"{each.who} (rule {each.rule})" if each.rule else each.who for each in self.missing
        )


@dataclass(frozen=True)
class Read:
    """What a person had before them when they decided."""

    head: str
    diff_hash: str


class OwnRequest(Refused):
    """Someone else must review what a person asked for or wrote."""


class NotWhatWasRead(Refused):
    """The change moved while it was read."""


class TooLate(Refused):
    """It is not in review any more, or not yet."""


def may_review(by: Actor, facts: Facts) -> None:
    """Raises `Refused` where this person is not free to judge the request, now or at the merge."""
    if not by.may_review:
        raise Refused("Reviewers and owners decide. Ask one of them.")
    if facts.raises and by.role != "owner":
        raise Refused("Owners decide about limits. Ask one of them.")
    if by.id == facts.author_id:
        raise OwnRequest("You asked for this. Someone else must review it.")
    if mailbox(by.email) in facts.commit_authors:
        raise OwnRequest("You wrote a commit of this pull request. Someone else must review it.")


def may_decide(by: Actor, facts: Facts) -> None:
    """Raises `Refused` with the reason why this person cannot decide now."""
    may_review(by, facts)
    if facts.state != State.IN_REVIEW:
        raise TooLate(f"The request is “{facts.state}”: there is nothing to decide.")


def may_approve(facts: Facts, read: Read) -> None:
    """Raises `NotWhatWasRead`, or `Refused` where policies or the author have not agreed."""
    if (read.head, read.diff_hash) != (facts.head, facts.diff_hash):
        raise NotWhatWasRead("The change moved while you read it. Read it again, then decide.")
    if not facts.allowed:
        raise Refused("Policies deny this change as it is. Ask for a change instead.")
    if not facts.accepted:
        raise Refused(
            "This interrupts production, and its author has not accepted that. "
            "Ask for a change, so that the author asks again and accepts it."
        )


def in_time(request: Request, at: datetime) -> None:
    """Raises `Refused` where the time that its author chose for the merge has come already."""
    if request.not_before and timing.missed(request.not_before, at, approved=False):
        author = request.author.name
        raise Refused(timing.said_missed(request.not_before, author, approved=False))


def may_override(by: Actor, facts: Facts) -> None:
    """Raises `Refused` where this person cannot approve in an emergency, their own request too."""
    if by.role != "owner":
        raise Refused("Only owners approve in an emergency. Ask one of them.")
    if facts.raises:
        raise Refused("A limit is not raised in an emergency: another owner decides about it.")
    if facts.state != State.IN_REVIEW:
        raise TooLate(f"The request is “{facts.state}”: there is nothing to decide.")


def may_look_back(by: Actor, request: Request) -> None:
    """Raises `Refused` where there is nothing to look back at, or it was their own doing."""
    if not by.may_review:
        raise Refused("Reviewers and owners look at it afterwards. Ask one of them.")
    if not (request.unseen and request.merge_commit):
        raise Refused("Nothing waits to be looked at afterwards.")
    hurried = request.decisions.filter(verdict=Choice.EMERGENCY, void_because="")
    own = {request.author_id, *hurried.values_list("person_id", flat=True)}
    if by.id in own or mailbox(by.email) in facts(request).commit_authors:
        raise OwnRequest("It was your own doing. Somebody else looks at it afterwards.")


def who_decides(customer: Customer, besides: Actor) -> tuple[Person, ...]:
    """Everybody who reviews for a customer, but one."""
    return tuple(_seated(customer, REVIEWERS).exclude(pk=besides.id))


def no_owner(customer: Customer, asks: int) -> str:
    """Why nobody can decide about a limit that somebody (their id) asks to be raised, and what to
    do about it; "" where an owner can."""
    if _seated(customer, {"owner"}).exclude(pk=asks).exists():
        return ""
    return (
        f"{customer.name} has no owner besides whoever asked, and nobody decides about their own "
        f"request. Let somebody else ask, have a second owner added, or change the file in "
        f"{customer.control} by a pull request of your own."
    )


def owners(customer: Customer) -> tuple[Person, ...]:
    """Everybody who owns a customer."""
    home = Q(customer=customer, role=Person.Role.OWNER)
    guest = Q(memberships__customer=customer, memberships__role=Person.Role.OWNER)
    found = Person.objects.filter(home | guest, is_active=True)
    return tuple(found.distinct().order_by("pk"))


def facts(request: Request) -> Facts:
    judged = from_json(request.verdict)
    return Facts(
        state=State(request.state),
        author_id=request.author_id,
        commit_authors=frozenset(mailbox(each) for each in request.authors),
        head=request.head,
        diff_hash=request.diff_hash,
        allowed=bool(request.verdict.get("allowed")),
        accepted=judged.accepted(request.accepted),
        raises=request.raises,
    )


def mailbox(address: str) -> str:
    """An e-mail address as it is compared: mail knows no case."""
    return address.strip().casefold()


def as_actor(person: Person, customer_id: int | None = None) -> Actor:
    """A person as they act for a customer: the one they are at home with, unless another is named.

    Raises `NotFound` for a customer they do not work for, or that does not exist.
    """
    if customer_id in (None, person.customer_id) and person.customer_id is not None:
        return _actor(person, person.customer_id, person.role, person.team)
    seats = Membership.objects.filter(person=person).order_by("pk")
    seat = (seats if customer_id is None else seats.filter(customer_id=customer_id)).first()
    if seat is not None:
        return _actor(person, seat.customer_id, seat.role, seat.team)
    if customer_id is None and person.role == Person.Role.ENGINEER:
        return _actor(person, NO_CUSTOMER, person.role, person.team)
    raise NotFound("There is no such customer.")


def customer_of(customer_id: int) -> Customer:
    """Raises `NotFound` for an engineer who works for none yet."""
    found = Customer.objects.filter(pk=customer_id).first()
    if found is None:
        raise NotFound("You work for no customer yet.")
    return found


def followed(customer_id: int) -> Customer:
    """The same, of a customer that neither leaves Clark nor has left. Raises `Refused`."""
    return _staying(customer_of(customer_id))


def asking(customer_id: int) -> Customer:
    """The same for whoever writes down something new, held until the transaction ends.

    Leaving takes the same row: what is asked before is seen by it and withdrawn, and what comes
    after is refused, whatever was looked up before.
    """
    found = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if found is None:
        raise NotFound("You work for no customer yet.")
    return _staying(found)


def approval(request: Request, authors: frozenset[str], control: Control) -> Decision | None:
    """What lets the request as it is be merged: the newest approval of those that together meet
    the customer's rules, by people who may still review it; or a rule's, or an emergency's.

    `authors` are the e-mail addresses of commit authors as the Git host names them now.
    """
    for each in _bound(request):
        hurried = each.verdict == Choice.EMERGENCY and not request.raises
        if hurried and _owns(each.person, request.customer_id):
            return each
        if each.verdict == Choice.AUTOMATIC and approving.automatic(request, control):
            return each
    found = agreement(request, control, authors)
    return next(iter(found.given)) if found.whole else None


def agreement(
    request: Request, control: Control, authors: Collection[str] | None = None
) -> Agreement:
    """What is asked for and what is given, by people who are still free to give it.

    `authors` of commits are those that the request knows, where nobody asked the Git host.
    """
    wrote = request.authors if authors is None else authors
    now = replace(facts(request), commit_authors=frozenset(map(mailbox, wrote)))
    given = {
        each: _approver(as_actor(each.person, request.customer_id))
        for each in _bound(request)
        if each.verdict == Choice.APPROVE
        and each.person is not None
        and each.person.is_active
        and _free(each.person, request.customer_id, now)
    }
    return Agreement(approving.needs(request, control.approvals), given)


def may_count(by: Actor, agreed: Agreement) -> None:
    """Raises `Refused` where another approval of this person would change nothing."""
    if by.id in {each.id for each in agreed.given.values()}:
        more = f"It still needs {agreed.asked}." if agreed.missing else "Clark goes on with it."
        raise Refused(f"You approved it already. {more}")
    one = _approver(by)
    if agreed.missing and not any(each.met_by(one) for each in agreed.missing):
        raise Refused(f"Your company's rules ask for {agreed.asked}.")


def said_of_merge(request: Request, head: str, control: Control, at: datetime) -> str:
    """What the record says of a merge that was found done; nothing where it is as it should be.

    Clark's own, whose answer was lost, is known by what was written down before it was asked for.
    """
    if head == request.merging:
        late = "Merged as it was approved, before it could be stopped."
        return "" if request.state == State.APPROVED else late
    standing = request.decisions.filter(verdict__in=APPROVALS, void_because="", head=head)
    if head == request.head and approval(request, frozenset(request.authors), control):
        early = timing.early(request.not_before, at) > 0
        but = ", but before the time that its author chose" if early else ""
        return f"Merged in the repository itself, as it was approved{but}."
    if standing.exists():
        return "Merged in the repository itself, with a part of the approvals that it needed."
    return "Merged in the repository itself, without an approval in Clark."


def _actor(person: Person, customer_id: int, role: str, team: str) -> Actor:
    return Actor(person.pk, customer_id, person.name, person.email, role, team)


def _seated(customer: Customer, roles: Collection[str]) -> QuerySet[Person]:
    """Who has one of these roles at a customer, at home or as a guest."""
    home = Q(customer=customer, role__in=roles)
    guest = Q(memberships__customer=customer, memberships__role__in=roles)
    found = Person.objects.filter(home | guest, is_active=True)
    return found.distinct().order_by("pk")


def _staying(customer: Customer) -> Customer:
    if customer.state in LEAVES:
        raise Refused(
            f"{customer.name} {LEAVES[customer.state]}, so nothing can be asked here any more. "
            f"Change the file in {customer.gitops} by a pull request; HANDOVER.md there says how."
        )
    return customer


def _bound(request: Request) -> list[Decision]:
    """Approvals of exactly this head, diff and base, newest first."""
    standing = request.decisions.filter(
        verdict__in=APPROVALS, void_because="", head=request.head, diff_hash=request.diff_hash
    )
    return [
        each
        for each in standing.select_related("person").order_by("-id")
        if diff_hash(each.base_blobs, request.files) == each.diff_hash
    ]


def _approver(by: Actor) -> Approver:
    return Approver(by.id, by.role, by.team, by.email)


def _owns(person: Person | None, customer_id: int) -> bool:
    """Whether somebody is an owner of the customer, now."""
    try:
        return bool(person and person.is_active and as_actor(person, customer_id).role == "owner")
    except NotFound:
        return False


def _free(person: Person, customer_id: int, facts: Facts) -> bool:
    try:
        may_review(as_actor(person, customer_id), facts)
    except Refused:  # or they do not work for the customer any more
        return False
    return True
