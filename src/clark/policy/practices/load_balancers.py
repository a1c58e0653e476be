"""Best practices for load balancers (LoadBalancer) with their listeners and target groups.

The provider never changes one that is there (crossplane.md §2.1), so nothing is mended by a click.
Its kinds have no fields for access logs and deletion protection: Clark cannot see them.
"""

from collections.abc import Mapping
from typing import Any, Final

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
# ELB.17: the policies that AWS recommends, none of which takes TLS 1.0 or 1.1.
SAFE: Final = (
    "ELBSecurityPolicy-TLS13-1-2-",
    "ELBSecurityPolicy-TLS13-1-3-",
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


def _one_zone(subject: Subject) -> str:
    count = len(_says(subject.main, "subnets") or ())
    return "" if count > 1 else f"it stands in {count} subnet{'' if count == 1 else 's'}"


def _no_subnets(subject: Subject) -> str:
    named = _says(subject.main, "subnets")
    return "" if isinstance(named, list) else "The file does not name its subnets by id."


PRACTICES: Final = (
    Practice(
        "balancer-https",
        KIND,
        "Encrypted connections only",
        "Who listens on the way reads nothing. A listener that only sends to HTTPS counts, too.",
        5,
        f"{HUB}, elb-controls, ELB.1",
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
        f"{HUB}, elb-controls, ELB.17",
        amiss=_old_tls,
        waived=_no_tls,
        by_hand=always(NEW_ONE),
    ),
    Practice(
        "balancer-zones",
        KIND,
        "Subnets of two zones",
        "When a zone fails, the other goes on taking requests.",
        4,
        f"{HUB}, elb-controls, ELB.13",
        amiss=_one_zone,
        waived=_no_subnets,
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
