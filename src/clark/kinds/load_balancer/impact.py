"""What a change of a load balancer does: nothing, and the provider says it succeeded."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from clark.kinds import source
from clark.kinds.change import Change
from clark.kinds.impact import Impact
from clark.kinds.load_balancer.fields import FIELDS

# What AWS takes where a file says nothing: writing it down changes nothing.
DEFAULTS: Final[Mapping[str, Any]] = {"loadBalancerType": "application", "ipAddressType": "ipv4"}


def _second(change: Change) -> Impact:
    sentence = (
        "The provider looks for the load balancer by this name: it would make a second one, "
        "and the first would stay in AWS with nobody to delete it. Leave the name as it is."
    )
    return change.replacement(sentence, source.PROVIDER)


def _ignored(change: Change) -> Impact:
    sentence = (
        f"The provider never looks at {change.name} again once the load balancer is there: it "
        "reports success, and AWS keeps what it has. Order a second load balancer with the value "
        "you want, point the DNS name to it, then delete this one."
    )
    return change.ignored(sentence, source.PROVIDER)


RULES: Final[Mapping[str, Callable[[Change], Impact]]] = {
    **{str(known.path[2]): _ignored for known in FIELDS if len(known.path) == 3},
    "name": _second,
}


def created(asked: Mapping[str, Any]) -> tuple[str, str]:
    """What creation does, and the source."""
    sentence = "AWS creates a new load balancer"
    if asked.get("scheme") == "internet-facing":
        return f"{sentence} that the whole internet can reach.", source.ELB
    return f"{sentence} that only its network can reach.", source.ELB


def deleted(asked: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What deletion does, the source, and whether AWS would refuse it."""
    del asked
    sentence = (
        "The load balancer goes with its listeners at once: open connections break, and its DNS "
        "name leads nowhere. A new one of the same name gets another DNS name."
    )
    return sentence, source.ELB, False
