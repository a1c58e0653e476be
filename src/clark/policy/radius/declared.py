"""What one file of the GitOps repository declares: what is there, and what it uses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from clark.kinds import find
from clark.kinds.manifest import external_name
from clark.manifests import Document, Path, Unreadable, get, read

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
    "loadBalancerArn": ("LoadBalancer",),
    "loadBalancerArnRef": ("LoadBalancer",),
    "targetGroupArn": ("TargetGroup",),
    "targetGroupARN": ("TargetGroup",),
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
    """An ExternalSecret: the application of a namespace that gets what stands at these keys, and
    at keys that begin with one of `prefixes`, which a `find` narrows further where it says more."""

    application: str
    namespace: str
    team: str
    keys: frozenset[str]
    prefixes: frozenset[str] = frozenset()


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
        deliveries=tuple(found for each in documents for found in _deliveries(each)),
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
        names = dict.fromkeys((each.name, _called(external_name(each.value)), *_named_in_aws(each)))
        yield Thing(
            kind=kind.kind,
            word=kind.word,
            part=bool(kind.part_of),
            names=tuple((kind.kind, name) for name in names),
            labels=_labels(each),
            secret=str(get(each.value, ("spec", "writeConnectionSecretToRef", "name"), "") or ""),
        )


def _named_in_aws(document: Document) -> Iterator[str]:
    """Load balancers and target groups have their name in AWS in a field."""
    name = get(document.value, ("spec", "forProvider", "name"))
    if isinstance(name, str) and name:
        yield name


def _deliveries(document: Document) -> Iterator[Delivery]:
    """One of an ExternalSecret; of a ClusterExternalSecret one for each namespace that it names."""
    if document.kind == "ExternalSecret":
        yield _delivery(document, ("spec",), document.namespace)
    if document.kind == "ClusterExternalSecret":
        named = sorted(_texts(_list(get(document.value, ("spec", "namespaces")))))
        for namespace in named or ("",):
            yield _delivery(document, ("spec", "externalSecretSpec"), namespace)


def _delivery(document: Document, below: Path, namespace: str) -> Delivery:
    labels = _labels(document)
    data = _list(get(document.value, (*below, "data")))
    whole = _list(get(document.value, (*below, "dataFrom")))
    keys = (
        *(get(each, ("remoteRef", "key")) for each in data),
        *(get(each, ("extract", "key")) for each in whole),
    )
    prefixes = _texts(get(each, ("find", "path")) for each in whole)
    application = labels.get(APPLICATION) or namespace or document.name
    return Delivery(application, namespace, labels.get(TEAM, ""), _texts(keys), prefixes)


def _push(document: Document) -> Push:
    secret = str(get(document.value, ("spec", "selector", "secret", "name"), "") or "")
    data = _list(get(document.value, ("spec", "data")))
    return Push(secret, _texts(get(each, ("match", "remoteRef", "remoteKey")) for each in data))


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
    if isinstance(name, str) and name:
        yield from ((kind, _called(name)) for kind in _NAMES.get(field, ()))


def _called(name: str) -> str:
    """The name in an ARN, or the name itself. Of RDS and S3 it comes last; of Elastic Load
    Balancing an id follows it: `loadbalancer/app/<name>/<id>`, `targetgroup/<name>/<id>`."""
    last = name.rpartition(":")[2]
    sort, *parts = last.split("/")
    balanced = sort in ("loadbalancer", "targetgroup") and len(parts) > 1
    return parts[-2] if balanced else last


def _labels(document: Document) -> dict[str, str]:
    labels = get(document.value, ("metadata", "labels"))
    return {str(k): str(v) for k, v in labels.items()} if isinstance(labels, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(each for each in values if isinstance(each, str) and each)
