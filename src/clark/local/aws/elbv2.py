"""Elastic Load Balancing: what AWS refuses and moto takes. Behind its DNS names nothing listens.

The codes are AWS's (CreateLoadBalancer, CreateTargetGroup, CreateListener); where no wording was
found it is ours. No certificates are kept here: any of its region is taken.
"""

import re
from typing import Any, Final

from moto.elbv2 import urls as moto_urls
from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend, FakeListener, FakeLoadBalancer, FakeTargetGroup
from moto.elbv2.ssl_policies import SSL_POLICIES
from moto.moto_api._internal import mock_random

LONGEST_NAME: Final = 32
LEAST_ZONES: Final = 2
SECURE: Final = frozenset({"HTTPS", "TLS"})
CERTIFICATE: Final = re.compile(r"arn:aws:acm:(?P<region>[a-z0-9-]+):[0-9]{12}:certificate/.+")


class Backend(ELBv2Backend):
    @property
    def _url_module(self) -> Any:
        return moto_urls

    def create_load_balancer(self, name: str, *given: Any, **asked: Any) -> FakeLoadBalancer:
        """Asked for twice alike it is made once, as AWS promises."""
        asked["scheme"] = asked.get("scheme") or "internet-facing"
        _check_name(name)
        existing = next((one for one in self.load_balancers.values() if one.name == name), None)
        if existing is not None:
            _check_same(existing, asked)
            return existing
        if (asked.get("loadbalancer_type") or "application") == "application":
            self._check_zones(asked)
        for group in asked.get("security_groups") or ():
            if self.ec2_backend.get_security_group_from_id(group) is None:
                raise _refusal("InvalidSecurityGroup", "One or more security groups are invalid")
        balancer = super().create_load_balancer(name, *given, **asked)
        inside = "internal-" if asked["scheme"] == "internal" else ""
        number = mock_random.randint(10**8, 10**10)
        balancer.dns_name = f"{inside}{name}-{number}.{self.region_name}.elb.amazonaws.com"
        return balancer

    def create_target_group(self, name: str, **asked: Any) -> FakeTargetGroup:
        """Asked for twice alike it is made once, too."""
        existing = next((one for one in self.target_groups.values() if one.name == name), None)
        if existing is not None and _is_same_target_group(existing, asked):
            return existing
        return super().create_target_group(name, **asked)

    def create_listener(self, load_balancer_arn: str, **asked: Any) -> FakeListener:  # type: ignore[override]
        balancer = self.load_balancers.get(load_balancer_arn)
        for listener in balancer.listeners.values() if balancer else ():
            if str(listener.port) == str(asked["port"]):
                if _is_same_listener(listener, asked):
                    return listener
                reason = f"A listener already exists on this port for '{load_balancer_arn}'"
                raise _refusal("DuplicateListener", reason)
        if asked["protocol"] in SECURE:
            if not asked.get("certificate"):
                reason = f"A certificate must be specified for {asked['protocol']} listeners"
                raise _refusal("ValidationError", reason)
            if asked["ssl_policy"] not in SSL_POLICIES:
                reason = f"SSL policy '{asked['ssl_policy']}' not found"
                raise _refusal("SSLPolicyNotFound", reason)
        return super().create_listener(load_balancer_arn, **asked)

    def _check_zones(self, asked: dict[str, Any]) -> None:
        mapped = [each["SubnetId"] for each in asked.get("subnet_mappings") or ()]
        found = [
            self.ec2_backend.get_subnet(each)
            for each in [*(asked.get("subnet_ids") or ()), *mapped]
        ]
        zones = [each.availability_zone for each in found if each is not None]
        if len(found) == len(zones) and len(set(zones)) < len(zones):
            reason = "A load balancer cannot be attached to multiple subnets in the same "
            raise _refusal("InvalidConfigurationRequest", f"{reason}Availability Zone")
        if 0 < len(zones) < LEAST_ZONES:
            reason = "At least two subnets in two different Availability Zones must be specified"
            raise _refusal("ValidationError", reason)


def check_certificate(account_id: str, region: str, arn_certificate: str, arn_user: str) -> None:
    """In place of moto's, which looks into Certificate Manager."""
    del account_id, arn_user
    named = CERTIFICATE.fullmatch(arn_certificate)
    if named is None or named["region"] != region:
        raise _refusal("CertificateNotFound", f"Certificate ARN '{arn_certificate}' is not valid")


# Private functions


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        reason = f"cannot be longer than '{LONGEST_NAME}' characters"
    elif not re.fullmatch(r"[A-Za-z0-9-]+", name):
        reason = "can only contain characters that are alphanumeric characters and hyphens(-)"
    elif name.startswith("-") or name.endswith("-"):
        reason = "cannot begin or end with '-'"
    elif name.startswith("internal-"):
        reason = "cannot begin with 'internal-'"
    else:
        return
    raise _refusal("ValidationError", f"The load balancer name '{name}' {reason}")


def _check_same(existing: FakeLoadBalancer, asked: dict[str, Any]) -> None:
    subnets = {subnet.id for subnet in existing.subnets}
    same = (
        existing.scheme == asked["scheme"]
        and subnets == set(asked.get("subnet_ids") or ())
        and set(existing.security_groups) == set(asked.get("security_groups") or ())
    )
    if not same:
        reason = f"A load balancer with the same name '{existing.name}' exists, but with different"
        raise _refusal("DuplicateLoadBalancerName", f"{reason} settings")


def _is_same_target_group(existing: FakeTargetGroup, asked: dict[str, Any]) -> bool:
    same = ("vpc_id", "protocol", "port", "target_type")
    checks = {"health_check_path": "healthcheck_path", "health_check_port": "healthcheck_port"}
    return all(
        str(getattr(existing, ours)) == str(asked[theirs])
        for ours, theirs in {**{name: name for name in same}, **checks}.items()
        if asked.get(theirs) is not None
    )


def _is_same_listener(existing: FakeListener, asked: dict[str, Any]) -> bool:
    return (existing.protocol, existing.certificate, existing.ssl_policy) == (
        asked["protocol"],
        asked.get("certificate"),
        asked["ssl_policy"],
    ) and [one.data for one in existing.default_actions] == asked["actions"]


def _refusal(code: str, message: str) -> ELBClientError:
    return ELBClientError(code, message)
