"""NodeGroup: hours of its nodes and their disks, with the fewest and the most that it may have."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clark.costs.part import (
    Assumed,
    Manifest,
    Part,
    Parts,
    Surroundings,
    Unknown,
    asked,
    number,
    said,
)
from clark.kinds.manifest import block

OWN_DISK = 20  # GB, where neither the group nor a launch template says it: EKS, CreateNodegroup


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    wanted = asked(manifest)
    counted = _nodes(block(wanted, "scalingConfig"))
    if isinstance(counted, Unknown):
        yield counted
        return
    nodes, most, text = counted
    yield _machines(wanted, nodes, most, text)
    disk, whose = _disk(wanted, assumed)
    if disk is None:
        yield said("Disks of nodes", "diskSize", wanted.get("diskSize"))
        return
    told = f"gp3, {disk} GB of each node{whose}"
    grown = most * disk if most is not None else None
    yield Part("Disks of nodes", "ebs/gp3/storage", "GB", nodes * disk, told, most=grown)


# Private functions


def _nodes(scaling: Mapping[str, Any]) -> tuple[Decimal, Decimal | None, str] | Unknown:
    """How many are counted, the most where that is more, and why so many."""
    wished, least = number(scaling.get("desiredSize")), number(scaling.get("minSize"))
    limit = number(scaling.get("maxSize"))
    nodes = least if wished is None else wished
    if nodes is None:
        return Unknown("Nodes", "the definition does not say how many nodes there are")
    text = "as many as are asked for" if wished is not None else "the fewest: an autoscaler decides"
    most = limit if limit is not None and limit > nodes else None
    return nodes, most, f"{text}; it may grow to {most}" if most else text


def _machines(
    wanted: Mapping[str, Any], nodes: Decimal, most: Decimal | None, text: str
) -> Part | Unknown:
    if wanted.get("capacityType") == "SPOT":
        return Unknown("Nodes", "the price of Spot capacity changes by the hour")
    types = wanted.get("instanceTypes")
    if not isinstance(types, list) or not types or not isinstance(types[0], str):
        return Unknown("Nodes", "the definition does not say which machines the nodes are")
    first = f"the first of {len(types)} types, {text}" if len(types) > 1 else text
    return Part(f"{types[0]} nodes", f"ec2/linux/{types[0]}", "running", nodes, first, most=most)


def _disk(wanted: Mapping[str, Any], assumed: Assumed) -> tuple[Decimal | None, str]:
    if block(wanted, "launchTemplate"):
        return Decimal(assumed.node_disk_gb), ", assumed: its launch template says how much"
    if wanted.get("diskSize") is None:
        return Decimal(OWN_DISK), ", as EKS has it where nobody says"
    return number(wanted.get("diskSize")), ""
