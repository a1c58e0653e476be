"""Whether what a policy proposes can be done to what is there: AWS never takes storage back."""

import copy
from typing import Any

from clark import kinds
from clark.manifests import Document, Set, get, show_path
from clark.policy.change import Change
from clark.policy.fixes import Fix


def proposed(change: Change, fix: Fix) -> str:
    """The sentence of a fix; where its edit would be refused, what can be done instead."""
    if change.old is None or change.new is None:
        return fix.sentence
    for edit in fix.edits:
        if isinstance(edit, Set) and _refused(change.old, change.new, edit):
            before = get(change.old.value, edit.path)
            return f"Leave {show_path(edit.path)} at {before}."
    return fix.sentence


# Private functions


def _refused(old: Document, new: Document, edit: Set) -> bool:
    wanted: Any = copy.deepcopy(dict(new.value))
    block = get(wanted, edit.path[:-1])
    if not isinstance(block, dict):
        return False
    block[edit.path[-1]] = edit.value
    return any(
        impact.denied and impact.path == edit.path for impact in kinds.impacts(old.value, wanted)
    )
