"""What a policy says of a request: matching, conditions, variables, messages, failures."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from policy_samples import change, sample
from test_policy_reading import binding, load, policy

from clark.policy.judgement import Objection


def said(
    *, new: dict[str, Any] | None = None, old: dict[str, Any] | None = None, **spec: Any
) -> list[Objection]:
    policies = load(policy(**spec), binding())
    assert policies.broken == ()
    value = None if new is None and old is not None else new or sample("database")
    return policies.objections(change(value, old).admission())


def validation(expression: str, **more: str) -> list[dict[str, str]]:
    return [{"expression": expression, **more}]


def rules(**changes: list[str]) -> dict[str, Any]:
    every = {
        "apiGroups": ["database.aws.crossplane.io"],
        "apiVersions": ["v1beta1"],
        "operations": ["*"],
        "resources": ["rdsinstances"],
    }
    return {"resourceRules": [{**every, **changes}]}


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({}, True),
        ({"apiGroups": ["*"]}, True),
        ({"apiGroups": ["rds.aws.crossplane.io"]}, False),
        ({"apiVersions": ["v1"]}, True),
        ({"operations": ["CREATE"]}, True),
        ({"operations": ["UPDATE", "DELETE", "CONNECT"]}, False),
        ({"resources": ["*"]}, True),
        ({"resources": ["*/*"]}, True),
        ({"resources": ["rdsinstances/*"]}, True),
        ({"resources": ["rdsinstances/status"]}, False),
        ({"resources": ["buckets", "rdsinstances"]}, True),
        ({"resourceNames": ["java-db-prod"]}, True),
        ({"resourceNames": ["other"]}, False),
    ],
)
def test_resource_rules_match_as_in_kubernetes(changes: dict[str, Any], applies: bool) -> None:
    assert bool(said(matchConstraints=rules(**changes))) is applies


def test_an_exact_rule_is_for_its_version_only() -> None:
    exact = {**rules(apiVersions=["v1"]), "matchPolicy": "Exact"}
    assert said(matchConstraints=exact) == []


def test_what_is_excluded_is_not_judged() -> None:
    excluding = {
        **rules(resources=["*"]),
        "excludeResourceRules": rules(resourceNames=["java-db-prod"])["resourceRules"],
    }
    assert said(matchConstraints=excluding) == []
    assert said(matchConstraints=excluding, new=sample("database", {"metadata.name": "another"}))


@pytest.mark.parametrize(
    ("new", "old", "expression"),
    [
        (True, False, "request.operation == 'CREATE' && oldObject == null && object != null"),
        (True, True, "request.operation == 'UPDATE' && oldObject != null && object != null"),
        (False, True, "request.operation == 'DELETE' && oldObject != null && object == null"),
    ],
)
def test_object_and_old_object_follow_the_operation(new: bool, old: bool, expression: str) -> None:
    value = sample("database")
    found = said(
        new=value if new else None,
        old=value if old else None,
        matchConstraints=rules(),
        validations=validation(expression),
    )
    assert found == []


@pytest.mark.parametrize(
    "expression",
    [
        "request.kind.group == 'database.aws.crossplane.io' && request.kind.version == 'v1beta1'",
        "request.kind.kind == 'RDSInstance' && request.resource.resource == 'rdsinstances'",
        "request.name == 'java-db-prod' && request.namespace == '' && !request.dryRun",
        "request.userInfo.username == 'clark:review'",
        "object.spec.deletionPolicy == 'Delete' && object.spec.managementPolicies == ['*']",
    ],
)
def test_the_request_and_the_defaults_of_the_definition_are_there(expression: str) -> None:
    assert said(validations=validation(expression)) == []


def test_a_false_condition_skips_the_policy_and_wins_over_one_that_failed() -> None:
    failed = {"name": "failed", "expression": "object.spec.nothing == 1"}
    untrue = {"name": "untrue", "expression": "object.kind == 'Bucket'"}
    assert said(matchConditions=[failed, untrue]) == []
    assert said(matchConditions=[untrue, failed]) == []


def test_a_condition_that_failed_denies() -> None:
    (found,) = said(matchConditions=[{"name": "x", "expression": "object.spec.nothing == 1"}])
    assert found.level == "deny"
    assert "could not be evaluated" in found.reason


def test_an_error_value_is_a_denial_with_fail_and_a_warning_with_ignore() -> None:
    broken = validation("object.spec.nothing == 1", message="never said")
    (denied,) = said(validations=broken)
    (told,) = said(validations=broken, failurePolicy="Ignore")
    assert (denied.level, told.level) == ("deny", "warn")
    assert "nothing" in denied.reason
    assert "never said" not in denied.reason


def test_ignore_does_not_weaken_what_was_evaluated() -> None:
    (found,) = said(failurePolicy="Ignore")
    assert found.level == "deny"


def test_variables_are_evaluated_in_order_and_late() -> None:
    variables = [
        {"name": "provider", "expression": "object.spec.forProvider"},
        {"name": "size", "expression": "variables.provider.dbInstanceClass"},
        {"name": "broken", "expression": "object.spec.nothing"},
    ]
    size = "variables.size == 'db.t3.medium'"
    assert said(variables=variables, validations=validation(size)) == []
    absorbed = validation(f"{size} || variables.broken == 1")
    assert said(variables=variables, validations=absorbed) == []
    (found,) = said(variables=variables, validations=validation("variables.broken == 1"))
    assert "could not be evaluated" in found.reason


def test_of_two_variables_of_one_name_the_later_one_counts() -> None:
    variables = [{"name": "a", "expression": "1"}, {"name": "a", "expression": "2"}]
    assert said(variables=variables, validations=validation("variables.a == 2")) == []


def test_a_variable_that_reads_itself_is_an_error_and_no_loop() -> None:
    variables = [{"name": "a", "expression": "1"}, {"name": "a", "expression": "variables.a + 1"}]
    (found,) = said(variables=variables, validations=validation("variables.a == 2"))
    assert "could not be evaluated" in found.reason


@pytest.mark.parametrize(
    ("new", "old", "expression"),
    [(True, False, "oldObject.spec != null"), (False, True, "object.spec != null")],
)
def test_a_field_of_the_side_that_is_not_there_is_an_error(
    new: bool, old: bool, expression: str
) -> None:
    value = sample("database")
    (found,) = said(
        new=value if new else None,
        old=value if old else None,
        matchConstraints=rules(),
        validations=validation(expression),
    )
    assert "could not be evaluated" in found.reason


def test_variables_that_read_each_other_many_times_are_evaluated_once() -> None:
    variables = [{"name": "v0", "expression": "1"}]
    for number in range(1, 60):
        both = f"variables.v{number - 1} - variables.v{max(number - 2, 0)} + 1"
        variables.append({"name": f"v{number}", "expression": both})
    assert said(variables=variables, validations=validation("variables.v59 > -100")) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'Not ' + object.metadata.name", "Not java-db-prod"),
        ("' '", "No."),
        (r"'two\nlines'", "No."),
        ("object.spec.nothing + 'x'", "No."),
        ("'x' + [" + ", ".join(["'aaaaaaaaaaaaaaaa'"] * 400) + "].join('')", "No."),
    ],
)
def test_the_message_expression_is_used_where_it_gives_one_line(
    expression: str, expected: str
) -> None:
    (found,) = said(validations=validation("false", message="No.", messageExpression=expression))
    assert found.reason == expected


def test_without_a_message_the_expression_is_shown() -> None:
    (found,) = said(validations=validation("1 == 2"))
    assert found.reason == "failed expression: 1 == 2"


def test_every_validation_that_fails_is_told() -> None:
    both = [*validation("false", message="One."), *validation("false", message="Two.")]
    assert [found.reason for found in said(validations=both)] == ["One.", "Two."]


def test_a_kind_that_clark_does_not_know_is_judged_by_policy() -> None:
    rule = rules(apiGroups=["apps"], apiVersions=["v1"], resources=["deployments"])
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}}
    assert said(matchConstraints=rule, new=deployment)


def test_a_policy_set_gives_the_same_answers_to_many_threads(shipped: Any) -> None:
    bad = change(sample("database", {"multiAZ": False, "region": "ap-south-1"}))

    def names(_: int) -> list[str]:
        return [found.policy.name for found in shipped.objections(bad.admission())]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(names, range(400)))
    assert all(answer == ["database-region", "database-standby"] for answer in answers)
