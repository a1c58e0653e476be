"""Best practices for load balancers (LoadBalancer) with their listeners and target groups.

The provider never changes one that is there (crossplane.md §2.1), so nothing is mended by a click.
Its kinds have no fields for access logs and deletion protection: Clark cannot see them.
"""

from collections.abc import Mapping
from typing import Any, Final

from clark.policy.practices import subnets
from clark.policy.practices.practice import (
    HUB,
    PROVIDER,
    Definition,
    Practice,
    Subject,
    always,
    not_off,
    wants,
)

KIND: Final = "LoadBalancer"
LISTENER: Final = "Listener"
TARGETS: Final = "TargetGroup"
GUIDE: Final = "Elastic Load Balancing User Guide for Application Load Balancers"
# Policies without TLS 1.0 and 1.1, by how their names begin.
SAFE: Final = (
    "ELBSecurityPolicy-TLS13-1-2-",
    "ELBSecurityPolicy-TLS13-1-3-",
    "ELBSecurityPolicy-TLS-1-2-",
    "ELBSecurityPolicy-FS-1-2-",
)
NEW_ONE: Final = (
    "Crossplane never changes a load balancer that is there. Order a new one, send the clients to "
    "it, then delete this one."
)


def _says(found: Definition, name: str) -> Any:
    return found.says((*PROVIDER, name))


def _redirects(found: Definition) -> bool:
    actions = _says(found, "defaultActions")
    return isinstance(actions, list) and any(
        isinstance(each, Mapping)
        and isinstance(each.get("redirectConfig"), Mapping)
        and each["redirectConfig"].get("protocol") == "HTTPS"
        for each in actions
    )


def _in_the_clear(subject: Subject) -> str:
    return "; ".join(
        f"{each.name} speaks {_says(each, 'protocol') or 'HTTP'}"
        for each in subject.of(LISTENER)
        if _says(each, "protocol") not in ("HTTPS", "TLS") and not _redirects(each)
    )


def _old_tls(subject: Subject) -> str:
    return "; ".join(
        f"{each.name}: sslPolicy is {_says(each, 'sslPolicy') or 'not set'}"
        for each in subject.of(LISTENER)
        if _says(each, "protocol") in ("HTTPS", "TLS")
        and not str(_says(each, "sslPolicy") or "").startswith(SAFE)
    )


def _no_listener(subject: Subject) -> str:
    return "" if subject.of(LISTENER) else "Its file has no listener."


def _no_tls(subject: Subject) -> str:
    secure = any(_says(each, "protocol") in ("HTTPS", "TLS") for each in subject.of(LISTENER))
    return "" if secure else "No listener speaks TLS."


PRACTICES: Final = (
    Practice(
        "balancer-https",
        KIND,
        "Encrypted connections only",
        "Who listens on the way reads nothing. A listener that only sends to HTTPS counts, too.",
        5,
        f"{HUB}, elb-controls",
        amiss=_in_the_clear,
        waived=_no_listener,
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "balancer-tls",
        KIND,
        "TLS 1.2 or newer",
        "Older versions have flaws that are known and used.",
        4,
        f"{HUB}, elb-controls",
        amiss=_old_tls,
        waived=_no_tls,
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "balancer-zones",
        KIND,
        subnets.TITLE,
        f"When a zone fails, another goes on taking requests. {subnets.UNSEEN}",
        4,
        f"{HUB}, elb-controls",
        amiss=subnets.too_few,
        waived=subnets.unnamed,
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "balancer-health",
        KIND,
        "Targets are asked whether they work",
        "Requests go only to pods that answer.",
        3,
        f"{GUIDE}, target-group-health-checks",
        (wants("healthCheckEnabled", not_off, part=TARGETS),),
        by_hand=always(NEW_ONE),
    ),
)
