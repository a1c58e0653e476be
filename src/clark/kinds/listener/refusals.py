"""What Elastic Load Balancing is certain to refuse (CreateListener)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.kinds.manifest import settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_BALANCER: Final = ("loadBalancerArn", "loadBalancerArnRef", "loadBalancerArnSelector")
_SECURE: Final = ("HTTPS", "TLS")


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this listener."""
    asked = settings(document)
    yield from region_problems(asked)
    if not any(asked.get(name) for name in _BALANCER):
        yield _at("loadBalancerArnRef", "missing", "It belongs to no load balancer.", _NAME_IT)
    for name in ("protocol", "port"):
        if asked.get(name) is None:
            yield _at(name, "missing", f"AWS needs the {name} of a listener.", f"Add {name}.")
    port = asked.get("port")
    if isinstance(port, int) and not 1 <= port <= 65535:
        yield _at("port", "range", f"There is no port {port}.", "Write 1 to 65535.")
    yield from _tls(asked)


def _tls(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    secure = asked.get("protocol") in _SECURE
    if secure and not asked.get("certificates"):
        reason = f"AWS needs a certificate for {asked.get('protocol')}."
        yield _at("certificates", "certificate", reason, "Add certificates with its ARN.")
    if not secure and asked.get("protocol") and asked.get("sslPolicy"):
        reason = f"{asked.get('protocol')} has no TLS, so AWS refuses a TLS policy for it."
        yield _at("sslPolicy", "certificate", reason, "Remove sslPolicy, or write HTTPS.")


_NAME_IT: Final = "Name its load balancer in loadBalancerArnRef."


def _at(name: str, rule: str, reason: str, fix: str) -> FieldProblem:
    return FieldProblem(("spec", "forProvider", name), rule, reason, fix)
