"""Best practices for node groups (NodeGroup)."""

from typing import Any, Final

from clark.policy.practices import subnets
from clark.policy.practices.practice import (
    PROVIDER,
    Practice,
    Subject,
    always,
    at_least,
    not_on,
    outside_production,
    wants,
    whole,
)

KIND: Final = "NodeGroup"
GUIDE: Final = "Amazon EKS User Guide"
BEST: Final = "Amazon EKS Best Practices Guide"
NEW_ONE: Final = (
    "EKS fixes this when a node group is created. Order a second one, wait until the pods have "
    "moved, then delete this one."
)


def _says(subject: Subject, *names: str) -> Any:
    return subject.main.says((*PROVIDER, *names))


def _all_at_once(subject: Subject) -> str:
    """Where an update may take as many nodes as there are at least."""
    count, share = (
        _says(subject, "updateConfig", "maxUnavailable"),
        _says(subject, "updateConfig", "maxUnavailablePercentage"),
    )
    least = _says(subject, "scalingConfig", "minSize")
    if whole(share) and share >= 100:
        return f"updateConfig.maxUnavailablePercentage is {share}"
    if not whole(count) or count < 2 or (whole(least) and count < least):
        return ""
    of = f"of at least {least} nodes" if whole(least) else "and the file names no minimum of nodes"
    return f"updateConfig.maxUnavailable is {count} {of}"


def _none_or_two(value: Any) -> bool:
    return value is None or at_least(2)(value)


PRACTICES: Final = (
    Practice(
        "nodes-two",
        KIND,
        "Two nodes at least",
        "When a node fails, pods go on on the other one.",
        5,
        f"{BEST}, data-plane",
        (
            wants("scalingConfig.minSize", at_least(2), 2, parameter=("minNodes", None)),
            wants("scalingConfig.maxSize", _none_or_two, 2, parameter=("maxNodes", None)),
            wants("scalingConfig.desiredSize", _none_or_two, 2, parameter=("nodes", None)),
        ),
        waived=outside_production,
        costs="Every node that EKS starts for it costs.",
    ),
    Practice(
        "nodes-zones",
        KIND,
        subnets.TITLE,
        f"When a zone fails, nodes in another go on. {subnets.UNSEEN}",
        4,
        f"{BEST}, data-plane",
        amiss=subnets.too_few,
        waived=subnets.unnamed,
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "nodes-closed",
        KIND,
        "No sign-in by SSH",
        "remoteAccess without security groups opens port 22 of every node to the internet.",
        3,
        f"{GUIDE}, create-managed-node-group",
        (wants("remoteAccess", lambda said: not said),),
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "nodes-update-in-turn",
        KIND,
        "Nodes are updated in turn",
        "An update never takes all nodes of the group away at once.",
        3,
        f"{GUIDE}, managed-node-update-behavior",
        amiss=_all_at_once,
        by_hand=always("Lower updateConfig in its file, to one node at a time."),
    ),
    Practice(
        "nodes-update-patient",
        KIND,
        "An update waits for pods that must not go yet",
        "With updateConfig.force a node is taken away even where a PodDisruptionBudget forbids it.",
        2,
        f"{GUIDE}, managed-node-update-behavior",
        (wants("updateConfig.force", not_on, False),),
    ),
)
