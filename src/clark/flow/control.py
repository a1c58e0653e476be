"""What the control repository says on its base branch: the offerings and policies in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from clark.catalog import Catalog, Offering
from clark.catalog import load as load_catalog
from clark.errors import NotFound, TryLater
from clark.flow.copies import commit, snapshot
from clark.policy import PolicySet
from clark.store.models import Customer


@dataclass(frozen=True)
class Control:
    """The control repository at one commit."""

    commit: str
    catalog: Catalog
    policies: PolicySet

    def offering(self, name: str) -> Offering:
        """Raises `NotFound`, naming what there is."""
        for offering in self.catalog.offerings:
            if name in {offering.name, offering.kind.lower()}:
                return offering
        there = ", ".join(each.name for each in self.catalog.offerings) or "nothing yet"
        raise NotFound(f"“{name}” cannot be ordered. The catalog offers: {there}.")


def in_force(customer: Customer) -> Control:
    """The control repository as last copied; compiled once per commit. Raises `TryLater`."""
    return _compiled(customer, commit(customer, customer.control))


@lru_cache(maxsize=64)
def _compiled(customer: Customer, at: str) -> Control:
    taken = snapshot(customer, customer.control)
    if taken.commit != at:
        raise TryLater("The control repository moved while it was read.")
    return Control(
        commit=at,
        catalog=load_catalog(_under(taken.texts, "offerings/")),
        policies=PolicySet.load(_under(taken.texts, "policies/")),
    )


def _under(texts: Mapping[str, str], folder: str) -> dict[str, str]:
    return {
        path: text
        for path, text in texts.items()
        if path.startswith(folder) and path.endswith((".yaml", ".yml"))
    }
