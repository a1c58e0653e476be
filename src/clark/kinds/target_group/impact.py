"""What a change of a target group does: nothing, and the provider says it succeeded."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.target_group.fields import FIELDS

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {"healthCheckEnabled": True}


def _second(change: Change) -> Impact:
    sentence = (
        "The provider looks for the target group by this name: it would make a second one, "
        "and the first would stay in AWS with nobody to delete it. Leave the name as it is."
    )
    return change.replacement(sentence, source.PROVIDER)


def _ignored(change: Change) -> Impact:
    sentence = (
        f"The provider never looks at {change.name} again once the target group is there: it "
        "reports success, and AWS keeps what it has. Write a second target group beside it under "
        "another name, with a new listener that leads to it, and remove the old two."
    )
    return change.ignored(sentence, source.PROVIDER)


RULES: Final[Mapping[str, Callable[[Change], Impact]]] = {
    **{str(known.path[2]): _ignored for known in FIELDS if len(known.path) == 3},
    "name": _second,
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    del asked
    return "AWS creates an empty target group: nothing gets requests yet.", source.ELB


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    del asked
    sentence = (
        "AWS refuses while a listener leads to the target group; once none does, it is deleted. "
        "The machines and pods in it go on working."
    )
    return sentence, source.ELB, False
