"""What an object costs, before prices: how much of what, and what is assumed where nobody knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clark.kinds.manifest import external_name, settings

Manifest = Mapping[str, Any]
LARGEST = Decimal(10**12)  # more of anything is a mistake, and would not be summed exactly


@dataclass(frozen=True)
class Part:
    """One thing that costs. `quantity` is in what the SKU's unit counts (`Unit.of`).

    `usage` is what depends on use: its quantity is assumed, and `assumption` says how. `most` is
    the quantity that it may grow to without anybody asking, where that is more.
    """

    what: str
    sku: str
    of: str
    quantity: Decimal
    assumption: str = ""
    usage: bool = False
    most: Decimal | None = None


@dataclass(frozen=True)
class Unknown:
    """Something that costs, and why it cannot be counted."""

    what: str
    reason: str


Parts = Iterator[Part | Unknown]


@dataclass(frozen=True)
class Assumed:
    """Use in a month, where a manifest cannot say it. Every line that takes one says so.

    GB are stored on average, requests are of the whole month; `lcus` are load balancer capacity
    units on average, `node_disk_gb` the disk of a node whose launch template sets it.
    """

    bucket_gb: int = 100
    bucket_writes: int = 100_000
    bucket_reads: int = 1_000_000
    aurora_gb: int = 100
    aurora_requests: int = 10_000_000
    lcus: int = 1
    node_disk_gb: int = 50
    backup_gb: int = 0


class Surroundings:
    """The other objects of the same set: an Aurora instance costs what its cluster allows."""

    def __init__(self, objects: Iterable[Manifest]) -> None:
        self._clusters = {
            name: each
            for each in objects
            if each.get("kind") == "DBCluster"
            for name in (external_name(each),)
        }

    def cluster(self, name: str) -> Manifest | None:
        """The DBCluster that AWS knows by this name; None where it is not among the objects."""
        return self._clusters.get(name)


def asked(manifest: Manifest) -> Mapping[str, Any]:
    """spec.forProvider."""
    return settings(manifest)


def number(value: Any) -> Decimal | None:
    """A quantity that a manifest holds, or nothing where it is no number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = Decimal(str(value))
    return found if found.is_finite() and 0 <= found <= LARGEST else None


def said(what: str, field: str, value: Any) -> Unknown:
    """That a field does not hold what is needed to count."""
    if value is None:
        return Unknown(what, f"the definition does not say {field}")
    return Unknown(what, f"{field} is {value!r}, which cannot be counted")
