"""What there is without Clark: the inventory, and what runs on, from Git and the clusters alone."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime

from clark.customers.exit import rules, stops
from clark.customers.rebuild import rebuilt_for_now
from clark.flow import copies
from clark.flow.provision.inventory import inventory
from clark.ports import Ports
from clark.store.models import Customer, LiveObject, Region

FIELDS = tuple(rules.Line.__dataclass_fields__)


@dataclass(frozen=True)
class Checked:
    """The outcome of `clark exit-check`. `head` is the GitOps commit it was made from."""

    head: str
    services: int
    differences: tuple[rules.Difference, ...]
    goes_on: tuple[str, ...]
    stops: tuple[stops.Stop, ...]

    @property
    def equal(self) -> bool:
        return not self.differences


def check(customer: Customer, ports: Ports, at: datetime) -> Checked:
    """Compare what the dashboard shows with Git and the clusters. Raises `TryLater`, `Refused`."""
    shown = lines(customer)
    alone, found = without_clark(customer, ports, at)
    return Checked(
        head=found.head,
        services=len(alone),
        differences=rules.compare(shown, alone),
        goes_on=stops.goes_on(found),
        stops=stops.stops(found),
    )


def without_clark(
    customer: Customer, ports: Ports, at: datetime
) -> tuple[tuple[rules.Line, ...], stops.Found]:
    """The inventory as it comes out when nothing is taken from Clark's tables.

    The same code as the dashboard's, over copies that were made from nothing a moment ago.
    """
    with rebuilt_for_now(customer, ports, at):
        return lines(customer), _found(customer)


def lines(customer: Customer) -> tuple[rules.Line, ...]:
    """The inventory as the dashboard shows it."""
    rows = inventory(customer, copies.snapshot(customer, customer.gitops)).rows
    return tuple(
        rules.Line(**{key: value for key, value in asdict(row).items() if key in FIELDS})
        for row in rows
    )


# Private functions


def _found(customer: Customer) -> stops.Found:
    here = LiveObject.objects.filter(region__customer=customer)
    seen = Region.objects.filter(customer=customer).order_by("name")
    return stops.Found(
        gitops=customer.gitops,
        control=customer.control,
        infra=customer.infra,
        head=copies.commit(customer, customer.gitops),
        gitops_paths=_paths(customer, customer.gitops),
        control_paths=_paths(customer, customer.control),
        infra_paths=_paths(customer, customer.infra) if customer.infra else (),
        applied=dict(seen.values_list("name", "commit")),
        objects=Counter(here.values_list("kind", flat=True)),
    )


def _paths(customer: Customer, repository: str) -> tuple[str, ...]:
    return tuple(sorted(copies.snapshot(customer, repository).blobs))
