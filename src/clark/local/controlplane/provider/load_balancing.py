"""LoadBalancer, TargetGroup, Listener: provider-aws pkg/controller/elbv2/*/setup.go, v0.58.

Nothing is ever updated: the provider calls all that is there up to date. Load balancers and target
groups are looked up by `spec.forProvider.name`, so a changed name makes a second one and leaves
the first; listeners are looked up by their ARN.
"""

from collections.abc import Mapping
from typing import Any, Final

from clark.local.controlplane import conditions
from clark.local.controlplane.cloud import Cloud, CloudRefusal, asking
from clark.local.controlplane.objects import Resource
from clark.local.controlplane.provider.external import Seen
from clark.local.controlplane.provider.shapes import (
    capitalised,
    pick,
    uncapitalised,
    without_zeroes,
)
from clark.local.controlplane.provider.tags import wanted_tags

# spec.forProvider -> the parameter of the call where it is spelled otherwise
SPECIAL: Final = {
    "loadBalancerType": "Type",
    "subnetID": "SubnetId",
    "allocationID": "AllocationId",
    "customerOwnedIPv4Pool": "CustomerOwnedIpv4Pool",
    "vpcID": "VpcId",
    "actionType": "Type",
    "targetGroupARN": "TargetGroupArn",
    "certificateARN": "CertificateArn",
    "userPoolARN": "UserPoolArn",
    "userPoolClientID": "UserPoolClientId",
    "clientID": "ClientId",
}
SHOWN: Final = {
    "type_": "Type",
    "targetGroupARN": "TargetGroupArn",
    "certificateARN": "CertificateArn",
}
BALANCER: Final = (
    "name",
    "loadBalancerType",
    "scheme",
    "customerOwnedIPv4Pool",
    "ipAddressType",
    "securityGroups",
    "subnetMappings",
    "subnets",
)
TARGETS: Final = (
    "name",
    "protocol",
    "protocolVersion",
    "port",
    "vpcID",
    "targetType",
    "ipAddressType",
    "healthCheckEnabled",
    "healthCheckIntervalSeconds",
    "healthCheckPath",
    "healthCheckPort",
    "healthCheckProtocol",
    "healthCheckTimeoutSeconds",
    "healthyThresholdCount",
    "unhealthyThresholdCount",
    "matcher",
)
LISTENER: Final = ("loadBalancerArn", "protocol", "port", "sslPolicy", "alpnPolicy")
OBSERVED: Final = {
    "CanonicalHostedZoneId": "canonicalHostedZoneID",
    "CreatedTime": "createdTime",
    "DNSName": "dnsName",
    "LoadBalancerArn": "loadBalancerARN",
    "LoadBalancerName": "loadBalancerName",
    "Type": "type_",
    "VpcId": "vpcID",
}
STATES: Final = {"active": conditions.AVAILABLE, "provisioning": conditions.CREATING}


class _Balancing:
    """What the three have in common. Each implements `External`."""

    def __init__(self, cloud: Cloud, region: str) -> None:
        self._cloud = cloud
        self._region = region

    def login(self, _resource: Resource) -> Mapping[str, str] | None:
        return None

    def take_over(self, _resource: Resource, _password: str) -> bool:
        return True

    def update(self, resource: Resource) -> None:
        """The provider has none."""

    def _client(self, resource: Resource) -> Any:
        return self._cloud.client("elbv2", resource.parameters.get("region") or self._region)


class LoadBalancers(_Balancing):
    def observe(self, resource: Resource) -> Seen | None:
        named = {"Names": [resource.parameters["name"]]}
        found = _describe(self._client(resource).describe_load_balancers, named, "LoadBalancer")
        if not resource.external_name or not found:
            return None
        state = found["State"]["Code"]
        kept = conditions.get_condition(resource, "Ready")
        unchanged = {name: str(kept[name]) for name in ("type", *conditions.SAID) if name in kept}
        return Seen(
            # A state that the provider does not know leaves the condition as it was.
            ready=STATES.get(state) or unchanged or conditions.CREATING,
            status=_shown(found),
            up_to_date=True,
            at_work=state == "provisioning",
        )

    def create(self, resource: Resource, _password: str | None) -> str:
        with asking("cannot create LoadBalancer in AWS"):
            answer = self._client(resource).create_load_balancer(
                **_given(resource, BALANCER), **_tags(resource)
            )
        return str(answer["LoadBalancers"][0]["LoadBalancerArn"])

    def delete(self, resource: Resource) -> None:
        with asking("failed to delete LoadBalancer"):
            self._client(resource).delete_load_balancer(LoadBalancerArn=resource.external_name)


