"""Which rules a change of a running service follows, by its kind. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from clark.catalog import Section
from clark.flow.events import Action
from clark.flow.request import aurora, improving, nodes, rules, standby
from clark.flow.request.rewriting import Rewrite
from clark.flow.request.rules import Target
from clark.manifests import Set

AURORA: Final = "DBCluster"
NODES: Final = "NodeGroup"
UNITS: Final = {Action.STORAGE: " GB", Action.NODES: " nodes"}
# The kind whose sizes the catalog offers for this one.
SIZED: Final = {AURORA: "DBInstance"}

# The kinds with rules of their own; `rules` has those of the others.
_SECTIONS: Final = {AURORA: aurora.section, NODES: nodes.section}
_REWRITES: Final = {AURORA: aurora.rewrite, NODES: nodes.rewrite}
_PARAMETERS: Final = {AURORA: aurora.parameters, NODES: nodes.parameters}


def section(action: Action, target: Target) -> Section:
    """The form of a change. Raises `Refused` where the kind does not have it."""
    if action == Action.IMPROVE:
        return improving.section(target)
    return _SECTIONS.get(target.kind.kind, rules.section)(action, target)


def rewrite(action: Action, target: Target, raw: Mapping[str, str]) -> Rewrite:
    """What a filled form makes of the file. Raises `Refused` with a problem per field."""
    if action == Action.IMPROVE:
        return improving.rewrite(target, raw)
    if target.kind.kind in _REWRITES:
        return _REWRITES[target.kind.kind](action, target, raw)
    edits = rules.edits(action, target, raw)
    first = edits[0] if edits else None
    named = isinstance(first, Set) and action != Action.RELEASE
    after = _shown(action, first.value) if named and isinstance(first, Set) else ""
    return Rewrite({target.index: edits}, after=after)


def parameters(action: Action, target: Target, raw: Mapping[str, str]) -> dict[str, Any]:
    """The offering's parameters that the change moves, for the file's annotation."""
    if action == Action.IMPROVE:
        return improving.parameters(target, raw)
    return _PARAMETERS.get(target.kind.kind, rules.parameters)(action, target, raw)


def _shown(action: Action, value: Any) -> str:
    """A new value as the title says it."""
    if action == Action.STANDBY:
        return standby.WORDS[bool(value)]
    return f"{value}{UNITS.get(action, '')}"
