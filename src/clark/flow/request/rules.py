"""What each change of a running service asks, and the edits it makes. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clark.catalog import Choice, FormField, Section, Widget
from clark.errors import Problem, Refused
from clark.flow.actions import ACTIONS, MOST_STORAGE, STORAGE, has_all_storage
from clark.flow.events import Action
from clark.flow.request import standby, timed
from clark.kinds import Kind, is_adopted
from clark.manifests import Delete, Path, Set, get

Edit = Set | Delete
PROVIDER: Final = ("spec", "forProvider")
APPLY_NOW: Final[Path] = (*PROVIDER, "applyModificationsImmediately")
SNAPSHOT: Final[Path] = (*PROVIDER, "finalDBSnapshotIdentifier")
LONGEST_SNAPSHOT: Final = 255  # characters, in RDS
DELETION: Final[Path] = ("metadata", "annotations", "clark.dev/deletion")

CLASS: Final[Mapping[str, Path]] = {
    "RDSInstance": (*PROVIDER, "dbInstanceClass"),
    "DBInstance": (*PROVIDER, "dbInstanceClass"),
    "ReplicationGroup": (*PROVIDER, "cacheNodeType"),
}
NODES: Final[Path] = (*PROVIDER, "numCacheClusters")

LABELS: Final = {
    Action.CREATE: "Create",
    Action.CLASS: "Resize",
    Action.STORAGE: "Grow the storage of",
    Action.NODES: "Change the nodes of",
    Action.INSTANCES: "Change the instances of",
    Action.CAPACITY: "Change the capacity of",
    Action.STANDBY: "Change the zones of",
    Action.RELEASE: "Prepare the deletion of",
    Action.DELETE: "Delete",
    Action.RERENDER: "Bring up to date:",
    Action.ADOPT: "Adopt",
    Action.IMPROVE: "Improve",
    Action.RAISE: "Raise the limit",
    Action.REVERT: "Take back:",
}


@dataclass(frozen=True)
class Size:
    """A size in plain words, as the catalog offers it, and the class it means."""

    choice: Choice
    instance_class: str


@dataclass(frozen=True)
class Part:
    """A part of a service as main has it. `index` is its document's in the file."""

    index: int
    kind: Kind
    value: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(get(self.value, ("metadata", "name"), ""))


@dataclass(frozen=True)
class Target:
    """The managed resource a change is about, as main has it, with its parts.

    `index` is its document's in the file. `keep` is a part that goes last of all: the writer now.
    `mark` tells a deletion asked for now from every other one of this name; `used` are the names of
    the final snapshots that those left.
    """

    kind: Kind
    value: Mapping[str, Any]
    sizes: Sequence[Size]
    index: int = 0
    parts: Sequence[Part] = ()
    keep: str = ""
    mark: str = ""
    used: Collection[str] = ()

    @property
    def name(self) -> str:
        return str(get(self.value, ("metadata", "name"), ""))


def known_action(action: str) -> Action:
    """`delete` is asked as one wish and done as two requests: the first is `release`."""
    if action == Action.DELETE:
        return Action.RELEASE
    try:
        return Action(action)
    except ValueError:
        why = f"“{action}” is not a change that Clark knows."
        known = dict.fromkeys(each.action for offered in ACTIONS.values() for each in offered)
        offered = ", ".join((*known, Action.IMPROVE))
        raise refused("action", why, f"Choose one of {offered}.") from None


def title(action: Action, name: str, after: str = "") -> str:
    joined = ": " if action == Action.IMPROVE else " to "
    return f"{LABELS[action]} {name}" + (f"{joined}{after}" if after else "")


def section(action: Action, target: Target) -> Section:
    """The form of a change. Raises `Refused` where the kind does not have it."""
    check_offered(action, target)
    fields = {
        Action.CLASS: _class_fields,
        Action.STORAGE: _storage_fields,
        Action.NODES: _nodes_fields,
        Action.STANDBY: lambda on: (standby.field(on.value), *timed.when_fields()),
        Action.RELEASE: release_fields,
    }[action](target)
    return Section(title="What changes", fields=fields)


def check_offered(action: Action, target: Target) -> None:
    """Raises `Refused` where the kind does not have this change."""
    offered = {known_action(each.action) for each in ACTIONS.get(target.kind.kind, ())}
    if action not in offered:
        why = f"A {target.kind.word} has no change called “{action}”."
        there = ", ".join(each.action for each in ACTIONS.get(target.kind.kind, ()))
        raise refused("action", why, f"Choose one of {there}." if there else "")


