"""What the steps do. Each looks first; it is done when it was seen to be done.

`act` is safe to repeat and may be cut off anywhere: the next look says what is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.utils import timezone

from clark.customers.onboarding import enrol
from clark.customers.onboarding.wish import Wish
from clark.errors import NotFound
from clark.flow.copies import refresh
from clark.flow.judge import blob_id
from clark.ports import Ports, Repository
from clark.store.models import Copy, Customer

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
    wish: Wish
    place: str
    ports: Ports


class Work(Protocol):
    def places(self, wish: Wish) -> tuple[str, ...]:
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

    def places(self, wish: Wish) -> tuple[str, ...]:
        return tuple(wish.repository(each) for each in (wish.infra, wish.control, wish.gitops))

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
    """The first commit of a repository. `name` is the wish's field with the repository."""

    name: str
    make: Callable[[Spot], Mapping[str, str]]

    def places(self, wish: Wish) -> tuple[str, ...]:
        return (wish.repository(getattr(wish, self.name)),)

    def observe(self, at: Spot) -> Seen:
        try:
            head = at.ports.host.head(at.place, at.customer.branch)
        except NotFound:
            return Missing()
        there, wanted = at.ports.host.tree(at.place, head), self.make(at)
        other = [path for path, text in wanted.items() if there.get(path) != blob_id(text)]
        if other:
            why = f"{at.place} has other commits than Clark's: {other[0]} is not as it should be."
            return Failed(f"{why} Empty the repository.", THEIRS)
        return Done(f"{head[:7]}, files: {len(wanted)}")

    def act(self, at: Spot) -> None:
        at.ports.host.begin(at.place, at.customer.branch, self.make(at), "Begin")


class Bootstrap:
    """A cluster in each region that follows the GitOps repository."""

    def places(self, wish: Wish) -> tuple[str, ...]:
        return tuple(place.name for place in wish.regions)

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

    def places(self, wish: Wish) -> tuple[str, ...]:
        return tuple(place.name for place in wish.regions)

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


class People:
    """Rows of people and teams."""

    def places(self, wish: Wish) -> tuple[str, ...]:  # noqa: ARG002
        return ("",)

    def observe(self, at: Spot) -> Seen:
        if not enrol.is_enrolled(at.customer, at.wish):
            return Missing()
        return Done(f"{len(at.wish.people)} people, teams: {len(at.wish.teams)}")

    def act(self, at: Spot) -> None:
        enrol.enrol(at.customer, at.wish, timezone.now())


class Dashboard:
    """There is a catalog, and the watcher looks at the customer from now on."""

    def places(self, wish: Wish) -> tuple[str, ...]:  # noqa: ARG002
        return ("",)

    def observe(self, at: Spot) -> Seen:
        copied = Copy.objects.filter(customer=at.customer).values_list("repository", flat=True)
        there = {at.customer.gitops, at.customer.control} <= set(copied)
        ready = Customer.objects.filter(pk=at.customer.pk, state=Customer.State.READY).exists()
        return Done("catalog and services are shown") if there and ready else Missing()

    def act(self, at: Spot) -> None:
        for repository in (at.customer.control, at.customer.gitops):
            refresh(at.customer, repository, at.ports.host, timezone.now())
        Customer.objects.filter(pk=at.customer.pk).update(state=Customer.State.READY)


# Private functions


def _about(customer: Customer, repository: str) -> str:
    """Made from the row that no other onboarding has: a repository says which one made it."""
    return f"{customer.name} on Clark, {repository.partition('/')[2]} (onboarding {customer.pk})"
