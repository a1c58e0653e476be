"""Where the databases and caches of this cluster really listen, by their AWS-shaped names.

And what stands in for that which listens nowhere, by kind and name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from clark.local.controlplane.objects import Resource
from clark.local.dataplane import LocalEngine
from clark.ports.cluster import LocalAddress

ENGINES = {"RDSInstance": "postgres", "DBCluster": "aurora", "ReplicationGroup": "redis"}
NO_NODES = LocalAddress(
    "",
    0,
    "no machine",
    "The local AWS keeps what the node group was asked for, and starts no machine for it: there is "
    "no cluster here that pods could run in.",
)
NAMES = {"postgres": "PostgreSQL", "aurora": "PostgreSQL", "redis": "Redis"}


def addresses(
    resources: Iterable[Resource], engines: Iterable[LocalEngine], region: str
) -> dict[str, dict[str, Any]]:
    """`ports.cluster.LocalAddress` as JSON. An engine that does not run has no address."""
    running = {(one.engine, one.region, one.id): one for one in engines if one.status == "running"}
    listed = list(resources)
    nowhere = {
        f"{one.kind}/{one.name}": asdict(NO_NODES) for one in listed if one.kind == "NodeGroup"
    }
    return nowhere | {
        name: asdict(_address(engine))
        for resource in listed
        if resource.kind in ENGINES
        if (engine := running.get(_identity(resource, region)))
        for name in _host_names(resource)
    }


def _address(engine: LocalEngine) -> LocalAddress:
    really = f"{NAMES[engine.engine]} {engine.version}"
    return LocalAddress(engine.host, engine.port, really, engine.note)


def _identity(resource: Resource, region: str) -> tuple[str, str, str]:
    where = resource.parameters.get("region") or region
    return ENGINES[resource.kind], where, resource.external_name


def _host_names(resource: Resource) -> Iterator[str]:
    """The database's endpoint, or a cluster's and a cache's for writing and reading."""
    status = resource.status.get("atProvider") or {}
    if resource.kind == "DBCluster":
        yield from filter(None, (status.get("endpoint"), status.get("readerEndpoint")))
        return
    places = [status.get("endpoint"), status.get("configurationEndpoint")]
    for group in status.get("nodeGroups") or ():
        places += [group.get("primaryEndpoint"), group.get("readerEndpoint")]
    yield from {place["address"] for place in places if place and place.get("address")}