def edits(action: Action, target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    """The edits a filled form means. Raises `Refused` with a problem per field."""
    make = {
        Action.CLASS: _class_edits,
        Action.STORAGE: _storage_edits,
        Action.NODES: _nodes_edits,
        Action.STANDBY: lambda on, asked: standby.edits(on.name, on.value, asked),
        Action.RELEASE: _release_edits,
    }[action]
    return (*make(target, raw), *_when(action, target, raw))


def parameters(action: Action, target: Target, raw: Mapping[str, str]) -> dict[str, Any]:
    """The offering's parameters that the change moves, for the file's annotation."""
    if action == Action.CLASS:
        named = {size.instance_class: size.choice.value for size in target.sizes}
        asked = raw.get("size", "")
        return {"size": named.get(asked, asked)}
    if action == Action.STORAGE:
        return {"storage": number(raw, "storage")}
    if action == Action.STANDBY:
        return {standby.FIELD: standby.wanted(raw)}
    return {"nodes": number(raw, "nodes")} if action == Action.NODES else {}


# Private functions


def field(name: str, label: str, type_: Widget, default: Any, **more: Any) -> FormField:
    return FormField(
        name=name,
        label=label,
        help=more.pop("help", ""),
        type=type_,
        value_type="integer" if type_ == "slider" else "string",
        default=default,
        required=True,
        **more,
    )


def _class_fields(target: Target) -> tuple[FormField, ...]:
    return class_fields(target, str(get(target.value, CLASS[target.kind.kind], "")))


def class_fields(target: Target, now: str) -> tuple[FormField, ...]:
    """The sizes on offer, and when to change to one."""
    chosen = next((size.choice.value for size in target.sizes if size.instance_class == now), "")
    return (
        field(
            "size",
            "Size",
            "cards",
            chosen,
            choices=tuple(size.choice for size in target.sizes),
            help=f"Now {now}.",
        ),
        *timed.when_fields(),
    )


def _storage_fields(target: Target) -> tuple[FormField, ...]:
    now = _storage_now(target)
    return (
        field(
            "storage",
            "Storage",
            "slider",
            now,
            minimum=now,
            maximum=MOST_STORAGE,
            unit="GB",
            help="Storage can grow and never shrink. AWS allows the next change after six hours.",
        ),
        *timed.when_fields(),
    )


def _nodes_fields(target: Target) -> tuple[FormField, ...]:
    now = whole(target, NODES, "nodes", 2)
    return (
        field(
            "nodes",
            "Nodes",
            "slider",
            now,
            minimum=2,
            maximum=6,
            help="One primary, the others are replicas that can be read from and take over.",
        ),
        *timed.when_fields(window=False),
    )


def release_fields(target: Target) -> tuple[FormField, ...]:
    return (
        field(
            "confirm",
            f"Type {target.name} to confirm",
            "text",
            "",
            help="Deletion is two merges. This one turns protection off and sets the final "
            "snapshot where the service has one; the next removes the files.",
        ),
    )


def _class_edits(target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    path = CLASS[target.kind.kind]
    wanted = asked_class(target, raw)
    if wanted == get(target.value, path):
        raise same_size(target)
    return (Set(path, wanted),)


def asked_class(target: Target, raw: Mapping[str, str]) -> str:
    """The class of the size that was chosen. Raises `Refused` for one that is not on offer."""
    wanted = {size.choice.value: size.instance_class for size in target.sizes}
    wanted |= {size.instance_class: size.instance_class for size in target.sizes}
    asked = raw.get("size", "")
    if asked not in wanted:
        offered = ", ".join(size.choice.value for size in target.sizes)
        why = f"“{asked}” is not a size." if asked else "The size is missing."
        raise refused("size", why, f"Choose one of {offered}.")
    return wanted[asked]


def by_name(target: Target, raw: Mapping[str, str]) -> dict[str, str]:
    """The answers with a size by its name on offer, where somebody wrote the class it means."""
    names = {size.instance_class: size.choice.value for size in target.sizes}
    asked = raw.get("size", "")
    return {**raw, "size": names.get(asked, asked)} if asked else dict(raw)


def same_size(target: Target) -> Refused:
    return refused("size", f"{target.name} has this size already.", "Choose another size.")


def _storage_edits(target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    now, asked = _storage_now(target), number(raw, "storage")
    if asked <= now:
        why = f"{target.name} has {now} GB, and AWS refuses to shrink storage."
        raise refused("storage", why, f"Ask for more than {now} GB.")
    if asked > MOST_STORAGE:
        why = f"Clark gives a database {MOST_STORAGE} GB at most."
        raise refused("storage", why, f"Ask for at most {MOST_STORAGE} GB.")
    return (Set(STORAGE, asked),)


def _nodes_edits(target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    asked, now = number(raw, "nodes"), whole(target, NODES, "nodes", 0)
    if not now:
        why = f"{target.name} is not sized by {NODES[-1]}."
        raise refused("nodes", why, "Change its file in the repository.")
    if not 2 <= asked <= 6:
        raise refused("nodes", "A cache has 2 to 6 nodes.", "Choose a number from 2 to 6.")
    if asked == now:
        raise refused("nodes", f"{target.name} has {asked} nodes already.", "Choose another.")
    return (Set(NODES, asked),)


def check_name(target: Target, raw: Mapping[str, str]) -> None:
    """Raises `Refused` where the name was not typed to confirm a deletion."""
    if raw.get("confirm", "").strip() != target.name:
        raise refused("confirm", "The name does not match.", f"Type {target.name}.")


def _release_edits(target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    check_name(target, raw)
    steps: list[Edit] = [Set(DELETION, "requested")]
    if target.kind.kind == "RDSInstance":
        steps.append(Set((*PROVIDER, "deletionProtection"), False))
        steps.append(Set((*PROVIDER, "skipFinalSnapshotBeforeDeletion"), False))
        steps.append(Set(SNAPSHOT, final_snapshot(target)))
    if is_adopted(target.value):  # until now its file only let go of it
        steps.append(Set(("spec", "deletionPolicy"), "Delete"))
    return tuple(step for step in steps if differs(target.value, step))


def final_snapshot(target: Target) -> str:
    """Its name: another one for each deletion, because AWS refuses a name that is taken.

    One that a deletion under way has chosen stays, so that asking again changes nothing.
    """
    chosen = str(get(target.value, SNAPSHOT, "") or "")
    if chosen and get(target.value, DELETION) == "requested" and chosen not in target.used:
        return chosen
    base = f"{target.name}-final"[: LONGEST_SNAPSHOT - len(target.mark) - 1].rstrip("-")
    return f"{base}-{target.mark}".rstrip("-")


def _when(action: Action, target: Target, raw: Mapping[str, str]) -> tuple[Edit, ...]:
    """`now` writes applyModificationsImmediately where it is not there; `window` takes it back."""
    if action == Action.RELEASE:
        return ()
    if action == Action.NODES:  # AWS does it at once in any case
        timed.asked_now(raw, window=False)
        return ()
    if timed.asked_now(raw):
        return _changed(target, Set(APPLY_NOW, True))
    return _changed(target, Set(APPLY_NOW, False)) if get(target.value, APPLY_NOW) else ()


def _changed(target: Target, edit: Set) -> tuple[Edit, ...]:
    return (edit,) if differs(target.value, edit) else ()


def differs(value: Mapping[str, Any], edit: Edit) -> bool:
    return isinstance(edit, Delete) or get(value, edit.path) != edit.value


def _storage_now(target: Target) -> int:
    """Raises `Refused` where there is no room that the form could give."""
    now = whole(target, STORAGE, "storage", 20)
    if has_all_storage(now):
        raise Refused(f"It has {now} GB; more is asked from the Clark team.")
    return now


def whole(target: Target, path: Path, field: str, default: int) -> int:
    """The number a file holds. Raises `Refused` where somebody wrote something else there."""
    now = get(target.value, path, default)
    if isinstance(now, bool) or not isinstance(now, int):
        why = f"{'.'.join(map(str, path))} of {target.name} is {now!r}, which is no number."
        raise refused(field, why, "Mend the file in the repository first.")
    return now


def number(raw: Mapping[str, str], field: str) -> int:
    asked = str(raw.get(field, "")).strip()
    try:
        return int(asked)
    except ValueError:
        why = "This is not a whole number." if asked else "The number is missing."
        raise refused(field, why, "Write digits only.") from None


def refused(field: str, reason: str, fix: str) -> Refused:
    return Refused(reason, [Problem(field, reason, fix)])
