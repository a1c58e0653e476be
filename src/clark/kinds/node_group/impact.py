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
    before, after = _asked_for(change.old), _asked_for(change.new)
    if after is None:
        sentence = (
            "EKS changes how far an autoscaler may shrink and grow the group. It starts nodes "
            f"where there are too few now, and takes some away where there are too many. {_AWAY}"
        )
    elif before is None:
        counted = _counted(after)
        sentence = f"EKS makes it {counted}, however many an autoscaler chose. {_AWAY}"
    elif after < before:
        sentence = f"EKS takes {_counted(before - after)} away. {_AWAY}"
    elif after > before:
        sentence = (
            f"EKS starts {_counted(after - before)} more, which takes about 2 minutes. The others "
            "go on working."
        )
        return change.in_place(sentence, source.NODES_STARTED)
    else:
        sentence = "EKS changes how far the group may shrink and grow. Its nodes go on working."
        return change.in_place(sentence, source.NODES_SCALE)
    return change.cutting_off(sentence, source.NODES_SCALE)


_AWAY: Final = (
    "The pods of a node that goes are asked to leave, and it ends after 15 minutes at the latest, "
    "whatever a PodDisruptionBudget says. They start again on other nodes, where there is room."
)


def _asked_for(asked: Mapping[str, Any]) -> int | None:
    """How many nodes a definition says; None where it leaves that to an autoscaler."""
    now = block(asked, "scalingConfig").get("desiredSize")
    return now if isinstance(now, int) else None


def _at_first(asked: Mapping[str, Any]) -> int | None:
    """How many EKS begins with."""
    least = block(asked, "scalingConfig").get("minSize")
    now = _asked_for(asked)
    return now if now is not None else least if isinstance(least, int) else None


def _counted(count: int) -> str:
    return "1 node" if count == 1 else f"{count} nodes"


def _rolling(change: Change) -> Impact:
    sentence = (
        "EKS starts new nodes and ends the old ones, as many at a time as updateConfig allows. "
        "Every pod of the group is moved: what has one copy only is gone for that moment."
    )
    return change.failover(sentence, source.NODES_UPDATE, waits=False)


def _template(change: Change) -> Impact:
    """Another version is rolled out; another template is not: EKS keeps the one of the start."""
    named = ("id", "name")
    before, after = block(change.old, "launchTemplate"), block(change.new, "launchTemplate")
    if any(before.get(name) != after.get(name) for name in named):
        return _fixed(change)
    return _rolling(change)


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
    "launchTemplate": _template,
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
    count = _at_first(asked)
    size = _counted(count) if count is not None else "the nodes"
    sentence = f"EKS starts {size} and adds them to {asked.get('clusterName')}."
    return f"{sentence} It takes about 2 minutes.", source.NODES_STARTED


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    del asked
    sentence = (
        "EKS moves the pods off and ends every node of the group, each after 5 minutes at the "
        "latest. Pods that fit nowhere else wait; what was on the nodes' own disks is lost."
    )
    return sentence, source.NODES_DELETE, False
