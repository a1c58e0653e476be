"""What engineers do about onboardings: plan, start, try again. The worker acts."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from clark.customers.onboarding import enrol, record, rules
from clark.customers.onboarding.cards import PlanCard, PlannedStep
from clark.customers.onboarding.regions import LOCAL, SUPPORTED
from clark.customers.onboarding.steps import STEPS
from clark.customers.onboarding.wish import Wish
from clark.errors import NotFound, Problem, Refused
from clark.flow.audit import Act, Deed, write
from clark.flow.deciding import LEAVES
from clark.flow.events import Actor
from clark.flow.locks import Lock, queue_up
from clark.store.models import Customer, Membership, Onboarding, Person
from clark.store.tenancy import everywhere


def supported() -> tuple[str, ...]:
    """The regions one can choose among."""
    return LOCAL if settings.LOCAL else SUPPORTED


def plan(*, by: Actor, wish: Wish) -> PlanCard:
    """What would happen, and everything that stands against it. Nothing happens."""
    _may_onboard(by)
    places = ((step, step.work.places(wish)) for step in STEPS)
    return PlanCard(
        name=wish.name,
        steps=tuple(PlannedStep(step.title, step.what, where) for step, where in places if where),
        problems=rules.problems(wish, _taken(), supported()),
    )


@everywhere("A newcomer is no customer that anybody works for yet.")
def start(*, by: Actor, wish: Wish, at: datetime) -> str:
    """Begin, or go on with what was begun with the same wish. Returns the customer's slug.

    Raises `Refused` with every problem.
    """
    _may_onboard(by)
    try:
        with transaction.atomic():
            queue_up(Lock.NEWCOMERS, 0)
            if not _goes_on(by, wish, at):
                _begin(by, wish, at)
    except IntegrityError:  # somebody took a name by another way
        raise Refused("A name was taken a moment ago. Look at the plan again.") from None
    return wish.slug


@everywhere("An engineer looks after onboardings of all customers they work for.")
def try_again(*, by: Actor, slug: str, at: datetime) -> None:
    """Look again at the step that failed."""
    with transaction.atomic():
        mine = _mine(by, slug)
        _again(mine, at)
        _note(mine.customer, Act.ONBOARDING_TRIED_AGAIN, by, at)


# Private functions


def _may_onboard(by: Actor) -> None:
    if not by.may_onboard:
        raise Refused("Clark's engineers bring customers to Clark. Ask one of them.")


def _mine(by: Actor, slug: str) -> Onboarding:
    """The onboarding's row, held, of a customer the engineer works for.

    Raises `NotFound`, and `Refused` where the customer leaves: its row is held first, as leaving
    does, so that no onboarding begins anew beside it.
    """
    seats = Membership.objects.filter(person_id=by.id, role=Person.Role.ENGINEER)
    mine = Customer.objects.filter(slug=slug, pk__in=seats.values("customer"))
    customer = mine.select_for_update(no_key=True).first()
    found = Onboarding.objects.select_for_update(of=("self",)).filter(customer=customer).first()
    if customer is None or found is None:
        raise NotFound("There is no such customer.")
    if customer.state in LEAVES:
        raise Refused(
            f"{customer.name} {LEAVES[customer.state]}, and its onboarding ended with that. Who "
            "comes back takes another name for machines."
        )
    return found


def _goes_on(by: Actor, wish: Wish, at: datetime) -> bool:
    """Whether exactly this was asked before: then it goes on where it stopped."""
    try:
        known = _mine(by, wish.slug)
    except NotFound:
        return False
    before = enrol.wish_of(known)
    more = tuple(each for each in wish.terraform if each not in before.terraform)
    if replace(before, terraform=wish.terraform) != wish:
        return False
    problems = tuple(rules.terraform_problems(wish)) if more else ()
    if problems:
        raise Refused(_headline(problems), problems)
    if more:  # Terraform may be told to build more later on
        known.wish = replace(wish, terraform=(*before.terraform, *more)).document()
        known.ended_at = None
        _note(known.customer, Act.ONBOARDING_WIDENED, by, at, ", ".join(map(str, more)))
    _again(known, at)
    return True


def _again(onboarding: Onboarding, at: datetime) -> None:
    if onboarding.ended_at is not None:
        return
    onboarding.failed, onboarding.waiting, onboarding.who = False, "", ""
    onboarding.due_at, onboarding.resumed_at, onboarding.attempts = at, at, 0
    onboarding.save()
    record.defer(onboarding)
    record.tell(onboarding.customer)


def _begin(by: Actor, wish: Wish, at: datetime) -> None:
    problems = rules.problems(wish, _taken(), supported())
    if problems:
        raise Refused(_headline(problems), problems)
    customer = enrol.new_customer(wish)
    customer.save(force_insert=True)
    _note(customer, Act.ONBOARDING_BEGUN, by, at)
    enrol.seat_engineer(customer, Person.objects.get(pk=by.id), at)
    onboarding = Onboarding.objects.create(
        customer=customer,
        wish=wish.document(),
        started_by_id=by.id,
        due_at=at,
        resumed_at=at,
        created_at=at,
    )
    record.defer(onboarding)
    record.tell(customer)


@everywhere("A name is taken, whoever has it.")
def _taken() -> rules.Taken:
    """What others have, and what those who are being onboarded will have."""
    customers = Customer.objects.all()
    coming = [enrol.wish_of(each) for each in Onboarding.objects.filter(ended_at=None)]
    people = [each for wish in coming for each in wish.people]
    known = Person.objects.all()
    organizations = (each.lower() for each in customers.values_list("organization", flat=True))
    emails = (each.lower() for each in known.values_list("email", flat=True))
    return rules.Taken(
        slugs=frozenset(customers.values_list("slug", flat=True)),
        accounts=frozenset(customers.values_list("account", flat=True)),
        organizations=frozenset(organizations),
        usernames=frozenset(known.values_list("username", flat=True))
        | {each.username for each in people},
        emails=frozenset(emails) | {each.email.lower() for each in people},
    )


def _note(customer: Customer, act: Act, by: Actor, at: datetime, more: str = "") -> None:
    said = Deed(act, "onboarding", customer.name, details={"terraform": more})
    write(customer.pk, said, by=by, at=at)


def _headline(problems: tuple[Problem, ...]) -> str:
    return f"{len(problems)} thing{'s' * (len(problems) > 1)} to fix"
