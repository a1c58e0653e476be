"""Which ways there are that interrupt less than a change of whole definitions would."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from clark.kinds.alternative import Alternative
from clark.kinds.change import Change
from clark.kinds.impact import Effect
from clark.kinds.impacts import changes, impact_of
from clark.kinds.knowledge import Knowledge, knowledge
from clark.kinds.manifest import name
from clark.kinds.registry import find
from clark.kinds.waiting import waiting

Manifest = Mapping[str, Any]
# status.atProvider of a kind and a name; None where nobody has seen it.
Sight = Callable[[str, str], Mapping[str, Any] | None]
_INTERRUPTS: Final = frozenset({Effect.RESTART, Effect.FAILOVER})


def _unseen(_kind: str, _name: str) -> None:
    """Offline nobody knows what waits in AWS."""


def alternatives(
    old: Sequence[Manifest], new: Sequence[Manifest], sight: Sight = _unseen
) -> tuple[Alternative, ...]:
    """Of everything in a file that would be interrupted when `old` becomes `new`, each way once."""
    before = {(each.get("kind"), name(each)): each for each in old}
    found = (
        way
        for each in new
        if (was := before.get((each.get("kind"), name(each)))) is not None
        for way in _of(was, each, _alike(old, each), sight)
    )
    return tuple({each.title: each for each in found}.values())


# Private functions


def _alike(manifests: Sequence[Manifest], one: Manifest) -> int:
    """How many of its kind there are, such as instances of a cluster."""
    return sum(each.get("kind") == one.get("kind") for each in manifests)


def _of(old: Manifest, new: Manifest, alike: int, sight: Sight) -> Iterator[Alternative]:
    kind = find(str(new.get("apiVersion")), str(new.get("kind")))
    if kind is None or old.get("apiVersion") != new.get("apiVersion"):
        return
    known = knowledge(kind)
    for change in changes(kind, old, new):
        if change.name in known.alternatives and _interrupts(change, known):
            there = waiting(kind.kind, sight(kind.kind, name(new)))
            yield from known.alternatives[change.name](replace(change, waiting=there), alike)


def _interrupts(change: Change, known: Knowledge) -> bool:
    impact = impact_of(change, known)
    return impact.effect in _INTERRUPTS and not impact.denied
