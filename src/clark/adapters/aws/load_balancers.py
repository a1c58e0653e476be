"""Load balancers of the second generation (DescribeLoadBalancers)."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.adapters.aws.session import Session, plain, tags
from clark.ports.cloud import Found

LIST = "describe_load_balancers"


def balancers(session: Session, region: str) -> Iterator[Found]:
    for each in session.pages("elbv2", region, LIST, "LoadBalancers"):
        yield _balancer(session, region, each)


def balancer(session: Session, region: str, name: str) -> Iterator[Found]:
    for each in session.ask("elbv2", region, LIST, Names=[name])["LoadBalancers"]:
        yield _balancer(session, region, each)


# Private functions


def _balancer(session: Session, region: str, each: Mapping[str, Any]) -> Found:
    arn, status = each["LoadBalancerArn"], each.get("State", {}).get("Code", "")
    listed = session.ask("elbv2", region, "describe_tags", ResourceArns=[arn])["TagDescriptions"]
    said = tags(listed[0].get("Tags")) if listed else {}
    return Found("load-balancer", each["LoadBalancerName"], region, status, plain(each), said)
