"""What one file of the GitOps repository declares: what is there, and what it uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from clark.kinds import find
from clark.kinds.manifest import external_name
from clark.manifests import Document, Unreadable, get, read

TEAM, APPLICATION = "clark.dev/team", "clark.dev/application"
SERVICE: Final = "clark.dev/service"
# Only files that speak of a service are read. What is kept of them has whole texts as its keys.
SMALL: Final = 16 * 1024  # characters; nearly every file is
KEPT: Final = 2000  # of those: 32 MiB at the most
LARGE_KEPT: Final = 16  # of others, which have up to 1 MiB
_BUCKET: Final = ("Bucket",)
_INSTANCE: Final = ("RDSInstance", "DBInstance")
# Fields that name an object, or refer to one by {name}, and the kinds that it may be of.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "dbClusterIdentifier": ("DBCluster",),
    "dbClusterIdentifierRef": ("DBCluster",),
    "sourceDBClusterID": ("DBCluster",),
    "sourceDBClusterIDRef": ("DBCluster",),
    "sourceDBInstanceID": _INSTANCE,
    "sourceDBInstanceIDRef": _INSTANCE,
    "replicationSourceIdentifier": ("DBCluster", *_INSTANCE),
    "loadBalancerArnRef": ("LoadBalancer",),
    "targetGroupArnRef": ("TargetGroup",),
    "bucket": _BUCKET,
    "bucketRef": _BUCKET,
    "bucketName": _BUCKET,
    "bucketNameRef": _BUCKET,
    "targetBucket": _BUCKET,
    "targetBucketRef": _BUCKET,
    "clark.dev/nodes": ("NodeGroup",),
    "eks.amazonaws.com/nodegroup": ("NodeGroup",),
}

Named = tuple[str, str]  # a kind, and a name in the cluster or in AWS


@dataclass(frozen=True)
class Thing:
    """A managed resource. `names` are what others may call it, with its kind."""

    kind: str
    word: str
    part: bool
    names: tuple[Named, ...]
    labels: Mapping[str, str]
    secret: str


@dataclass(frozen=True)
class Delivery:
    """An ExternalSecret: the application of a namespace that gets what stands at these keys."""

    application: str
    namespace: str
    team: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Push:
    """A PushSecret: from a connection Secret to keys of Secrets Manager."""

    secret: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Declared:
    things: tuple[Thing, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    pushes: tuple[Push, ...] = ()
    mentions: frozenset[Named] = frozenset()

    @property
    def team(self) -> str:
        return next((found for each in self.things if (found := each.labels.get(TEAM, ""))), "")


def declared(text: str) -> Declared:
    """Nothing of a file that cannot be read."""
    return _of_small(text) if len(text) <= SMALL else _of_large(text)


# Private functions


def _declared(text: str) -> Declared:
    try:
        documents = read(text)
    except Unreadable:
        return Declared()
    return Declared(
        things=tuple(_things(documents)),
        deliveries=tuple(_delivery(each) for each in documents if each.kind == "ExternalSecret"),
        pushes=tuple(_push(each) for each in documents if each.kind == "PushSecret"),
        mentions=frozenset(named for each in documents for named in _mentions(each.value)),
    )


_of_small = lru_cache(maxsize=KEPT)(_declared)
_of_large = lru_cache(maxsize=LARGE_KEPT)(_declared)


def _things(documents: tuple[Document, ...]) -> Iterator[Thing]:
    for each in documents:
        kind = find(each.api_version, each.kind)
        if kind is None:
            continue
        names = dict.fromkeys((each.name, external_name(each.value)))
        yield Thing(
            kind=kind.kind,
            word=kind.word,
            part=bool(kind.part_of),
            names=tuple((kind.kind, name) for name in names),
            labels=_labels(each),
            secret=str(get(each.value, ("spec", "writeConnectionSecretToRef", "name"), "") or ""),
        )


def _delivery(document: Document) -> Delivery:
    labels, namespace = _labels(document), document.namespace
    data = _list(get(document.value, ("spec", "data")))
    whole = _list(get(document.value, ("spec", "dataFrom")))
    keys = {
        *(get(each, ("remoteRef", "key")) for each in data),
        *(get(each, ("extract", "key")) for each in whole),
    }
    application = labels.get(APPLICATION) or namespace
    return Delivery(application, namespace, labels.get(TEAM, ""), _texts(keys))


def _push(document: Document) -> Push:
    secret = str(get(document.value, ("spec", "selector", "secret", "name"), "") or "")
    data = _list(get(document.value, ("spec", "data")))
    return Push(secret, _texts({get(each, ("match", "remoteRef", "remoteKey")) for each in data}))


def _mentions(value: Any, below: str = "") -> Iterator[Named]:
    """Every name that stands where only the name of another object can."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _mentions(part, str(key))
        name = value.get("name") if below.endswith("Ref") else None
        yield from _named(below, name)
    elif isinstance(value, list):
        for part in value:
            yield from _mentions(part, below)
    elif not below.endswith("Ref"):
        yield from _named(below, value)


def _named(field: str, name: Any) -> Iterator[Named]:
    """An ARN ends with the name."""
    if isinstance(name, str) and name:
        yield from ((kind, name.rpartition(":")[2]) for kind in _NAMES.get(field, ()))


def _labels(document: Document) -> dict[str, str]:
    labels = get(document.value, ("metadata", "labels"))
    return {str(k): str(v) for k, v in labels.items()} if isinstance(labels, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(values: set[Any]) -> frozenset[str]:
    return frozenset(each for each in values if isinstance(each, str) and each)
