"""One step with function-auto-ready: who is ready although no step before has said so.

Source: v0.7.0 `fn.go` and `healthchecks`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.fieldpath import ABSENT, lookup
from clark.catalog.pipeline import Observed, State
from clark.catalog.readiness import condition
from clark.catalog.reading import Part
from clark.errors import Refused

Health = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class AutoReady:
    part: Part

    def run(self, observed: Observed, state: State) -> None:
        """Raises Broken for a kind that the real function judges in a way that Clark does not."""
        for name, desired in state.resources.items():
            exists = observed.resources.get(name)
            if exists is None or desired.ready is not None:
                continue
            kind = (str(exists.get("apiVersion", "")), str(exists.get("kind", "")))
            if kind in UNKNOWN:
                raise self.part.broken(f"Clark does not judge whether a {kind[1]} is ready.")
            healthy = kind in AT_ONCE or (kind in HEALTH and HEALTH[kind](exists))
            if healthy or condition(exists, "Ready") == "True":
                desired.ready = True


def _get(resource: Mapping[str, Any], *path: str) -> Any:
    try:
        found = lookup(resource, path)
    except Refused:
        return None
    return None if found is ABSENT else found


def _has_ingress(resource: Mapping[str, Any]) -> bool:
    found = _get(resource, "status", "loadBalancer", "ingress")
    return isinstance(found, list) and len(found) > 0


def _service(resource: Mapping[str, Any]) -> bool:
    return _get(resource, "spec", "type") != "LoadBalancer" or _has_ingress(resource)


def _claim(resource: Mapping[str, Any]) -> bool:
    return bool(_get(resource, "status", "phase") == "Bound")


def _deployment(resource: Mapping[str, Any]) -> bool:
    wanted = _get(resource, "spec", "replicas")
    wanted = 1 if wanted is None else wanted
    counts = [_get(resource, "status", key) for key in ("updatedReplicas", "availableReplicas")]
    conditions = _get(resource, "status", "conditions")
    return all(count == wanted for count in counts) and any(
        isinstance(each, dict) and (each.get("type"), each.get("status")) == ("Available", "True")
        for each in (conditions if isinstance(conditions, list) else ())
    )


# Ready as soon as they exist.
AT_ONCE: Final = frozenset(
    ("v1", kind) for kind in ("ConfigMap", "Secret", "Namespace", "ServiceAccount")
)
HEALTH: Final[Mapping[tuple[str, str], Health]] = {
    ("v1", "Service"): _service,
    ("v1", "PersistentVolumeClaim"): _claim,
    ("networking.k8s.io/v1", "Ingress"): _has_ingress,
    ("apps/v1", "Deployment"): _deployment,
}
UNKNOWN: Final = frozenset(
    {
        *(("apps/v1", kind) for kind in ("DaemonSet", "ReplicaSet", "StatefulSet")),
        *(("batch/v1", kind) for kind in ("CronJob", "Job")),
        ("v1", "Pod"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
    }
)
