"""What each change of a running Aurora cluster asks, and what it makes of the file. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clark.catalog import FormField, Section
from clark.flow.events import Action
from clark.flow.request import rules, timed
from clark.flow.request.rewriting import Rewrite
from clark.flow.request.rules import DELETION, PROVIDER, Edit, Part, Target
from clark.manifests import Path, Set, get, same

CLASS: Final[Path] = (*PROVIDER, "dbInstanceClass")
APPLY_NOW: Final[Path] = (*PROVIDER, "applyImmediately")
CAPACITY: Final[Path] = (*PROVIDER, "serverlessV2ScalingConfiguration", "maxCapacity")
SERVERLESS: Final = "db.serverless"
MOST_INSTANCES: Final = 16  # one writer and 15 readers, Aurora User Guide
MOST_CAPACITY: Final = 64  # what the form offers


def section(action: Action, target: Target) -> Section:
    """The form of a change. Raises `Refused` where there is nothing to change."""
    rules.check_offered(action, target)
    fields = {
        Action.CLASS: lambda: rules.class_fields(target, ", ".join(_classes(target))),
        Action.INSTANCES: lambda: _instances_fields(target),
        Action.CAPACITY: lambda: _capacity_fields(target),
        Action.RELEASE: lambda: rules.release_fields(target),
    }[action]()
    return Section(title="What changes", fields=fields)


def rewrite(action: Action, target: Target, raw: Mapping[str, str]) -> Rewrite:
    """What a filled form makes of the file. Raises `Refused` with a problem per field."""
    make = {
        Action.CLASS: _class,
        Action.INSTANCES: _instances,
        Action.CAPACITY: _capacity,
        Action.RELEASE: _release,
    }[action]
    return make(target, raw)


def parameters(action: Action, target: Target, raw: Mapping[str, str]) -> dict[str, Any]:
    """The offering's parameters that the change moves, for the file's annotation."""
    if action == Action.CLASS:
        return rules.parameters(action, target, raw)
    return {"capacity": rules.number(raw, "capacity")} if action == Action.CAPACITY else {}


# Private functions


def _classes(target: Target) -> list[str]:
    """The classes of its instances, each once. One, but where somebody wrote another."""
    return list(dict.fromkeys(str(get(part.value, CLASS, "")) for part in target.parts))


def _instances_fields(target: Target) -> tuple[FormField, ...]:
    return (
        rules.field(
            "instances",
            "Instances",
            "slider",
            len(target.parts),
            minimum=_fewest(target),
            maximum=MOST_INSTANCES,
            help="One writes; the others are read from and take over. With one alone, applications "
            "wait until AWS has made another when it fails.",
        ),
        *_size_field(target),
        *timed.when_fields(window=False),
    )


def _size_field(target: Target) -> tuple[FormField, ...]:
    """The size of instances that are added; where nothing is on offer they are like the last."""
    if not (target.sizes and target.parts):
        return ()
    like = rules.class_fields(target, str(get(target.parts[-1].value, CLASS, "")))[0]
    return (
        replace(
            like,
            label="Size of new instances",
            help="Those that are there keep theirs.",
            required=False,
        ),
    )


def _capacity_fields(target: Target) -> tuple[FormField, ...]:
    return (
        rules.field(
            "capacity",
            "Most capacity",
            "slider",
            int(get(target.value, CAPACITY, 1)),
            minimum=1,
            maximum=MOST_CAPACITY,
            unit="ACU",
            help="How far serverless instances may grow. One unit is about 2 GiB of memory.",
        ),
        *timed.when_fields(window=False),
    )


def _class(target: Target, raw: Mapping[str, str]) -> Rewrite:
    """All instances change: whichever of them writes, the others can take over."""
    wanted = rules.asked_class(target, raw)
    if _classes(target) == [wanted]:
        raise rules.same_size(target)
    now = timed.asked_now(raw)
    edits = {}
    for part in target.parts:
        steps: list[Edit] = [Set(CLASS, wanted)]
        if now or get(part.value, APPLY_NOW):
            steps.append(Set(APPLY_NOW, now))
        edits[part.index] = tuple(step for step in steps if rules.differs(part.value, step))
    return Rewrite(edits, after=wanted)


def _instances(target: Target, raw: Mapping[str, str]) -> Rewrite:
    timed.asked_now(raw, window=False)
    asked, now = rules.number(raw, "instances"), len(target.parts)
    fewest = _fewest(target)
    if not fewest <= asked <= MOST_INSTANCES:
        why = f"{target.name} may have {fewest} to {MOST_INSTANCES} instances."
        raise rules.refused("instances", why, f"Choose {fewest} to {MOST_INSTANCES}.")
    if asked == now or not target.parts:
        why = f"{target.name} has {now} instances already."
        raise rules.refused("instances", why, "Choose another number.")
    after = f"{asked} instance{'s' if asked > 1 else ''}"
    if asked > now:
        size = rules.asked_class(target, raw) if raw.get("size") else ""
        return Rewrite({}, added=_further(target, asked - now, size), after=after)
    order = sorted(target.parts, key=lambda part: (part.name == target.keep, -_number(part)))
    return Rewrite({}, gone=tuple(part.index for part in order[: now - asked]), after=after)


def _further(target: Target, count: int, size: str) -> tuple[Mapping[str, Any], ...]:
    """New instances like the last one, of another size where one is named, under the lowest
    numbers that are free."""
    taken = {part.name for part in target.parts}
    names = (f"{target.name}-{number}" for number in range(1, MOST_INSTANCES * 2))
    free = [name for name in names if name not in taken][:count]
    model = target.parts[-1].value
    spec = model["spec"]
    provider = {key: value for key, value in spec["forProvider"].items() if key != ZONE}
    provider |= {CLASS[-1]: size} if size else {}
    labels = get(model, ("metadata", "labels"), {})
    return tuple(
        {
            **model,
            "metadata": {"name": name, **({"labels": labels} if labels else {})},
            "spec": {**spec, "forProvider": provider},
        }
        for name in free
    )


ZONE: Final = "availabilityZone"  # the model's own: all would stand in one


def _capacity(target: Target, raw: Mapping[str, str]) -> Rewrite:
    timed.asked_now(raw, window=False)
    asked = rules.number(raw, "capacity")
    if SERVERLESS not in _classes(target):
        why = f"No instance of {target.name} is serverless, so nothing would change."
        raise rules.refused("capacity", why, "Change its size to serverless first.")
    least = get(target.value, (*CAPACITY[:-1], "minCapacity"), 0)
    if not max(1, least) <= asked <= MOST_CAPACITY:
        why = f"Clark gives an instance 1 to {MOST_CAPACITY} units, and no less than {least}."
        raise rules.refused("capacity", why, "Choose a number in between.")
    step = Set(CAPACITY, asked)
    if not rules.differs(target.value, step):
        why = f"{target.name} may grow to {asked} units already."
        raise rules.refused("capacity", why, "Choose another number.")
    return Rewrite({target.index: (step,)}, after=f"{asked} ACU")


def _release(target: Target, raw: Mapping[str, str]) -> Rewrite:
    rules.check_name(target, raw)
    steps = [
        Set(DELETION, "requested"),
        Set((*PROVIDER, "deletionProtection"), False),
        Set((*PROVIDER, "skipFinalSnapshot"), False),
        Set(rules.SNAPSHOT, rules.final_snapshot(target)),
    ]
    return Rewrite({target.index: tuple(s for s in steps if rules.differs(target.value, s))})


def _fewest(target: Target) -> int:
    """Production keeps one that can take over."""
    labels = get(target.value, ("metadata", "labels"), {})
    return 2 if same(labels.get("clark.dev/environment"), "prod") else 1


def _number(part: Part) -> int:
    last = part.name.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0
