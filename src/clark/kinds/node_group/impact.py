"""What a change of a node group does, field by field (pkg/clients/eks/nodegroup.go)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.manifest import block

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {"capacityType": "ON_DEMAND"}


def _sizes(change: Change) -> Impact:
    before, after = _nodes(change.old), _nodes(change.new)
    if before is not None and after is not None and after < before:
        sentence = (
            f"EKS takes {_counted(before - after)} away. It moves the pods off first, and they "
            "start again on the nodes that stay, where there is room."
        )
    elif before is not None and after is not None and after > before:
        sentence = f"EKS starts {_counted(after - before)} more. The others go on working."
    else:
        sentence = "EKS changes how far the group may shrink and grow. Its nodes go on working."
    return change.in_place(sentence, source.NODES_SCALE)


def _nodes(asked: Mapping[str, Any]) -> int | None:
    sizes = block(asked, "scalingConfig")
    now = sizes.get("desiredSize", sizes.get("minSize"))
    return now if isinstance(now, int) else None


def _counted(count: int) -> str:
    return "1 node" if count == 1 else f"{count} nodes"


def _rolling(change: Change) -> Impact:
    sentence = (
        "EKS starts new nodes and ends the old ones, as many at a time as updateConfig allows. "
        "Every pod of the group is moved: what has one copy only is gone for that moment."
    )
    return change.failover(sentence, source.NODES_UPDATE, waits=False)


def _taints(change: Change) -> Impact:
    sentence = (
        "The provider does not look at taints of a group with a scalingConfig: AWS gets the new "
        "ones together with the next other change."
    )
    return change.without_effect(sentence, source.PROVIDER_CODE)


def _fixed(change: Change) -> Impact:
    sentence = (
        f"{change.name} is fixed when the node group is created. The provider ignores the change "
        "and reports success. Order another node group with the value you want, wait until the "
        "pods have moved, then delete this one."
    )
    return change.ignored(sentence, source.PROVIDER_CODE)


def _says(sentence: str) -> "_Rule":
    return lambda change: change.in_place(sentence, source.NODES_UPDATE)


_Rule = Callable[[Change], Impact]

RULES: Final[Mapping[str, _Rule]] = {
    "scalingConfig": _sizes,
    "version": _rolling,
    "releaseVersion": _rolling,
    "launchTemplate": _rolling,
    "taints": _taints,
    "labels": _says("EKS changes the labels of the nodes. Pods that run stay where they are."),
    "updateConfig": _says("Nothing changes now. It counts when nodes are replaced."),
    "tags": _says("AWS changes this while the nodes go on working."),
    **dict.fromkeys(
        (
            "clusterName",
            "instanceTypes",
            "capacityType",
            "amiType",
            "diskSize",
            "nodeRole",
            "subnets",
            "remoteAccess",
        ),
        _fixed,
    ),
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    count = _nodes(asked)
    size = _counted(count) if count is not None else "the nodes"
    return f"EKS starts {size} and adds them to {asked.get('clusterName')}.", source.NODES_CREATE


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    del asked
    sentence = (
        "EKS moves the pods off and ends every node of the group. Pods that fit nowhere else wait; "
        "what was on the nodes' own disks is lost."
    )
    return sentence, source.NODES_DELETE, False
