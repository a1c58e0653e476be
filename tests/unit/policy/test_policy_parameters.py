"""Parameters and selectors: which objects a binding takes, and whom it speaks of."""

from collections.abc import Mapping
from typing import Any

import pytest
from policy_samples import change, sample
from test_policy_reading import binding, load, policy

LIMITS = {"apiVersion": "rules.example.com/v1", "kind": "Limits"}
CHECKED = {
    "expression": "params == null || object.spec.forProvider.allocatedStorage <= params.spec.most",
    "messageExpression": "'more than ' + string(params.spec.most)",
}


def limits(name: str, most: int, labels: dict[str, str] | None = None, **place: str) -> Any:
    metadata = {"name": name, "labels": labels or {}, **place}
    return {**LIMITS, "metadata": metadata, "spec": {"most": most}}


def said(ref: Mapping[str, Any] | None, *objects: Any, **spec: Any) -> list[str]:
    """What is said of a database of 100 GB."""
    document = policy(**{"paramKind": LIMITS, "validations": [CHECKED], **spec})
    policies = load(document, binding(**({"paramRef": ref} if ref is not None else {})), *objects)
    assert policies.broken == ()
    asked = change(sample("database")).admission()
    return [found.reason for found in policies.objections(asked)]


def named(name: str, action: str = "Deny", **more: Any) -> dict[str, Any]:
    return {"name": name, "parameterNotFoundAction": action, **more}


def test_a_parameter_is_taken_by_name() -> None:
    both = limits("small", 50), limits("large", 500)
    assert said(named("small"), *both) == ["more than 50"]
    assert said(named("large"), *both) == []


def test_every_parameter_that_is_selected_must_be_satisfied() -> None:
    objects = [limits(f"at-{most}", most, {"for": "databases"}) for most in (20, 50, 500)]
    other = limits("other", 1, {"for": "caches"})
    selector = {"matchLabels": {"for": "databases"}}
    found = said({"selector": selector, "parameterNotFoundAction": "Deny"}, *objects, other)
    assert found == ["more than 20", "more than 50"]


def test_a_missing_parameter_denies_or_leaves_the_binding_without_effect() -> None:
    (denied,) = said(named("gone"), limits("small", 50))
    assert "no params found for policy binding with `Deny` parameterNotFoundAction" in denied
    assert said(named("gone", "Allow"), limits("small", 50)) == []
    assert "no params found" in said(named("gone"))[0]


def test_without_a_reference_params_is_null() -> None:
    assert said(None, limits("small", 50)) == []


def test_a_namespaced_parameter_of_a_cluster_scoped_object_needs_its_namespace() -> None:
    inside = limits("small", 50, namespace="rules")
    assert said(named("small", namespace="rules"), inside) == ["more than 50"]
    (refused,) = said(named("small"), inside)
    assert "cannot use namespaced paramRef" in refused


def test_a_namespace_for_a_cluster_scoped_parameter_is_an_error() -> None:
    (refused,) = said(named("small", namespace="rules"), limits("small", 50))
    assert "must not be provided for a cluster-scoped" in refused


def test_an_object_of_a_kind_that_no_policy_asks_for_is_named() -> None:
    found = load(policy(), binding(), limits("small", 50))
    assert "Limits is not evaluated" in found.broken[0].reason


def test_an_error_of_the_parameters_follows_the_failure_policy() -> None:
    document = policy(paramKind=LIMITS, failurePolicy="Ignore")
    policies = load(document, binding(paramRef=named("gone")))
    (told,) = policies.objections(change(sample("database")).admission())
    assert told.level == "warn"


