"""Reading policies: what is bound acts, what is not evaluated is refused by name and line."""

from collections.abc import Mapping
from typing import Any

import pytest
from policy_samples import change, sample

from clark.manifests import write
from clark.policy import PolicySet, review


def policy(name: str = "small", **spec: Any) -> dict[str, Any]:
    rule = {
        "apiGroups": ["*"],
        "apiVersions": ["*"],
        "operations": ["CREATE", "UPDATE"],
        "resources": ["rdsinstances"],
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "matchConstraints": {"resourceRules": [rule]},
            "validations": [{"expression": "false", "message": "No. Ask again."}],
            **spec,
        },
    }


def binding(policy_name: str = "small", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": policy_name},
        "spec": {"policyName": policy_name, "validationActions": ["Deny"], **spec},
    }


def load(*documents: Mapping[str, Any]) -> PolicySet:
    return PolicySet.load({"policies/one.yaml": write(documents)})


def levels(policies: PolicySet) -> list[str]:
    return [found.level for found in policies.objections(change(sample("database")).admission())]


def test_a_policy_without_a_binding_does_nothing() -> None:
    assert load(policy()).names == ()
    assert levels(load(policy())) == []


@pytest.mark.parametrize(
    ("actions", "expected"),
    [(["Deny"], ["deny"]), (["Warn"], ["warn"]), (["Warn", "Audit"], ["warn"]), (["Audit"], [])],
)
def test_the_binding_says_whether_it_denies_warns_or_is_silent(
    actions: list[str], expected: list[str]
) -> None:
    assert levels(load(policy(), binding(validationActions=actions))) == expected


def test_the_strictest_binding_of_a_policy_counts() -> None:
    two = load(policy(), binding(validationActions=["Warn"]), binding())
    assert levels(two) == ["deny"]


def test_a_policy_and_its_binding_may_be_in_two_files() -> None:
    found = PolicySet.load({"b.yaml": write([binding()]), "p.yaml": write([policy()])})
    assert (found.names, found.broken) == (("small",), ())


@pytest.mark.parametrize(
    ("spec", "said", "line"),
    [
        ({"paramKind": {"kind": "ConfigMap"}}, "apiVersion is missing", "paramKind"),
        (
            {"auditAnnotations": [{"key": "size", "valueExpression": "object.spec.size"}]},
            "it must be a string, and is dyn",
            "valueExpression",
        ),
        (
            {"validations": [{"expression": "authorizer.path('/').check('get').allowed()"}]},
            "authorizer cannot be used: who may do what is known to the cluster",
            "expression",
        ),
        (
            {"validations": [{"expression": "params.limit > 1"}]},
            "params cannot be used: the policy has no paramKind",
            "expression",
        ),
        ({"validation": []}, "validation is not evaluated: the field does not", "validation:"),
        ({"failurePolicy": "Maybe"}, "failurePolicy: ", "failurePolicy"),
        ({"validations": []}, "validations: ", "validations"),
        ({"validations": [{"expression": "math.abs(1)"}]}, "reference to 'math", "expression"),
        (
            {"variables": [{"name": "a", "expression": "variables.b"}]},
            "variables.b is not declared before it is read",
            "expression",
        ),
        (
            {"matchConditions": [{"name": "a", "expression": "variables.b"}]},
            "variables.b is not declared before it is read",
            "expression",
        ),
        (
            {"validations": [{"expression": "true", "messageExpression": "1"}]},
            "it must be a string, and is int",
            "messageExpression",
        ),
    ],
)
def test_what_is_not_evaluated_is_refused_by_name_and_line(
    spec: dict[str, Any], said: str, line: str
) -> None:
    document = policy(**spec)
    found = load(document, binding())
    assert [at.file for at in found.broken] == ["policies/one.yaml"]
    assert said in found.broken[0].reason
    assert line in write([document, binding()]).splitlines()[found.broken[0].line - 1]


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ({"name": "x"}, "parameterNotFoundAction is missing"),
        ({"parameterNotFoundAction": "Deny"}, "paramRef"),
        ({"name": "x", "selector": {}, "parameterNotFoundAction": "Deny"}, "paramRef"),
    ],
)
def test_a_binding_names_or_selects_its_parameters_and_says_what_if_there_are_none(
    ref: dict[str, Any], said: str
) -> None:
    assert said in load(policy(), binding(paramRef=ref)).broken[0].reason


def test_a_binding_may_not_deny_and_warn_at_once() -> None:
    assert load(policy(), binding(validationActions=["Deny", "Warn"])).broken


def test_a_binding_without_its_policy_is_named() -> None:
    assert "names the policy gone, which is missing" in load(binding("gone")).broken[0].reason


def test_two_policies_of_one_name_are_named() -> None:
    assert "small is also in policies/one.yaml" in load(policy(), policy()).broken[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: x}\n",
        "apiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingAdmissionPolicy\n",
        "a: 1\na: 2\n",
        "a: &b 1\n",
    ],
)
def test_a_file_that_is_no_policy_is_broken_and_says_where(text: str) -> None:
    found = PolicySet.load({"policies/x.yaml": text})
    assert found.broken
    assert {at.file for at in found.broken} == {"policies/x.yaml"}


def test_a_broken_policy_denies_every_review_by_name() -> None:
    policies = load(policy(validations=[{"expression": "namespaceObject == null"}]), binding())
    verdict = review({}, old={}, policies=policies)
    assert not verdict.allowed
    assert verdict.findings[0].file == "policies/one.yaml"
    assert "namespaceObject" in verdict.messages[0]


def test_a_fix_or_field_that_cannot_be_read_breaks_the_policy() -> None:
    document = policy()
    document["metadata"]["annotations"] = {
        "clark.dev/field": "spec forProvider",
        "clark.dev/parameter": "standby",
    }
    said = [at.reason for at in load(document, binding()).broken]
    assert len(said) == 2
    assert "clark.dev/field" in said[0]
    assert "clark.dev/parameter is NAME=VALUE" in said[1]


def test_no_policies_at_all_allow_everything_that_is_well_formed() -> None:
    assert PolicySet.load({}).names == ()


def test_a_missing_part_of_a_policy_is_named_in_plain_words() -> None:
    (broken,) = load(policy(validations=[{"message": "No."}])).broken
    assert broken.reason == "expression is missing in spec.validations[0]."


def test_a_wrong_value_is_named_with_its_place() -> None:
    (broken,) = load(policy(failurePolicy="Maybe"), binding()).broken
    assert broken.reason.startswith("spec.failurePolicy: ")
    assert broken.reason.endswith(".")
