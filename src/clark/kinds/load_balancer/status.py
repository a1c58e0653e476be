"""A load balancer as the provider shows it (LoadBalancerObservation)."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.manifest import block
from clark.kinds.progress import Progress

_AT_WORK: Final = {"provisioning": "AWS is setting the load balancer up."}
_BROKEN: Final = {
    "failed": "AWS could not set the load balancer up",
    "active_impaired": "The load balancer works, but AWS has no room to let it grow",
}


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """Over when AWS calls it active."""
    del asked
    state = str(block(seen, "state").get("code") or "")
    if state in _BROKEN:
        said = str(block(seen, "state").get("reason") or "").removesuffix(".")
        return Progress(state, f"{_BROKEN[state]}{f': {said}' if said else ''}.", broken=True)
    if state != "active":
        unknown = f"AWS says it is {state}." if state else "AWS has not shown it yet."
        return Progress(state, _AT_WORK.get(state, unknown))
    return Progress(state)


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """The DNS name."""
    return str(seen.get("dnsName") or "") or None


def summary(asked: Mapping[str, Any]) -> str:
    """application · internal."""
    parts = (asked.get("loadBalancerType") or "application", asked.get("scheme"))
    return " · ".join(str(part) for part in parts if part)
