"""A node group as the provider shows it (NodeGroupObservation)."""

from collections.abc import Mapping
from typing import Any, Final

from clark.kinds.manifest import block
from clark.kinds.progress import Progress

_AT_WORK: Final = {
    "CREATING": "AWS is starting the first nodes.",
    "UPDATING": "AWS is changing the node group.",
    "DELETING": "AWS is moving the pods away and ending the nodes.",
}
_BROKEN: Final = {
    "CREATE_FAILED": "AWS could not create the node group",
    "DELETE_FAILED": "AWS could not delete the node group",
    "DEGRADED": "Something is wrong with the node group",
}


def progress(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> Progress:
    """Over when AWS calls it active and wants as many nodes as are asked for."""
    state = str(seen.get("status") or "")
    if state in _BROKEN:
        return Progress(state, f"{_BROKEN[state]}{_issues(seen)}.", broken=True)
    if state != "ACTIVE":
        unknown = f"AWS says the node group is {state}." if state else "AWS has not shown it yet."
        return Progress(state, _AT_WORK.get(state, unknown))
    wanted = block(asked, "scalingConfig").get("desiredSize")
    has = block(seen, "scalingConfig").get("desiredSize")
    if isinstance(wanted, int) and isinstance(has, int) and wanted != has:
        return Progress(state, f"AWS still wants {has} nodes; {wanted} are asked for.")
    return Progress(state)


def endpoint(seen: Mapping[str, Any]) -> str | None:
    """None: nothing connects to a node group."""
    del seen
    return None


def summary(asked: Mapping[str, Any]) -> str:
    """m6i.large · 3 nodes, 2 to 6."""
    sizes = block(asked, "scalingConfig")
    least, most, now = (sizes.get(name) for name in ("minSize", "maxSize", "desiredSize"))
    shown = f"{least} to {most}" if now is None else f"{now} nodes, {least} to {most}"
    types = asked.get("instanceTypes")
    parts = (", ".join(map(str, types)) if isinstance(types, list) else "", shown if sizes else "")
    return " · ".join(part for part in parts if part)


def _issues(seen: Mapping[str, Any]) -> str:
    """What EKS says is wrong: its code and message."""
    listed = block(seen, "nodeGroupHealth").get("issues")
    said = [
        f"{issue.get('code')}: {issue.get('message')}".removesuffix(".")
        for issue in (listed if isinstance(listed, list) else ())
        if isinstance(issue, Mapping)
    ]
    return f". AWS says: {'; '.join(said)}" if said else ""
