"""The first content of a customer's three repositories, made from clark/blueprints."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from django.conf import settings

from clark.customers.clusters import control_files, owned
from clark.customers.layout import Site, infra_files
from clark.store.models import Customer

# The sample customer of the local platform has a database from the beginning.
SAMPLES: Final = {"techcorp": "sample"}


def infra(customer: Customer) -> Mapping[str, str]:
    """Path → text: Terraform, one folder for each environment, region and layer."""
    return infra_files(_blueprint("infra"), site(customer))


def control(customer: Customer) -> Mapping[str, str]:
    """Path → text: offerings, policies, and what runs in the clusters."""
    names = {"control": customer.control, "gitops": customer.gitops, "branch": customer.branch}
    return control_files(_blueprint("control"), site(customer), names)


def gitops(customer: Customer) -> Mapping[str, str]:
    """Path → text: the layout, explained; and the sample's services."""
    sample = SAMPLES.get(customer.slug) if settings.LOCAL else None
    files = dict(_blueprint("gitops")) | (dict(_blueprint(sample)) if sample else {})
    return owned(files, customer.organization)


def site(customer: Customer) -> Site:
    """What the infrastructure is laid out from."""
    return Site(
        organization=customer.slug,
        account=customer.account,
        owner=customer.organization,
        repository=customer.infra,
        pipelines=f"{customer.organization}/pipelines",
        environments=tuple(customer.environments),
        regions=tuple(customer.regions),
        networks=customer.networks,
    )


# Private functions


@cache
def _blueprint(name: str) -> Mapping[str, str]:
    return dict(_texts(files("clark") / "blueprints" / name, ""))


def _texts(folder: Traversable, below: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        path = f"{below}{entry.name}"
        if entry.is_dir():
            yield from _texts(entry, f"{path}/")
        else:
            yield path, entry.read_text(encoding="utf-8")
