"""Clusters in memory, which do what their ports promise, and misbehave on request.

The real ones are in clark.local; these let a whole story run in a second.
"""

import itertools
from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone

from clark.errors import NotFound, TryLater
from clark.kinds import find
from clark.manifests import Unreadable, get, read
from clark.ports import (
    BrokenFile,
    LiveEvent,
    LiveObject,
    LocalAddress,
    Observation,
    Surroundings,
)
from tests.flow.outside import MemoryHost
from tests.places import surroundings


class MemoryBootstrap:
    """Remembers which regions follow the GitOps repository."""

    def __init__(self) -> None:
        self.installed: set[str] = set()
        self.missing = ""  # what nobody has made yet

    def install(self, region: str) -> None:
        self.installed.add(region)

    def surroundings(self, environment: str, region: str) -> Surroundings:
        if self.missing:
            raise NotFound(self.missing)
        return surroundings(environment, region)


class MemoryCluster:
    """Holds what main says at once, ready, unless `slow` names the service or it is `silent`."""

    def __init__(self, host: MemoryHost, repository: str) -> None:
        self.host, self.repository = host, repository
        self.slow: set[str] = set()
        self.scaling: set[str] = set()
        self.local: dict[str, LocalAddress] = {}
        self.silent = False
        self.more: list[LiveObject] = []
        self.events: list[LiveEvent] = []
        self.clock: Callable[[], datetime] = timezone.now

    def observe(self, region: str) -> Observation:
        if self.silent:
            raise TryLater("The cluster does not answer.")
        commit = self.host.branches[self.repository, "main"]
        tree = self.host.commits[commit].tree
        objects, broken = list(self.more), []
        for path, blob in sorted(tree.items()):
            if path.startswith(f"regions/{region}/"):
                try:
                    documents = read(self.host.contents[blob].decode())
                except Unreadable as error:
                    broken.append(BrokenFile(path, error.refusals[0].line, str(error)))
                    continue
                objects += [self._live(document.value) for document in documents]
        return Observation(region, commit, tuple(objects), tuple(self.events), tuple(broken))

    def addresses(self, region: str) -> Mapping[str, LocalAddress]:
        return dict(self.local)

    def _live(self, value: Mapping[str, object]) -> LiveObject:
        metadata = value["metadata"]
        assert isinstance(metadata, dict)
        ready = "False" if metadata["name"] in self.slow else "True"
        now = self.clock().isoformat()
        status = {
            "conditions": [
                {"type": "Ready", "status": ready, "lastTransitionTime": now},
                {"type": "Synced", "status": "True"},
            ],
            "atProvider": {
                "dbInstanceStatus": "available",
                "status": "available",
                "state": {"code": "active"},
                "dnsName": f"{metadata['name']}.elb.amazonaws.com",
            },
        }
        kind, version = str(value["kind"]), str(value["apiVersion"])
        if kind == "NodeGroup":
            status["atProvider"] = self._nodes(value)
        spec = value["spec"] if find(version, kind) else {}
        return LiveObject(
            api_version=version,
            kind=kind,
            name=metadata["name"],
            namespace=metadata.get("namespace", ""),
            uid=f"{kind}-{metadata['name']}",
            generation=1,
            spec=spec,  # type: ignore[arg-type]
            status=status,
            annotations=_NAMED.get(kind, {}) | metadata.get("annotations", {}),
            labels=metadata.get("labels", {}),
        )

    def _nodes(self, value: Mapping[str, object]) -> dict[str, object]:
        busy = get(value, ("metadata", "name")) in self.scaling
        sizes = get(value, ("spec", "forProvider", "scalingConfig"), {})
        now = sizes.get("desiredSize", sizes.get("minSize"))
        return {"status": "UPDATING" if busy else "ACTIVE", "scalingConfig": {"desiredSize": now}}


_NAMED = {"TargetGroup": {"crossplane.io/external-name": "arn:aws:of-the-target-group"}}
_KEYS = itertools.count(1)


def event(name: str, reason: str, at: datetime, message: str = "") -> LiveEvent:
    key = f"event-{next(_KEYS)}"
    return LiveEvent(key, "RDSInstance", name, "default", "Normal", reason, message, 1, at, at)