@pytest.mark.parametrize(
    ("selector", "speaks"),
    [
        ({}, True),
        ({"matchLabels": {"clark.dev/environment": "prod"}}, True),
        ({"matchLabels": {"clark.dev/environment": "dev"}}, False),
        ({"matchExpressions": [{"key": "clark.dev/team", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "clark.dev/team", "operator": "DoesNotExist"}]}, False),
        (
            {
                "matchExpressions": [
                    {"key": "clark.dev/environment", "operator": "In", "values": ["dev", "prod"]}
                ]
            },
            True,
        ),
        ({"matchExpressions": [{"key": "no", "operator": "NotIn", "values": ["a"]}]}, True),
    ],
)
def test_a_selector_of_objects_goes_by_their_labels(selector: dict[str, Any], speaks: bool) -> None:
    document = policy()
    document["spec"]["matchConstraints"]["objectSelector"] = selector
    asked = change(sample("database")).admission()
    assert bool(load(document, binding()).objections(asked)) is speaks
    bound = load(policy(), binding(matchResources={"objectSelector": selector}))
    assert bool(bound.objections(asked)) is speaks


def test_either_side_of_a_change_may_have_the_label() -> None:
    document = policy()
    selected = {"matchLabels": {"clark.dev/environment": "prod"}}
    document["spec"]["matchConstraints"]["objectSelector"] = selected
    new = sample("database", {'metadata.labels["clark.dev/environment"]': "dev"})
    assert load(document, binding()).objections(change(new, sample("database")).admission())


def test_a_selector_of_namespaces_never_leaves_out_what_has_none() -> None:
    document = policy()
    selected = {"matchLabels": {"kubernetes.io/metadata.name": "somewhere"}}
    document["spec"]["matchConstraints"]["namespaceSelector"] = selected
    assert load(document, binding()).objections(change(sample("database")).admission())


@pytest.mark.parametrize(
    ("labels", "speaks"),
    [
        ({"kubernetes.io/metadata.name": "java"}, True),
        ({"kubernetes.io/metadata.name": "other"}, False),
        ({"who-knows": "this"}, True),
    ],
)
def test_of_a_namespace_the_name_is_known_and_nothing_else(
    labels: dict[str, str], speaks: bool
) -> None:
    document = policy()
    constraints = document["spec"]["matchConstraints"]
    constraints["resourceRules"][0]["resources"] = ["externalsecrets"]
    constraints["namespaceSelector"] = {"matchLabels": labels}
    asked = change(sample("external")).admission()
    assert bool(load(document, binding()).objections(asked)) is speaks


@pytest.mark.parametrize(
    ("scope", "speaks"), [("*", True), ("Cluster", True), ("Namespaced", False)]
)
def test_a_scope_tells_what_has_a_namespace_from_what_has_none(scope: str, speaks: bool) -> None:
    document = policy()
    document["spec"]["matchConstraints"]["resourceRules"][0]["scope"] = scope
    asked = change(sample("database")).admission()
    assert bool(load(document, binding()).objections(asked)) is speaks


def test_a_binding_speaks_only_of_what_its_rules_name() -> None:
    rule = {
        "apiGroups": ["*"],
        "apiVersions": ["*"],
        "operations": ["CREATE"],
        "resources": ["rdsinstances"],
    }
    created = change(sample("database")).admission()
    changed = change(sample("database"), sample("database")).admission()
    policies = load(policy(), binding(matchResources={"resourceRules": [rule]}))
    assert policies.objections(created)
    assert not policies.objections(changed)


def test_an_audit_annotation_that_cannot_be_evaluated_denies_whatever_the_actions_are() -> None:
    audits = [{"key": "size", "valueExpression": "string(object.spec.nothing)"}]
    document = policy(auditAnnotations=audits, validations=[])
    for actions in (["Audit"], ["Warn"], ["Deny"]):
        policies = load(document, binding(validationActions=actions))
        (found,) = policies.objections(change(sample("database")).admission())
        assert found.level == "deny"


def test_an_audit_annotation_may_be_null() -> None:
    audits = [{"key": "size", "valueExpression": "null"}]
    policies = load(policy(auditAnnotations=audits, validations=[]), binding())
    assert policies.broken == ()
    assert policies.objections(change(sample("database")).admission()) == []
