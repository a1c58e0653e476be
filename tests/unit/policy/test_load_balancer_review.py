"""What a review says of load balancers: what the provider would ignore never gets through."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from policy_samples import sample

from clark.manifests import write
from clark.policy import PolicySet, Verdict, review

PATH = "regions/us-east-1/prod/java-prod/service.yaml"
THREE = ("balancer", "targets", "listener")


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    root = Path(str(files("clark").joinpath("blueprints/control/policies")))
    return PolicySet.load({path.name: path.read_text("utf-8") for path in root.glob("*.yaml")})


def text(changes: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    return write([sample(base, (changes or {}).get(base)) for base in THREE])


def judged(policies: PolicySet, new: str, old: str | None = None) -> Verdict:
    before = {} if old is None else {PATH: old}
    return review({PATH: new}, old=before, policies=policies)


def reasons(verdict: Verdict) -> str:
    return " ".join(each.reason for each in verdict.findings if each.level == "deny")


def test_the_three_objects_are_one_service(policies: PolicySet) -> None:
    assert judged(policies, text()).findings == ()


@pytest.mark.parametrize(
    ("base", "change", "way"),
    [
        ("balancer", {"scheme": "internet-facing"}, "Order a second load balancer"),
        ("balancer", {"name": "java-prod-x"}, "Leave the name as it is"),
        ("targets", {"healthCheckPath": "/health"}, "Write a second target group beside it"),
        ("targets", {"name": "java-prod-targets"}, "Leave the name as it is"),
        ("listener", {"port": 8443}, "Replace the listener: write it under another name"),
    ],
)
def test_what_would_be_ignored_is_denied_with_the_way_that_works(
    policies: PolicySet, base: str, change: dict[str, Any], way: str
) -> None:
    assert way in reasons(judged(policies, text({base: change}), text()))


def test_a_listener_may_be_replaced_by_another(policies: PolicySet) -> None:
    other = text({"listener": {"metadata.name": "java-prod-second", "port": 8443}})
    assert judged(policies, other, text()).refused == ()
    assert reasons(judged(policies, other, text())) == ""


@pytest.mark.parametrize(
    ("base", "change", "why"),
    [
        ("balancer", {"name": "j" * 33}, "AWS takes 32 for a load balancer"),
        ("balancer", {"subnets": ["subnet-a"]}, "two zones at least"),
        ("targets", {"name": "j" * 33}, "AWS takes 32 for a target group"),
        ("listener", {"certificates": []}, "AWS needs a certificate for HTTPS"),
    ],
)
def test_what_aws_would_refuse_is_denied(
    policies: PolicySet, base: str, change: dict[str, Any], why: str
) -> None:
    assert why in reasons(judged(policies, text({base: change})))
