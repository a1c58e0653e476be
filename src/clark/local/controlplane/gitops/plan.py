"""What to apply, what to delete and what to leave alone. Decides; touches nothing.

Nothing is ever deleted because something could not be read (a broken file), because history was
rewritten, or because one commit removes `too_many` services.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clark import kinds
from clark.local.controlplane.gitops.application import FileReading, Wanted
from clark.local.controlplane.objects import Key, Resource
from clark.policy.removal import too_many
from clark.ports.cluster import BrokenFile


@dataclass(frozen=True)
class Plan:
    """`held` are objects whose files are gone but which stay, each reported in `broken`."""

    apply: tuple[Wanted, ...]
    prune: tuple[Key, ...]
    held: frozenset[Key]
    broken: tuple[BrokenFile, ...]


@dataclass(frozen=True)
class Before:
    """What was there before this commit. `rewritten`: its history does not contain the last one."""

    live: Mapping[Key, Resource]
    held: frozenset[Key]
    rewritten: bool


def plan(readings: Iterable[FileReading], texts: Mapping[str, bytes], before: Before) -> Plan:
    """Compare a commit with the cluster. `texts` are the broken files, by path."""
    readings = tuple(readings)
    wanted, collisions = _choose(readings, before.live)
    broken = [one.broken for one in readings if one.broken] + collisions
    gone = [
        resource
        for key, resource in before.live.items()
        if key not in wanted and not resource.deleting and not _protected(resource, broken, texts)
    ]
    held = before.held & {resource.key for resource in gone}
    fresh = [resource for resource in gone if resource.key not in held]
    # Without one of its parts a service is smaller, not removed.
    removed = _services(resource for resource in fresh if not _is_part(resource))
    if before.rewritten or too_many(len(removed), len(_services(before.live.values()))):
        held |= {resource.key for resource in fresh}
        fresh = []
    return Plan(
        apply=tuple(one for key, one in wanted.items() if _differs(one, before.live.get(key))),
        prune=tuple(resource.key for resource in fresh),
        held=frozenset(held),
        broken=tuple(broken + _held(gone, held)),
    )


# Private functions


def _choose(
    readings: Iterable[FileReading], live: Mapping[Key, Resource]
) -> tuple[dict[Key, Wanted], list[BrokenFile]]:
    """One file for each object. The one that described it first keeps it."""
    chosen: dict[Key, Wanted] = {}
    broken = []
    for one in (wanted for reading in readings for wanted in reading.wanted):
        other = chosen.get(one.key)
        if other is None:
            chosen[one.key] = one
            continue
        owner = live[one.key].source if one.key in live else other.path
        kept, refused = (one, other) if one.path == owner != other.path else (other, one)
        chosen[one.key] = kept
        reason = f"{refused.label} is already described in {kept.path}; that one is applied."
        broken.append(BrokenFile(refused.path, refused.line, reason))
    return chosen, broken


def _protected(
    resource: Resource, broken: Iterable[BrokenFile], texts: Mapping[str, bytes]
) -> bool:
    """Whether a broken file may still describe it: one beside its own, or one that names it."""
    directory = resource.source.rpartition("/")[0]
    return any(
        one.path.rpartition("/")[0] == directory
        or resource.name.encode() in texts.get(one.path, b"")
        for one in broken
    )


def _services(resources: Iterable[Resource]) -> set[str]:
    return {resource.source.rpartition("/")[0] for resource in resources}


def _is_part(resource: Resource) -> bool:
    kind = kinds.find(resource.api_version, resource.kind)
    return kind is not None and kind.part_of != ""


def _differs(wanted: Wanted, live: Resource | None) -> bool:
    return live is None or live.applied != wanted.applied or live.source != wanted.path


def _held(gone: Iterable[Resource], held: frozenset[Key] | set[Key]) -> list[BrokenFile]:
    return [
        BrokenFile(
            resource.source,
            1,
            f"The file no longer describes {resource.kind}/{resource.name}, but it was not "
            "deleted: the branch was rewritten, or too many services went at once. Put the "
            "file back, then remove services a few at a time.",
        )
        for resource in gone
        if resource.key in held
    ]
