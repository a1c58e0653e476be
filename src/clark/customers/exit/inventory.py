"""What there is without Clark: the inventory, and what runs on, from Git and the clusters alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from clark.customers.exit import rules, stops
from clark.flow import copies
from clark.flow.copies import Fetched
from clark.flow.provision.inventory import Inventory, inventory, worked_out
from clark.flow.provision.observe import Look, look, rows
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

    The same code as the dashboard's, over what the repositories and the clusters say now, in
    memory: no table is written or held for it.
    """
    repositories = filter(None, (customer.gitops, customer.control, customer.infra))
    files = {each: copies.fetch(customer, each, ports.host) for each in repositories}
    looks = {name: look(ports.cluster, name) for name in sorted(customer.regions)}
    objects = [
        row
        for name, seen in looks.items()
        for row in rows(Region(customer=customer, name=name), seen, at)
    ]
    broken = {name: seen.broken for name, seen in looks.items()}
    found = worked_out(files[customer.gitops].snapshot(), broken, objects)
    return _lines(found), _found(customer, files, looks, objects)


def lines(customer: Customer) -> tuple[rules.Line, ...]:
    """The inventory as the dashboard shows it."""
    return _lines(inventory(customer, copies.snapshot(customer, customer.gitops)))


# Private functions


def _lines(found: Inventory) -> tuple[rules.Line, ...]:
    return tuple(
        rules.Line(**{key: value for key, value in asdict(row).items() if key in FIELDS})
        for row in found.rows
    )


def _found(
    customer: Customer,
    files: Mapping[str, Fetched],
    looks: Mapping[str, Look],
    objects: Iterable[LiveObject],
) -> stops.Found:
    paths = {name: tuple(sorted(each.blobs)) for name, each in files.items()}
    return stops.Found(
        gitops=customer.gitops,
        control=customer.control,
        infra=customer.infra,
        head=files[customer.gitops].commit,
        gitops_paths=paths[customer.gitops],
        control_paths=paths[customer.control],
        infra_paths=paths.get(customer.infra, ()),
        applied={name: each.seen.commit or "" for name, each in looks.items()},
        objects=Counter(each.kind for each in objects),
    )
