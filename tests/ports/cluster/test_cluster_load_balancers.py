"""A load balancer as the shipped offerings render it, from its files to Ready and to gone."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from cluster_stack import Plane, Stack, condition, ready, shipped

from clark.catalog import render
from clark.manifests import Set, edit, read, remove

REGION, NAME = "us-east-1", "shop-prod"
PUBLIC = "publicloadbalancers"
SERVICE = f"regions/{REGION}/prod/{NAME}/service.yaml"
EXTERNAL = "crossplane.io/external-name"
CERTIFICATE = f"arn:aws:acm:{REGION}:111122223333:certificate/12345678-1234-1234-1234-123456789012"
ASKED = {
    "application": "shop",
    "team": "shop",
    "region": REGION,
    "certificate": CERTIFICATE,
}
PARTS = (
    ("LoadBalancer", NAME),
    ("TargetGroup", f"{NAME}-targets"),
    ("Listener", f"{NAME}-https"),
)


def order(plane: Plane, offering: str, service: str) -> None:
    for path, text in render(shipped(offering), {**ASKED, "service": service}).items():
        plane.repository.write(path, text)
    plane.repository.commit()


def test_it_lives_from_its_files_to_its_end(plane: Plane, stack: Stack) -> None:
    elb = stack.client("elbv2", REGION)
    order(plane, PUBLIC, "shop")
    seen = {kind: plane.wait(kind, name, ready) for kind, name in PARTS}
    balancer = elb.describe_load_balancers(Names=[NAME])["LoadBalancers"][0]
    (targets,) = elb.describe_target_groups(Names=[NAME])["TargetGroups"]
    (listener,) = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    arns = (balancer["LoadBalancerArn"], targets["TargetGroupArn"], listener["ListenerArn"])
    assert tuple(each.annotations[EXTERNAL] for each in seen.values()) == arns
    _shows_what_aws_has(seen["LoadBalancer"].status["atProvider"], balancer)
    assert seen["TargetGroup"].status.get("atProvider") == {}, "the provider shows nothing of it"
    asked = seen["Listener"].spec["forProvider"]
    assert (asked["loadBalancerArn"], asked["defaultActions"][0]["targetGroupArn"]) == arns[:2]
    assert listener["Certificates"] == [{"CertificateArn": CERTIFICATE}]
    assert (listener["Port"], listener["SslPolicy"]) == (
        443,
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    )

    _changes_are_ignored(plane, elb)
    _another_listener_takes_its_place(plane, elb, arns[0])

    plane.repository.delete(SERVICE.rpartition("/")[0])
    plane.repository.commit()
    for kind, name in (*PARTS[:2], ("Listener", f"{NAME}-tls")):
        plane.wait_gone(kind, name)
    for call, code in (
        (elb.describe_load_balancers, "LoadBalancerNotFound"),
        (elb.describe_target_groups, "TargetGroupNotFound"),
    ):
        with pytest.raises(ClientError, match=code):
            call(Names=[NAME])


def test_a_listener_waits_for_what_it_refers_to(plane: Plane) -> None:
    files = render(shipped("internalloadbalancers"), {**ASKED, "service": "inside"})
    ((path, whole),) = files.items()
    plane.repository.write(path, remove(whole, [0, 1]))
    plane.repository.commit()
    said = 'cannot get referenced resource: LoadBalancer.elbv2.aws.crossplane.io "inside-prod"'
    plane.wait(
        "Listener",
        "inside-prod-https",
        lambda one: said in condition(one, "Synced").get("message", ""),
    )
    assert "CannotResolveResourceReferences" in plane.reasons("inside-prod-https")
    plane.repository.write(path, whole)
    plane.repository.commit()
    live = plane.wait("LoadBalancer", "inside-prod", ready)
    plane.wait("Listener", "inside-prod-https", ready)
    assert live.status["atProvider"]["dnsName"].startswith("internal-inside-prod-")


def test_a_lost_answer_makes_no_second_one(plane: Plane, stack: Stack) -> None:
    for word in ("LoadBalancer", "TargetGroup", "Listener"):
        stack.fault("elasticloadbalancing", f"Create{word}", "lost-answer", region=REGION)
    order(plane, PUBLIC, "lost")
    live = plane.wait("LoadBalancer", "lost-prod", ready)
    plane.wait("TargetGroup", "lost-prod-targets", ready)
    plane.wait("Listener", "lost-prod-https", ready)
    elb = stack.client("elbv2", REGION)
    arn = live.annotations[EXTERNAL]
    assert len(elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]) == 1
    named = [each["LoadBalancerName"] for each in elb.describe_load_balancers()["LoadBalancers"]]
    assert named.count("lost-prod") == 1


def _shows_what_aws_has(shown: dict[str, Any], balancer: dict[str, Any]) -> None:
    assert shown["dnsName"] == balancer["DNSName"]
    assert shown["loadBalancerARN"] == balancer["LoadBalancerArn"]
    assert shown["state"] == {"code": "active"}
    assert len(shown["availabilityZones"]) == 3


def _changes_are_ignored(plane: Plane, elb: Any) -> None:
    """Synced, and nothing happens in AWS: therefore Clark refuses such a change."""
    text = edit(plane.repository.read(SERVICE), 1, [_at("healthCheckPath", "/elsewhere")])
    plane.repository.write(SERVICE, text)
    plane.repository.commit()
    live = plane.wait("TargetGroup", PARTS[1][1], lambda one: one.generation > 1 and ready(one))
    assert live.spec["forProvider"]["healthCheckPath"] == "/elsewhere"
    plane.wait("TargetGroup", PARTS[1][1], _synced)
    assert elb.describe_target_groups(Names=[NAME])["TargetGroups"][0]["HealthCheckPath"] == "/"
    assert "UpdatedExternalResource" not in plane.reasons(PARTS[1][1])


def _synced(live: Any) -> bool:
    said = condition(live, "Synced")
    return bool(said["status"] == "True" and said["observedGeneration"] == live.generation)


def _another_listener_takes_its_place(plane: Plane, elb: Any, balancer: str) -> None:
    """AWS takes one listener for a port: the new one waits until the old one is gone."""
    text = plane.repository.read(SERVICE).replace(f"name: {NAME}-https", f"name: {NAME}-tls")
    text = edit(text, 2, [_at("sslPolicy", "ELBSecurityPolicy-TLS13-1-3-2021-06")])
    assert len(read(text)) == 3
    plane.repository.write(SERVICE, text)
    plane.repository.commit()
    plane.wait_gone("Listener", f"{NAME}-https")
    plane.wait("Listener", f"{NAME}-tls", ready)
    (listener,) = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"


def _at(field: str, value: object) -> Set:
    return Set(("spec", "forProvider", field), value)
