"""What the control repository says on its base branch: the offerings and policies in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from clark.catalog import BrokenOffering, Catalog, Offering
from clark.catalog import load as load_catalog
from clark.errors import NotFound, TryLater
from clark.flow.copies import Snapshot, commit, is_read, snapshot
from clark.policy import PolicySet, Unread
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
    unread = [Unread(path, 1, 1, "unread", why) for path, why in _unread(taken, "policies/")]
    return Control(
        commit=at,
        catalog=_catalog(taken),
        policies=PolicySet.load(_under(taken, "policies/"), unread),
    )


def _catalog(taken: Snapshot) -> Catalog:
    loaded, unread = load_catalog(_under(taken, "offerings/")), dict(_unread(taken, "offerings/"))
    return Catalog(
        loaded.offerings,
        (
            *(BrokenOffering(path, 1, why) for path, why in unread.items()),
            *(each for each in loaded.broken if each.path not in unread),
        ),
    )


def _under(taken: Snapshot, folder: str) -> dict[str, str]:
    return {
        path: text
        for path, text in taken.texts.items()
        if path.startswith(folder) and is_read(path)
    }


def _unread(taken: Snapshot, folder: str) -> Iterator[tuple[str, str]]:
    """Manifests that are no text, and links, which may stand for a whole folder of manifests."""
    for path, why in taken.unreadable.items():
        if f"{path}/".startswith(folder) and (is_read(path) or path in taken.links):
            yield path, f"It is {why}."
