"""How a listener finds what it refers to."""

from typing import Any

import pytest

from clark.local.controlplane.objects import EXTERNAL_NAME, Key, Resource
from clark.local.controlplane.provider.load_balancing import _action
from clark.local.controlplane.provider.references import GROUP, Unresolved, resolve

BALANCER = Key(GROUP, "LoadBalancer", "", "shop-prod")
TARGETS = Key(GROUP, "TargetGroup", "", "shop-prod-targets")


def resource(kind: str, name: str, external: str = "", **parameters: Any) -> Resource:
    return Resource(
        api_version=f"{GROUP}/v1alpha1",
        kind=kind,
        name=name,
        namespace="",
        uid="uid",
        spec={"forProvider": parameters},
        created_at="",
        annotations={EXTERNAL_NAME: external} if external else {},
    )


def listener(**parameters: Any) -> Resource:
    action = {"actionType": "forward", "targetGroupArnRef": {"name": "shop-prod-targets"}}
    asked = {"loadBalancerArnRef": {"name": "shop-prod"}, "defaultActions": [action]}
    return resource("Listener", "shop-prod-https", **{**asked, **parameters})


THERE = {
    BALANCER: resource("LoadBalancer", "shop-prod", "arn:balancer"),
    TARGETS: resource("TargetGroup", "shop-prod-targets", "arn:targets"),
}


def test_arns_are_written_beside_the_references() -> None:
    found = listener()
    resolve(found, THERE.get)
    assert found.parameters["loadBalancerArn"] == "arn:balancer"
    assert found.parameters["defaultActions"][0]["targetGroupArn"] == "arn:targets"


def test_a_weighted_forward_has_its_references_in_a_list() -> None:
    groups = [{"targetGroupArnRef": {"name": "shop-prod-targets"}, "weight": 1}]
    action = {"actionType": "forward", "forwardConfig": {"targetGroups": groups}}
    found = listener(defaultActions=[action])
    resolve(found, THERE.get)
    assert _action(found.parameters["defaultActions"][0]) == {
        "Type": "forward",
        "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "arn:targets", "Weight": 1}]},
    }


def test_what_was_resolved_once_is_not_looked_up_again() -> None:
    found = listener(loadBalancerArn="arn:other")
    resolve(found, THERE.get)
    assert found.parameters["loadBalancerArn"] == "arn:other", "a changed reference does nothing"


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ({}, 'cannot get referenced resource: LoadBalancer.elbv2.aws.crossplane.io "shop-prod"'),
        (
            {BALANCER: resource("LoadBalancer", "shop-prod"), TARGETS: THERE[TARGETS]},
            "spec.forProvider.loadBalancerArn: referenced field was empty",
        ),
        ({BALANCER: THERE[BALANCER]}, r"spec.forProvider.DefaultActions\[0\].targetGroupArn"),
    ],
)
def test_it_says_what_it_waits_for(there: dict[Key, Resource], why: str) -> None:
    with pytest.raises(Unresolved, match=why):
        resolve(listener(), there.get)


def test_only_what_aws_names_itself_has_no_name_before() -> None:
    assert resource("LoadBalancer", "shop-prod").external_name == ""
    assert resource("DBCluster", "shop-prod").external_name == "shop-prod"
