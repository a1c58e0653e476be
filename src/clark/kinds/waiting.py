"""What waits in AWS, and is done too as soon as a change is not to wait for the window."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Effect, Impact
from clark.kinds.impacts import changes, impact_of
from clark.kinds.knowledge import knowledge
from clark.kinds.manifest import is_production, settings
from clark.kinds.pending import pending
from clark.kinds.registry import find

Values = Mapping[str, Any]

# The kinds whose status.atProvider shows all that waits. That of a cache shows neither a node type
# nor a version, that of an Aurora cluster nothing of it.
_SHOWN: Final = frozenset({"RDSInstance", "DBInstance"})
_AT_REST: Final = ("available", "storage-optimization")
# Where AWS says that a change at once brings along what waits.
_SOURCES: Final = {
    "RDSInstance": source.RDS_MODIFY,
    "DBInstance": source.AURORA_MODIFY,
    "DBCluster": source.AURORA_MODIFY,
    "ReplicationGroup": source.CACHE_MODIFY,
}
_FLAGS: Final = frozenset({"applyModificationsImmediately", "applyImmediately"})
_NEVER_WAITS: Final = frozenset({"masterUserPassword", "pendingCloudwatchLogsExports"})
_WORST: Final = (Effect.RESTART, Effect.FAILOVER)


def waiting(kind: str, seen: Values | None) -> Values | None:
    """What waits, by status.atProvider as it was last seen; None where that does not tell.

    Nothing is said to wait only of what is at rest: AWS shows late what it was asked just now.
    """
    if not seen or kind not in _SHOWN:
        return None
    values = pending(seen.get("pendingModifiedValues"))
    return values if values or seen.get("dbInstanceStatus") in _AT_REST else None


def asks_at_once(old: Values | None, new: Values | None) -> bool:
    """Whether a change of a resource that runs tells AWS not to wait for the window."""
    return any(each.immediate for each in _changes(old, new))


def done_too(old: Values, new: Values, seen: Values | None) -> Impact | None:
    """What a change that is not to wait brings along; None where nothing waits.

    `seen` is status.atProvider, None where nobody has seen it. What is not known is said of
    production, and nobody can accept it: an interruption is accepted by what it is.
    """
    if not asks_at_once(old, new):
        return None
    kind = str(new.get("kind"))
    values = waiting(kind, seen)
    if values:
        return _brought(old, new, seen or {}, values)
    turned = any(each.name in _FLAGS for each in _changes(old, new))
    return _unknown(kind) if values is None and turned and is_production(new) else None


# Private functions


def _changes(old: Values | None, new: Values | None) -> tuple[Change, ...]:
    if old is None or new is None:
        return ()
    before, after = (
        find(str(each.get("apiVersion")), str(each.get("kind"))) for each in (old, new)
    )
    known = after if before == after else None
    return tuple(changes(known, old, new)) if known and known.kind in _SOURCES else ()


def _brought(old: Values, new: Values, seen: Values, values: Values) -> Impact:
    """All that waits as one, each by the rule of its own field."""
    found = tuple(_waits(old, new, seen, values))
    effects = {each.effect for each in found}
    named = ", ".join(f"{name} {value}" for name, value in values.items())
    why = " ".join(dict.fromkeys(each.sentence for each in found if each.effect in _WORST))
    sentence = f"What waits in AWS is done at once, too: {named}. {why}".rstrip()
    effect = next((each for each in _WORST if each in effects), Effect.IN_PLACE)
    accepted = any(each.needs_acceptance for each in found)
    return _impact(str(new.get("kind")), effect, sentence, needs_acceptance=accepted)


def _waits(old: Values, new: Values, seen: Values, values: Values) -> Iterator[Impact]:
    """The database as AWS has it becomes what waits: the file has said so for a while."""
    kind = find(str(new.get("apiVersion")), str(new.get("kind")))
    file, after = settings(old), settings(new)
    now = {name: seen.get(name, value) for name, value in file.items() if name not in values}
    for name, value in values.items():
        if kind is not None and name not in _NEVER_WAITS:
            change = Change(name, seen.get(name), value, now, after, is_production(new))
            yield impact_of(change, knowledge(kind))


def _unknown(kind: str) -> Impact:
    sentence = (
        "What waits in AWS for the maintenance window is done at once, too, and Clark has not "
        "seen whether anything does: it may interrupt. Look in AWS first."
    )
    return _impact(kind, Effect.IN_PLACE, sentence)


def _impact(kind: str, effect: Effect, sentence: str, *, needs_acceptance: bool = False) -> Impact:
    return Impact(
        path=("status", "atProvider", "pendingModifiedValues"),
        before=None,
        after=None,
        effect=effect,
        sentence=sentence,
        source=_SOURCES[kind],
        needs_acceptance=needs_acceptance,
    )
