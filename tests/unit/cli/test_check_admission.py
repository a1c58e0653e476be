"""`clark check --json` says what an API server would answer, in its own words."""

import json
from typing import Any

import pytest

from tests.unit.cli.files import written
from tests.unit.cli.test_offline import POLICY, WIDGET

DENIED = "ValidatingAdmissionPolicy 'no-widgets' with binding 'no-widgets' denied request: "
WARNED = "Validation failed for ValidatingAdmissionPolicy 'no-widgets' with binding 'no-widgets': "


@pytest.fixture
def asked(run, tmp_path):
    """The admission part of the document for a widget and a policy with some text replaced."""

    def ask(*options: Any, widget: str = WIDGET, **replaced: str) -> dict[str, Any]:
        text = POLICY
        for name, value in replaced.items():
            text = text.replace(KEYS[name], value)
        policies = written(tmp_path / "policies.yaml", text)
        file = written(tmp_path / "widget.yaml", widget)
        _, out, err = run("check", file, "--policies", policies, "--json", *options)
        assert out, err
        return json.loads(out)["admission"]

    return ask


KEYS = {
    "expression": "object.spec.size < 3",
    "message": "    message: This widget is too large.\n",
    "actions": '["Deny"]',
    "operations": '["CREATE", "UPDATE"]',
    "failure": "failurePolicy: Fail",
}


def test_what_is_allowed_has_no_messages(asked):
    assert asked() == {
        "operation": "CREATE",
        "allowed": True,
        "messages": [],
        "warnings": [],
        "rejectedPolicies": [],
        "notEvaluated": [],
    }


def test_a_denial_names_policy_and_binding(asked):
    found = asked(expression="object.spec.size < 2")
    assert (found["allowed"], found["messages"]) == (False, [DENIED + "This widget is too large."])


def test_without_a_message_the_expression_is_said(asked):
    found = asked(expression="object.spec.size < 2", message="")
    assert found["messages"] == [DENIED + "failed expression: object.spec.size < 2"]


def test_a_warning_allows(asked):
    found = asked(expression="object.spec.size < 2", actions="[Warn]")
    assert (found["allowed"], found["messages"]) == (True, [])
    assert found["warnings"] == [WARNED + "This widget is too large."]


def test_an_audit_says_nothing(asked):
    found = asked(expression="object.spec.size < 2", actions="[Audit]")
    assert (found["allowed"], found["messages"], found["warnings"]) == (True, [], [])


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("object.spec.nothing == 1", "no such key: nothing"),
        ("oldObject.spec.size == 1", "no such key"),
        ("1 / (object.spec.size - 2) == 1", "division by zero"),
        ("object.spec.size + object.kind == 1", "no such overload"),
    ],
)
def test_an_error_denies_in_the_words_of_the_api_server(asked, expression, error):
    said = f"expression '{expression}' resulted in error: {error}"
    assert asked(expression=expression)["messages"] == [DENIED + said]
    ignored = asked(expression=expression, failure="failurePolicy: Ignore")
    assert (ignored["allowed"], ignored["messages"], ignored["warnings"]) == (True, [], [])


def test_a_spent_budget_is_said_as_one(asked):
    inner = "object.spec.a.map(x, object.spec.a.map(y, [x, y])).size() < 0"
    many = WIDGET + "  a: [" + ", ".join(["1"] * 1000) + "]\n"
    found = asked(expression=inner, widget=many)
    assert found["messages"] == [
        DENIED + "validation failed due to running out of cost budget, no further validation "
        "rules will be run"
    ]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("1 == 1.0", "found no matching overload for '_==_' applied to '(int, double)'"),
        ("object.spec.size", "it must be a bool, and is dyn"),
        ("math.abs(object.spec.size) == 1", "undeclared reference to 'math'"),
        ("object.spec.size in [1, 'a']", "expected type 'int' but found 'string'"),
    ],
)
def test_a_policy_that_would_not_be_stored_is_named_and_says_nothing(asked, expression, reason):
    found = asked(expression=expression)
    ((name, said),) = [(each["name"], each["reason"]) for each in found["rejectedPolicies"]]
    assert name == "no-widgets"
    assert reason in said
    assert (found["allowed"], found["messages"]) == (True, [])


def test_what_clark_cannot_evaluate_is_not_called_allowed(asked):
    found = asked(expression="authorizer.path('/').check('get').allowed()")
    assert not found["allowed"]
    assert found["rejectedPolicies"] == []
    assert "authorizer cannot be used" in found["notEvaluated"][0]["reason"]


def test_the_user_and_groups_are_those_that_were_given(asked):
    expression = "request.userInfo.username == 'ci' && 'team' in request.userInfo.groups"
    assert not asked(expression=expression)["allowed"]
    assert asked("--user", "ci", "--group", "team", expression=expression)["allowed"]


def test_a_deletion_shows_the_object_as_the_old_one(asked):
    expression = "object == null && oldObject.spec.size == 2 && request.operation == 'DELETE'"
    every = '["*"]'
    assert not asked(expression=expression, operations=every)["allowed"]
    found = asked("--operation", "DELETE", expression=expression, operations=every)
    assert (found["operation"], found["allowed"]) == ("DELETE", True)


def test_an_update_sees_both_sides(asked, tmp_path):
    old = written(tmp_path / "old.yaml", WIDGET.replace("2", "1"))
    expression = "oldObject.spec.size == 1 && object.spec.size == 2"
    found = asked("--old", old, expression=expression)
    assert (found["operation"], found["allowed"]) == ("UPDATE", True)
    assert asked("--old", old, "--operation", "UPDATE", expression=expression)["allowed"]


@pytest.mark.parametrize(
    "expression",
    [
        "object.metadata.generation == 1 && has(object.metadata.uid)",
        "has(object.metadata.creationTimestamp) && object.metadata.managedFields.size() == 1",
        "!has(object.metadata.labels)",
        "!has(object.spec.nothing)",
    ],
)
def test_a_new_object_is_what_the_api_server_makes_of_it(asked, expression):
    bare = WIDGET.replace("name: w", "name: w\n  labels: {}") + "  nothing: null\n"
    assert asked(expression=expression, widget=bare)["allowed"]


@pytest.mark.parametrize("options", [("--operation", "UPDATE"), ("--operation", "PATCH")])
def test_an_operation_that_cannot_be_is_refused(run, tmp_path, options):
    file = written(tmp_path / "widget.yaml", WIDGET)
    code, _, err = run("check", file, "--policies", written(tmp_path / "p.yaml", POLICY), *options)
    assert code == 2
    assert "--operation" in err


def test_a_file_that_cannot_be_read_is_not_called_allowed(asked):
    assert not asked(widget="a: &b 1\n")["allowed"]


def test_only_what_is_in_the_cluster_can_be_in_deletion(asked, tmp_path):
    expression = "has(object.metadata.deletionTimestamp)"
    going = WIDGET.replace("name: w", "name: w\n  deletionTimestamp: '2026-11-23T00:00:00Z'")
    old = written(tmp_path / "old.yaml", going)
    assert not asked(expression=expression, widget=going)["allowed"]
    assert asked("--old", old, expression=expression)["allowed"]


def test_a_binding_that_would_not_be_stored_leaves_its_policy_without_effect(asked):
    found = asked(expression="1 == 2", actions="[Deny, Warn]")
    assert [each["name"] for each in found["rejectedPolicies"]] == ["no-widgets"]
    assert (found["allowed"], found["messages"]) == (True, [])
