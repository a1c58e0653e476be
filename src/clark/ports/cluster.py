"""A region's cluster, read only: what Crossplane and External Secrets hold and report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class LiveObject:
    """A Kubernetes object as the cluster shows it. A Secret is never among them."""

    api_version: str
    kind: str
    name: str
    namespace: str
    uid: str
    generation: int
    spec: Mapping[str, Any]
    status: Mapping[str, Any]
    annotations: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = None
    deleting: bool = False


@dataclass(frozen=True)
class LiveEvent:
    """A Kubernetes event. `key` names it for ever; a repeated event keeps its key and counts up."""

    key: str
    kind: str
    name: str
    namespace: str
    type: str
    reason: str
    message: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class BrokenFile:
    """A file the GitOps engine could not apply. What it described before stays as it was."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True)
class Observation:
    """Everything about one region at one moment.

    `commit` is the commit the GitOps engine last applied, `broken` are the files it skipped.
    """

    region: str
    commit: str | None
    objects: tuple[LiveObject, ...]
    events: tuple[LiveEvent, ...]
    broken: tuple[BrokenFile, ...] = ()


@dataclass(frozen=True)
class LocalAddress:
    """Where a database or cache of the local platform really listens, and what it really is.

    `host` is "" for what listens nowhere: `engine` then says what is there in its place.
    """

    host: str
    port: int
    engine: str
    note: str


def condition(status: Mapping[str, Any], type_: str) -> Mapping[str, Any]:
    """The condition of a type in an object's status; empty where it has none."""
    for each in status.get("conditions") or ():
        if each.get("type") == type_:
            found: Mapping[str, Any] = each
            return found
    return {}


class Cluster(Protocol):
    """Raises `TryLater` when the cluster does not answer."""

    def observe(self, region: str) -> Observation:
        """What the region's cluster holds now."""
        ...

    def addresses(self, region: str) -> Mapping[str, LocalAddress]:
        """Local addresses by the AWS-shaped endpoint (host name); empty in production."""
        ...
