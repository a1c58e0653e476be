"""Best practices for node groups (NodeGroup)."""

from typing import Any, Final

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


def _one_zone(subject: Subject) -> str:
    count = len(_says(subject, "subnets") or ())
    return "" if count > 1 else f"it stands in {count} subnet{'' if count == 1 else 's'}"


def _no_subnets(subject: Subject) -> str:
    named = isinstance(_says(subject, "subnets"), list)
    return "" if named else "The file does not name its subnets by id."


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
    ),
    Practice(
        "nodes-zones",
        KIND,
        "Subnets of two zones",
        "When a zone fails, nodes of the other go on.",
        4,
        f"{BEST}, data-plane",
        amiss=_one_zone,
        waived=_no_subnets,
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
