"""What the control repository says on its base branch: the offerings and policies in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from clark.catalog import (
    FOLDER,
    BrokenOffering,
    Catalog,
    Offering,
    Standing,
    described,
    offered,
    surroundings,
)
from clark.catalog import in_force as standings_of
from clark.costs import Prices, UnreadablePrices, read_prices, shipped
from clark.errors import NotFound, TryLater
from clark.flow.copies import PRICES, Snapshot, commit, is_read, snapshot
from clark.flow.newest import Newest
from clark.policy import PolicySet, Unread, approvals
from clark.policy import limits as limiting
from clark.policy.approvals import ApprovalSet
from clark.policy.limits import LimitSet
from clark.policy.networks import Groups, groups_in
from clark.store.models import Customer, OfferingVersion

OFFERINGS, POLICIES, CLUSTERS = "offerings/", "policies/", f"{FOLDER}/"


@dataclass(frozen=True)
class Control:
    """The control repository at one commit.

    `kept` names the offerings that are broken there, each with the commit of the last good one,
    which is in force.
    """

    commit: str
    standings: tuple[Standing, ...]
    policies: PolicySet
    limits: LimitSet = field(default_factory=LimitSet)
    approvals: ApprovalSet = field(default_factory=ApprovalSet)
    prices: Prices = field(default_factory=shipped)
    broken_prices: tuple[Unread, ...] = ()
    groups: Groups = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken_rules(self) -> tuple[Unread, ...]:
        """What is wrong with policies, limits and approvals: while there is any, all is denied."""
        return (*self.policies.broken, *self.limits.broken, *self.approvals.broken)

    @property
    def broken(self) -> tuple[Unread, ...]:
        """Everything that cannot be read: rules, prices, and offerings."""
        offerings = (
            Unread(each.path, each.line, 1, "offering", each.reason)
            for standing in self.standings
            for each in standing.broken
        )
        return (*self.broken_rules, *self.broken_prices, *offerings)

    @property
    def catalog(self) -> Catalog:
        return offered(self.standings)

    def offering(self, name: str) -> Offering:
        """Raises `NotFound`, naming what there is."""
        for offering in self.catalog.offerings:
            if name in {offering.name, offering.kind.lower()}:
                return offering
        there = ", ".join(each.name for each in self.catalog.offerings) or "nothing yet"
        raise NotFound(f"“{name}” cannot be ordered. The catalog offers: {there}.")


def in_force(customer: Customer) -> Control:
    """The control repository as last copied; compiled once per commit. Raises `TryLater`."""
    at = commit(customer, customer.control)
    found = _compiled(customer.pk, at, partial(_compile, customer, at))
    broken = [each.name for each in found.standings if each.broken]
    if not broken:
        return found
    rows = OfferingVersion.objects.filter(customer=customer, newest_good=True, name__in=broken)
    good = tuple(sorted(rows.values_list("name", "revision", "commit")))
    if not good:
        return found
    return _mended(customer.pk, (at, good), partial(_mend, customer, found, good))


def as_read(customer: Customer, taken: Snapshot) -> Control:
    """The control repository as it would be read at any commit, without what main keeps."""
    prices, unpriced = _prices(taken)
    unread_policies = [
        Unread(path, 1, 1, "unread", why) for path, why in unread(taken, POLICIES).items()
    ]
    return Control(
        commit=taken.commit,
        standings=tuple(_own(each, customer) for each in _standings(taken, {})),
        policies=PolicySet.load(texts(taken, POLICIES), unread_policies),
        limits=_limits(taken),
        approvals=_approvals(taken),
        prices=prices,
        broken_prices=unpriced,
        groups=_groups(taken),
    )


def unread(taken: Snapshot, folder: str) -> dict[str, str]:
    """Manifests that are no text, and links, which may stand for a whole folder of manifests."""
    return {
        path: f"It is {why}."
        for path, why in taken.unreadable.items()
        if f"{path}/".startswith(folder) and (is_read(path) or path in taken.links)
    }


def catalog_texts(taken: Snapshot) -> dict[str, str]:
    """What the catalog is made of: the offerings, and what the clusters stand in."""
    return texts(taken, OFFERINGS) | described(taken.texts)


def texts(taken: Snapshot, folder: str) -> dict[str, str]:
    """The manifests of a folder that can be read."""
    return {
        path: text
        for path, text in taken.texts.items()
        if path.startswith(folder) and is_read(path)
    }


# Private functions

CUSTOMERS: Final = 1000  # policies of so many are kept compiled
_compiled = Newest[Control](CUSTOMERS)
_mended = Newest[Control](CUSTOMERS)


def _compile(customer: Customer, at: str) -> Control:
    return as_read(customer, _at(customer, at))


def _groups(taken: Snapshot) -> dict[tuple[str, str], frozenset[str]]:
    """The security groups of each place that is described. Of one that cannot be read there are
    none, and its offerings say why."""
    places = surroundings(taken.texts).places
    return {place: frozenset(groups_in(configs)) for place, configs in places.items()}


def _limits(taken: Snapshot) -> LimitSet:
    """Without the file there are none; with one that is no text, nobody knows what they are."""
    broken = _no_text(taken, limiting.FILE)
    return LimitSet(broken=broken) if broken else LimitSet.load(taken.texts.get(limiting.FILE))


def _approvals(taken: Snapshot) -> ApprovalSet:
    """The same of who approves."""
    broken = _no_text(taken, approvals.FILE)
    if broken:
        return ApprovalSet(broken=broken)
    return ApprovalSet.load(taken.texts.get(approvals.FILE))


def _prices(taken: Snapshot) -> tuple[Prices, tuple[Unread, ...]]:
    """The customer's own list of prices, or Clark's where there is none that can be read."""
    if broken := _no_text(taken, PRICES):
        return shipped(), broken
    try:
        text = taken.texts.get(PRICES)
        return (read_prices(text) if text is not None else shipped()), ()
    except UnreadablePrices as error:
        return shipped(), tuple(
            Unread(PRICES, _line(each.field), 1, "prices", each.reason) for each in error.problems
        )


def _line(field: str) -> int:
    """Of “line 7”."""
    return int(field.rpartition(" ")[2])


def _no_text(taken: Snapshot, file: str) -> tuple[Unread, ...]:
    why = taken.unreadable.get(file)
    return (Unread(file, 1, 1, "unread", f"It is {why}."),) if why else ()


def _mend(customer: Customer, whole: Control, good: tuple[tuple[str, str, str], ...]) -> Control:
    """`whole` with the last good version of each offering that is broken."""
    last_good: dict[str, str] = {}
    for name, revision, _ in good:
        row = OfferingVersion.objects.filter(customer=customer, name=name, revision=revision)
        for files in row.values_list("files", flat=True):
            last_good |= files
    found = tuple(
        _own(each, customer) for each in _standings(_at(customer, whole.commit), last_good)
    )
    held = {each.name for each in found if each.broken and each.offering is not None}
    kept = {name: known for name, _, known in good if name in held}
    return replace(whole, standings=found, kept=kept)


def _at(customer: Customer, at: str) -> Snapshot:
    taken = snapshot(customer, customer.control)
    if taken.commit != at:
        raise TryLater("The control repository moved while it was read.")
    return taken


def _own(standing: Standing, customer: Customer) -> Standing:
    """With the customer's own regions and environments: nothing runs in any other."""
    if standing.offering is None:
        return standing
    places = {"region": customer.regions, "environment": customer.environments}
    return replace(standing, offering=standing.offering.narrowed(places))


def _standings(taken: Snapshot, last_good: Mapping[str, str]) -> Iterator[Standing]:
    """Every offering by name, then what cannot be read and belongs to none."""
    odd = unread(taken, OFFERINGS) | unread(taken, CLUSTERS)
    flaws = {path: BrokenOffering(path, 1, why) for path, why in odd.items()}
    # An empty file is a broken one: it keeps its folder in the list.
    there = catalog_texts(taken) | dict.fromkeys(flaws, "")
    for found in standings_of(there, last_good):
        broken = tuple(flaws.pop(each.path, each) for each in found.broken)
        yield replace(found, broken=broken)
    if flaws:
        yield Standing("", None, {}, tuple(flaws.values()))
