"""What each change of a running node group asks, and what it makes of the file. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.catalog import FormField, Section
from clark.errors import Refused
from clark.flow.events import Action
from clark.flow.request import rules, timed
from clark.flow.request.rewriting import Rewrite
from clark.flow.request.rules import PROVIDER, Edit, Target
from clark.manifests import Delete, Path, Set, get, same

SIZES: Final[Path] = (*PROVIDER, "scalingConfig")
LEAST: Final[Path] = (*SIZES, "minSize")
MOST: Final[Path] = (*SIZES, "maxSize")
NOW: Final[Path] = (*SIZES, "desiredSize")
MOST_NODES: Final = 20  # what the form offers
FIXED: Final = (
    "EKS fixes the instance types, the disks and the image of a node group when it is created. "
    "Order a second node group of the size you want, wait until it is ready and the pods have "
    "moved, then delete this one."
)


def section(action: Action, target: Target) -> Section:
    """The form of a change. Raises `Refused` where there is nothing to change."""
    _check_offered(action, target)
    fields = rules.release_fields(target) if action == Action.RELEASE else _fields(target)
    return Section(title="What changes", fields=fields)


def rewrite(action: Action, target: Target, raw: Mapping[str, str]) -> Rewrite:
    """What a filled form makes of the file. Raises `Refused` with a problem per field."""
    _check_offered(action, target)
    if action == Action.RELEASE:
        return Rewrite({target.index: rules.edits(action, target, raw)})
    timed.asked_now(raw, window=False)
    least, most, now = _asked(target, raw)
    edits = tuple(_edits(target, least, most, now))
    if not edits:
        why = f"{target.name} is sized like this already."
        raise rules.refused("nodes", why, "Choose another number.")
    limits = f"{least} to {most}"
    return Rewrite({target.index: edits}, after=limits if now is None else f"{now} ({limits})")


def parameters(action: Action, target: Target, raw: Mapping[str, str]) -> dict[str, Any]:
    """The offering's parameters that the change moves, for the file's annotation."""
    if action != Action.NODES:
        return {}
    least, most, now = _asked(target, raw)
    return {"minNodes": least, "maxNodes": most, "nodes": "" if now is None else now}


# Private functions


def _check_offered(action: Action, target: Target) -> None:
    if action == Action.CLASS:
        raise Refused(FIXED)
    rules.check_offered(action, target)


def _fields(target: Target) -> tuple[FormField, ...]:
    least, most = _least(target), _most(target)
    return (
        rules.field(
            "minNodes",
            "At least",
            "slider",
            least,
            minimum=min(least, _fewest(target)),
            maximum=max(most, MOST_NODES),
            unit="nodes",
            help="Production keeps 2 or more, so that one may fail.",
        ),
        rules.field(
            "maxNodes",
            "At most",
            "slider",
            most,
            minimum=1,
            maximum=max(most, MOST_NODES),
            unit="nodes",
            help="How far an autoscaler may grow the group.",
        ),
        FormField(
            name="nodes",
            label="Nodes now",
            help="More take about 2 minutes. Of fewer, EKS chooses which go and drains those. "
            "Leave it empty where an autoscaler decides.",
            type="number",
            value_type="integer",
            default=_now(target),
            minimum=0,
            maximum=max(most, MOST_NODES),
            unit="nodes",
        ),
        *timed.when_fields(window=False),
    )


def _asked(target: Target, raw: Mapping[str, str]) -> tuple[int, int, int | None]:
    """What is said, and of what is not said what the file has. Raises `Refused`."""
    least = rules.number(raw, "minNodes") if "minNodes" in raw else _least(target)
    most = rules.number(raw, "maxNodes") if "maxNodes" in raw else _most(target)
    now = _now(target)
    if "nodes" in raw:
        now = rules.number(raw, "nodes") if str(raw["nodes"]).strip() else None
    limit = max(_most(target), MOST_NODES)
    if not 1 <= most <= limit:
        why = f"Clark gives a node group 1 to {limit} nodes."
        raise rules.refused("maxNodes", why, f"Choose 1 to {limit}.")
    if not 0 <= least <= most:
        why = f"At least {least} and at most {most} nodes cannot both be."
        raise rules.refused("minNodes", why, f"Choose 0 to {most}.")
    if now is not None and not least <= now <= most:
        why = f"{now} nodes are not between {least} and {most}."
        raise rules.refused("nodes", why, f"Choose {least} to {most}, or move the limits too.")
    return least, most, now


def _edits(target: Target, least: int, most: int, now: int | None) -> Iterator[Edit]:
    for path, value in ((LEAST, least), (MOST, most), (NOW, now)):
        there = get(target.value, path)
        if value is None:
            yield from () if there is None else (Delete(path),)
        elif there != value:
            yield Set(path, value)


def _least(target: Target) -> int:
    return rules.whole(target, LEAST, "minNodes", 1)  # AWS's own, where the file says none


def _most(target: Target) -> int:
    return rules.whole(target, MOST, "maxNodes", 2)


def _now(target: Target) -> int | None:
    return None if get(target.value, NOW) is None else rules.whole(target, NOW, "nodes", 0)


def _fewest(target: Target) -> int:
    labels = get(target.value, ("metadata", "labels"), {})
    return 2 if same(labels.get("clark.dev/environment"), "prod") else 0
