"""Kubernetes objects as this control plane keeps them."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from clark.ports.cluster import LiveObject

EXTERNAL_NAME = "crossplane.io/external-name"
PAUSED = "crossplane.io/paused"
# Kinds without a name in AWS until it has made them: an ARN.
NAMED_BY_AWS = frozenset({"LoadBalancer", "TargetGroup", "Listener"})


@dataclass(frozen=True, order=True)
class Key:
    """What is unique in a cluster. `namespace` is "" for cluster-scoped kinds."""

    group: str
    kind: str
    namespace: str
    name: str


@dataclass
class Resource:
    """One object. A copy: change it through `State.change` only.

    `applied` is what Git last said of it (spec, labels, annotations), `source` its file.
    Times are RFC 3339 in UTC.
    """

    api_version: str
    kind: str
    name: str
    namespace: str
    uid: str
    spec: dict[str, Any]
    created_at: str
    generation: int = 1
    status: dict[str, Any] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    finalizers: list[str] = field(default_factory=list)
    deleted_at: str | None = None
    applied: dict[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def key(self) -> Key:
        return Key(self.api_version.rpartition("/")[0], self.kind, self.namespace, self.name)

    @property
    def deleting(self) -> bool:
        return self.deleted_at is not None

    @property
    def paused(self) -> bool:
        return self.annotations.get(PAUSED) == "true"

    @property
    def external_name(self) -> str:
        """Its name in AWS: "" before AWS has given it one."""
        given = "" if self.kind in NAMED_BY_AWS else self.name
        return self.annotations.get(EXTERNAL_NAME) or given

    @property
    def parameters(self) -> dict[str, Any]:
        """spec.forProvider, which every managed resource has."""
        found: dict[str, Any] = self.spec.setdefault("forProvider", {})
        return found

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def live(self) -> LiveObject:
        return LiveObject(
            api_version=self.api_version,
            kind=self.kind,
            name=self.name,
            namespace=self.namespace,
            uid=self.uid,
            generation=self.generation,
            spec=self.spec,
            status=self.status,
            annotations=self.annotations,
            labels=self.labels,
            created_at=parse_time(self.created_at),
            deleting=self.deleting,
        )


@dataclass(frozen=True)
class Secret:
    """A Secret. `owner` is the uid of the object that writes it; it goes when the owner goes."""

    namespace: str
    name: str
    owner: str
    data: Mapping[str, str] = field(repr=False)


def new_uid() -> str:
    return str(uuid.uuid4())


def now() -> str:
    """RFC 3339 with milliseconds, so that fast local stages can be told apart."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)
