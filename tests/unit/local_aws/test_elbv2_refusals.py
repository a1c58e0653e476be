"""Elastic Load Balancing in the local AWS: what AWS refuses, and what is asked for twice."""

from typing import Any

import pytest
from moto.core.exceptions import ServiceException

from clark.local.aws import elbv2, identity, regions
from clark.local.aws.identity import ACCOUNT
from clark.local.aws.pace import FAST

REGION = "us-east-1"
SUBNETS = [identity.default_subnet(ACCOUNT, REGION, index) for index in range(3)]
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/one"


class Cloud:
    def __init__(self) -> None:
        regions.install(FAST)
        regions.BACKENDS["elasticloadbalancing"].reset()
        backend = regions.BACKENDS["elasticloadbalancing"][ACCOUNT][REGION]
        assert isinstance(backend, elbv2.Backend)
        self.elb = backend

    def balancer(self, name: str = "shop-prod", **changes: Any) -> Any:
        asked = {
            "security_groups": [identity.default_security_group(ACCOUNT, REGION)],
            "subnet_ids": SUBNETS[:2],
            "scheme": "internal",
        }
        return self.elb.create_load_balancer(name, **{**asked, **changes})

    def listener(self, arn: str, **changes: Any) -> Any:
        fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}
        asked = {
            "protocol": "HTTPS",
            "port": 443,
            "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            "certificate": CERTIFICATE,
            "actions": [fixed],
        }
        return self.elb.create_listener(arn, **{**asked, **changes})


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subnet_ids": SUBNETS[:1]}, "ValidationError"),
        ({"subnet_ids": [SUBNETS[0], SUBNETS[0]]}, "InvalidConfigurationRequest"),
        ({"subnet_ids": ["subnet-none", SUBNETS[0]]}, "InvalidSubnetID.NotFound"),
        ({"security_groups": ["sg-none"]}, "InvalidSecurityGroup"),
        ({"name": "x" * 33}, "ValidationError"),
        ({"name": "internal-shop"}, "ValidationError"),
        ({"name": "shop_prod"}, "ValidationError"),
        ({"name": "shop-"}, "ValidationError"),
    ],
)
def test_a_load_balancer_that_aws_refuses(cloud: Cloud, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ServiceException) as refused:
        cloud.balancer(**changes)
    assert refused.value.code == code


def test_asked_for_twice_alike_it_is_made_once(cloud: Cloud) -> None:
    made = cloud.balancer()
    assert cloud.balancer() is made
    with pytest.raises(ServiceException) as refused:
        cloud.balancer(scheme="internet-facing")
    assert refused.value.code == "DuplicateLoadBalancerName"


def test_the_dns_name_says_the_scheme_and_is_another_one_each_time(cloud: Cloud) -> None:
    first = cloud.balancer().dns_name
    assert first.startswith("internal-shop-prod-")
    assert first.endswith(f".{REGION}.elb.amazonaws.com")
    cloud.elb.delete_load_balancer(cloud.balancer().arn)
    assert cloud.balancer().dns_name != first
    assert cloud.balancer("web-prod", scheme=None).dns_name.startswith("web-prod-")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"certificate": None}, "ValidationError"),
        ({"certificate": CERTIFICATE.replace(REGION, "eu-west-1")}, "CertificateNotFound"),
        ({"certificate": "mine"}, "CertificateNotFound"),
        ({"ssl_policy": "ELBSecurityPolicy-Mine"}, "SSLPolicyNotFound"),
    ],
)
def test_a_listener_that_aws_refuses(cloud: Cloud, changes: dict[str, Any], code: str) -> None:
    balancer = cloud.balancer()
    with pytest.raises(ServiceException) as refused:
        cloud.listener(balancer.arn, **changes)
    assert refused.value.code == code
    assert cloud.listener(balancer.arn).certificate == CERTIFICATE


def test_a_port_takes_one_listener(cloud: Cloud) -> None:
    balancer = cloud.balancer()
    cloud.listener(balancer.arn)
    with pytest.raises(ServiceException) as refused:
        cloud.listener(balancer.arn, ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06")
    assert refused.value.code == "DuplicateListener"
    cloud.listener(balancer.arn, port=8443)


def test_a_listener_and_a_target_group_asked_for_twice_alike_are_made_once(cloud: Cloud) -> None:
    balancer = cloud.balancer()
    assert cloud.listener(balancer.arn) is cloud.listener(balancer.arn)
    asked = {
        "vpc_id": identity.default_vpc(ACCOUNT, REGION),
        "protocol": "HTTP",
        "port": 8080,
        "target_type": "ip",
    }
    made = cloud.elb.create_target_group("shop-prod", **asked)
    assert cloud.elb.create_target_group("shop-prod", **asked) is made
    with pytest.raises(ServiceException) as refused:
        cloud.elb.create_target_group("shop-prod", **{**asked, "port": 9090})
    assert refused.value.code == "DuplicateTargetGroupName"
