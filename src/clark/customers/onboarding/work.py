"""What the steps do. Each looks first; it is done when it was seen to be done.

`act` is safe to repeat and may be cut off anywhere: the next look says what is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.utils import timezone

from clark.customers.onboarding import enrol
from clark.errors import NotFound
from clark.flow.copies import refresh
from clark.flow.judge import blob_id
from clark.ports import Ports, Repository
from clark.store.models import Copy, Customer, Onboarding

CLARK: Final = "clark"  # whom the customer lets write to its repositories
OURS, THEIRS = "Clark team", "Customer’s owner"


@dataclass(frozen=True)
class Done:
    """`said` is what was seen, in a few words."""

    said: str


@dataclass(frozen=True)
class Missing:
    """Nothing of it is there: act."""


@dataclass(frozen=True)
class Waiting:
    """It goes on outside. Why it is not further, and who must act if it stays so."""

    why: str
    who: str = OURS


@dataclass(frozen=True)
class Failed:
    """Trying again changes nothing until somebody has acted."""

    why: str
    who: str


Seen = Done | Missing | Waiting | Failed


@dataclass(frozen=True)
class Spot:
    """A step in one place."""

    customer: Customer
    place: str
    ports: Ports


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


class Repositories:
    """Three empty repositories that the customer's organization owns, and Clark may write to."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return (customer.infra, customer.control, customer.gitops)

    def observe(self, at: Spot) -> Seen:
        try:
            there = at.ports.host.repository(at.place)
        except NotFound:
            return Missing()
        if there.about != _about(at.customer, at.place):
            return Failed(
                f"{at.place} exists, and this onboarding did not make it. Rename or remove it.",
                THEIRS,
            )
        if CLARK not in there.collaborators:
            return Failed(f"Clark may not write to {at.place}. Invite “{CLARK}” to it.", THEIRS)
        return Done(f"owned by {at.customer.organization}, Clark may write")

    def act(self, at: Spot) -> None:
        at.ports.host.found(Repository(at.place, _about(at.customer, at.place), (CLARK,)))


@dataclass(frozen=True)
class Content:
    """The first commit of a repository. `name` is the customer's field with the repository."""

    name: str
    make: Callable[[Customer], Mapping[str, str]]

    def places(self, customer: Customer) -> tuple[str, ...]:
        return (getattr(customer, self.name),)

    def observe(self, at: Spot) -> Seen:
        try:
            head = at.ports.host.head(at.place, at.customer.branch)
        except NotFound:
            return Missing()
        there, wanted = at.ports.host.tree(at.place, head), self.make(at.customer)
        other = [path for path, text in wanted.items() if there.get(path) != blob_id(text)]
        if other:
            why = f"{at.place} has other commits than Clark's: {other[0]} is not as it should be."
            return Failed(f"{why} Empty the repository.", THEIRS)
        return Done(f"{head[:7]}, files: {len(wanted)}")

    def act(self, at: Spot) -> None:
        at.ports.host.begin(at.place, at.customer.branch, self.make(at.customer), "Begin")


class Bootstrap:
    """A cluster in each region that follows the GitOps repository."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return tuple(customer.regions)

    def observe(self, at: Spot) -> Seen:
        try:
            at.ports.cluster.observe(at.place)
        except NotFound:
            return Missing()
        return Done("a control plane answers here" if settings.LOCAL else "the cluster answers")

    def act(self, at: Spot) -> None:
        at.ports.bootstrap.install(at.place)


class Sync:
    """Each region's cluster has applied the GitOps repository as it is."""

    def places(self, customer: Customer) -> tuple[str, ...]:
        return tuple(customer.regions)

    def observe(self, at: Spot) -> Seen:
        head = at.ports.host.head(at.customer.gitops, at.customer.branch)
        seen = at.ports.cluster.observe(at.place)
        if seen.commit != head:
            return Waiting(f"{at.place} has not applied {head[:7]} yet.")
        if seen.broken:
            first = seen.broken[0]
            why = f"{at.place} cannot apply {first.path}, line {first.line}: {first.reason}"
            return Failed(why, THEIRS)
        return Done(f"{head[:7]} is applied")

    def act(self, at: Spot) -> None:
        """The clusters look by themselves."""


class Dashboard:
    """People can sign in and find a catalog: rows of people and teams, copies of repositories."""

    def places(self, customer: Customer) -> tuple[str, ...]:  # noqa: ARG002
        return ("",)

    def observe(self, at: Spot) -> Seen:
        wish = enrol.wish_of(Onboarding.objects.get(customer=at.customer))
        copied = Copy.objects.filter(customer=at.customer).values_list("repository", flat=True)
        all_copied = {at.customer.gitops, at.customer.control} <= set(copied)
        if not (all_copied and enrol.is_enrolled(at.customer, wish)):
            return Missing()
        return Done(f"{len(wish.people)} people, teams: {len(wish.teams)}")

    def act(self, at: Spot) -> None:
        for repository in (at.customer.control, at.customer.gitops):
            refresh(at.customer, repository, at.ports.host, timezone.now())
        enrol.enrol(at.customer, enrol.wish_of(Onboarding.objects.get(customer=at.customer)))


# Private functions


def _about(customer: Customer, repository: str) -> str:
    """Made from the row that no other onboarding has: a repository says which one made it."""
    return f"{customer.name} on Clark, {repository.partition('/')[2]} (onboarding {customer.pk})"