class TargetGroups(_Balancing):
    def observe(self, resource: Resource) -> Seen | None:
        named = {"Names": [resource.parameters["name"]]}
        found = _describe(self._client(resource).describe_target_groups, named, "TargetGroup")
        if not resource.external_name or not found:
            return None
        return Seen(ready=conditions.AVAILABLE, status={}, up_to_date=True)

    def create(self, resource: Resource, _password: str | None) -> str:
        with asking("cannot create TargetGroup in AWS"):
            answer = self._client(resource).create_target_group(
                **_given(resource, TARGETS), **_tags(resource)
            )
        return str(answer["TargetGroups"][0]["TargetGroupArn"])

    def delete(self, resource: Resource) -> None:
        """AWS refuses while a listener leads to it; it is tried again."""
        with asking("failed to delete TargetGroup"):
            self._client(resource).delete_target_group(TargetGroupArn=resource.external_name)


class Listeners(_Balancing):
    def observe(self, resource: Resource) -> Seen | None:
        if not resource.external_name:
            return None
        named = {"ListenerArns": [resource.external_name]}
        found = _describe(self._client(resource).describe_listeners, named, "Listener")
        if not found:
            return None
        shown = {
            "listenerARN": found["ListenerArn"],
            "loadBalancerARN": found["LoadBalancerArn"],
            "certificates": uncapitalised(found.get("Certificates") or [], SHOWN),
            "defaultActions": uncapitalised(found.get("DefaultActions") or [], SHOWN),
        }
        return Seen(ready=conditions.AVAILABLE, status=without_zeroes(shown), up_to_date=True)

    def create(self, resource: Resource, _password: str | None) -> str:
        asked = resource.parameters
        given = _given(resource, LISTENER)
        arns = [each.get("certificateARN") for each in asked.get("certificates") or ()]
        if any(arns):
            given["Certificates"] = [{"CertificateArn": arn} for arn in arns if arn]
        given["DefaultActions"] = [_action(each) for each in asked.get("defaultActions") or ()]
        with asking("cannot create Listener in AWS"):
            answer = self._client(resource).create_listener(**given, **_tags(resource))
        return str(answer["Listeners"][0]["ListenerArn"])

    def delete(self, resource: Resource) -> None:
        """A listener goes with its load balancer, too."""
        try:
            with asking("failed to delete Listener"):
                self._client(resource).delete_listener(ListenerArn=resource.external_name)
        except CloudRefusal as refusal:
            if refusal.code != "ListenerNotFound":
                raise


# Private functions


def _describe(call: Any, named: Mapping[str, Any], word: str) -> Mapping[str, Any] | None:
    try:
        with asking(f"failed to describe {word}"):
            found = call(**named)[f"{word}s"]
    except CloudRefusal as refusal:
        if refusal.code == f"{word}NotFound":
            return None
        raise
    return next(iter(found), None)


def _given(resource: Resource, names: tuple[str, ...]) -> dict[str, Any]:
    """The parameters of a call; what a definition does not say is not sent."""
    asked = resource.parameters
    found = {name: asked[name] for name in names if asked.get(name) is not None}
    given: dict[str, Any] = capitalised(found, SPECIAL)
    return given


def _tags(resource: Resource) -> dict[str, Any]:
    """AWS refuses an empty list."""
    tags = wanted_tags(resource.parameters.get("tags") or ())
    return {"Tags": tags} if tags else {}


def _action(asked: Mapping[str, Any]) -> Any:
    """Without the references, which the provider keeps for itself."""
    kept = {name: value for name, value in asked.items() if not name.endswith(("Ref", "Selector"))}
    if groups := (kept.get("forwardConfig") or {}).get("targetGroups"):
        kept["forwardConfig"] = {
            **kept["forwardConfig"],
            "targetGroups": [_action(each) for each in groups],
        }
    return capitalised(kept, SPECIAL)


def _shown(found: Mapping[str, Any]) -> dict[str, Any]:
    """status.atProvider of a load balancer."""
    zones = [
        pick(each, {"SubnetId": "subnetID", "ZoneName": "zoneName"})
        for each in found.get("AvailabilityZones") or ()
    ]
    state = pick(found["State"], {"Code": "code", "Reason": "reason"})
    return pick(found, OBSERVED) | without_zeroes({"availabilityZones": zones, "state": state})
