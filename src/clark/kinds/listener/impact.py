"""What a change of a listener does: nothing, and the provider says it succeeded."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.listener.fields import FIELDS

# What AWS takes where a file says nothing is not known to Clark.
DEFAULTS: Final[Mapping[str, Any]] = {}


def _ignored(change: Change) -> Impact:
    sentence = (
        f"The provider never looks at {change.name} again once the listener is there: it reports "
        "success, and AWS keeps what it has. Replace the listener: write it under another name "
        "with the value you want, and remove this one. Its port is closed until the new one is "
        "there, because AWS takes one listener for a port."
    )
    return change.ignored(sentence, source.PROVIDER)


RULES: Final[Mapping[str, Callable[[Change], Impact]]] = {
    str(known.path[2]): _ignored for known in FIELDS if len(known.path) == 3
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    return f"The load balancer opens port {asked.get('port')}.", source.ELB


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    sentence = f"The load balancer closes port {asked.get('port')}: connections there break."
    return sentence, source.ELB, False
