"""Security groups that a place does not have: whoever is in them could connect."""

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import sample

from clark.policy import Place, PolicySet, review
from clark.policy.networks import RULE, groups_in

FILE = "regions/us-east-1/prod/java-db-prod/service.yaml"
OWN = {("prod", "us-east-1"): frozenset({"sg-own", "sg-second"})}
NONE = PolicySet()
GROUPS = {
    "database": "vpcSecurityGroupIds",
    "aurora": "vpcSecurityGroupIDs",
    "cache": "securityGroupIds",
    "balancer": "securityGroups",
}
ids = st.lists(st.sampled_from(["sg-own", "sg-second", "sg-other", "sg-third"]), unique=True)


def with_groups(base: str, groups: list[str], **annotations: str) -> str:
    value: dict[str, Any] = copy.deepcopy(sample(base))
    value["spec"]["forProvider"][GROUPS[base]] = groups
    if annotations:
        value["metadata"]["annotations"] = annotations
    return yaml.safe_dump(value)


def denied(new: str, old: str | None = None, file: str = FILE, **more: Any) -> list[str]:
    place = Place(groups=more.get("groups", OWN))
    before = {file: old} if old is not None else {}
    found = review({file: new}, old=before, policies=NONE, place=place).findings
    return [each.field.rpartition("[")[2][:-1] for each in found if each.policy == RULE]


@pytest.mark.parametrize("base", GROUPS)
def test_a_group_of_another_place_is_denied_at_its_line(base: str) -> None:
    assert denied(with_groups(base, ["sg-own", "sg-other"])) == ["1"]


def test_what_one_place_has_another_has_not() -> None:
    elsewhere = FILE.replace("us-east-1", "eu-west-1")
    assert denied(with_groups("database", ["sg-own"]), file=elsewhere) == ["0"]
    assert denied(with_groups("database", ["sg-own"]), groups={}) == ["0"]


def test_outside_of_a_control_repository_nobody_knows_and_none_is_denied() -> None:
    assert denied(with_groups("database", ["sg-other"]), groups=None) == []


@given(before=ids, after=ids)
def test_only_what_a_change_adds_and_the_place_has_not_is_denied(
    before: list[str], after: list[str]
) -> None:
    found = denied(with_groups("database", after), with_groups("database", before))
    wrong = [str(n) for n, each in enumerate(after) if each not in {*before, "sg-own", "sg-second"}]
    assert found == wrong


def test_what_is_taken_over_comes_with_the_groups_that_it_has() -> None:
    taken = {"crossplane.io/external-name": "legacy", "clark.dev/adopted": "legacy"}
    assert denied(with_groups("database", ["sg-other"], **taken)) == []


def test_groups_are_found_wherever_a_place_names_them() -> None:
    network = {"network": {"securityGroups": {"postgresql": "sg-1"}, "more": ["sg-2", 3]}}
    assert set(groups_in({"environment": network, "text": "not sg-3"})) == {"sg-1", "sg-2"}
