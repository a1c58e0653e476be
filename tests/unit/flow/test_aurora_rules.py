"""What a filled form means for a cluster whose instances are parts of it."""

import pytest

from clark.catalog import Choice
from clark.errors import Refused
from clark.flow.events import Action
from clark.flow.request import changes, rules
from clark.kinds import find
from clark.manifests import read, write

API = "rds.aws.crossplane.io/v1alpha1"
SIZES = (
    rules.Size(Choice("serverless", "Serverless"), "db.serverless"),
    rules.Size(Choice("large", "Large"), "db.r6g.large"),
)


def manifest(kind: str, name: str, environment: str, **provider: object) -> dict[str, object]:
    labels = {"clark.dev/environment": environment, "clark.dev/team": "orders"}
    return {
        "apiVersion": API,
        "kind": kind,
        "metadata": {"name": name, "labels": labels},
        "spec": {"forProvider": provider, "deletionPolicy": "Delete"},
    }


def service(*numbers: int, size: str = "db.serverless", environment: str = "prod") -> str:
    name = f"orders-{environment}"
    capacity = {"minCapacity": 0.5, "maxCapacity": 8}
    instances = [
        manifest("DBInstance", f"{name}-{n}", environment, dbInstanceClass=size) for n in numbers
    ]
    cluster = manifest(
        "DBCluster",
        name,
        environment,
        deletionProtection=True,
        serverlessV2ScalingConfiguration=capacity,
    )
    return write([cluster, *instances])


def target(text: str, keep: str = "") -> rules.Target:
    main, *rest = read(text)
    cluster, instance = find(API, "DBCluster"), find(API, "DBInstance")
    assert cluster is not None
    assert instance is not None
    parts = [rules.Part(each.index, instance, each.value) for each in rest]
    return rules.Target(cluster, main.value, SIZES, parts=parts, keep=keep, mark="1a2b3c4")


def after(text: str, action: Action, keep: str = "", **raw: str) -> dict[str, dict[str, object]]:
    """The documents that a change leaves, by name: spec.forProvider of each."""
    made = changes.rewrite(action, target(text, keep), raw).apply(text)
    return {each.name: each.value["spec"]["forProvider"] for each in read(made)}


def test_an_instance_that_is_added_may_have_another_size_than_those_that_are_there() -> None:
    found = after(service(1, 2), Action.INSTANCES, instances="3", size="large")
    assert [found[f"orders-prod-{number}"]["dbInstanceClass"] for number in (1, 2, 3)] == [
        "db.serverless",
        "db.serverless",
        "db.r6g.large",
    ]


def test_every_instance_gets_the_new_class_and_is_told_when() -> None:
    found = after(service(1, 2), Action.CLASS, size="large", when="now")
    for name in ("orders-prod-1", "orders-prod-2"):
        assert found[name] == {"dbInstanceClass": "db.r6g.large", "applyImmediately": True}
    assert "applyImmediately" not in found["orders-prod"]


def test_a_further_instance_is_like_the_others_under_the_first_free_number() -> None:
    found = after(service(1, 3), Action.INSTANCES, instances="4")
    assert list(found) == ["orders-prod", *(f"orders-prod-{n}" for n in (1, 3, 2, 4))]
    assert found["orders-prod-2"] == found["orders-prod-1"]


def test_the_highest_number_goes_first_and_the_writer_last() -> None:
    assert "orders-prod-3" not in after(service(1, 2, 3), Action.INSTANCES, instances="2")
    kept = after(service(1, 2, 3), Action.INSTANCES, keep="orders-prod-3", instances="2")
    assert list(kept) == ["orders-prod", "orders-prod-1", "orders-prod-3"]


def test_an_instance_goes_and_comes_back_without_a_trace() -> None:
    text = service(1, 2)
    more = changes.rewrite(Action.INSTANCES, target(text), {"instances": "3"}).apply(text)
    assert more.startswith(text)
    less = changes.rewrite(Action.INSTANCES, target(more), {"instances": "2"}).apply(more)
    assert less == text


def test_the_capacity_is_the_clusters() -> None:
    found = after(service(1, 2), Action.CAPACITY, capacity="16")
    assert found["orders-prod"]["serverlessV2ScalingConfiguration"] == {
        "minCapacity": 0.5,
        "maxCapacity": 16,
    }


def test_a_deletion_begins_with_protection_off_and_a_final_snapshot() -> None:
    found = after(service(1, 2), Action.RELEASE, confirm="orders-prod")["orders-prod"]
    assert found["deletionProtection"] is False
    assert found["skipFinalSnapshot"] is False
    assert found["finalDBSnapshotIdentifier"] == "orders-prod-final-1a2b3c4"


@pytest.mark.parametrize(
    ("action", "raw", "field", "reason"),
    [
        (Action.CLASS, {"size": "serverless"}, "size", "has this size already"),
        (Action.CLASS, {"size": "huge"}, "size", "is not a size"),
        (Action.CLASS, {"size": "large", "when": "never"}, "when", "is not a time"),
        (Action.INSTANCES, {"instances": "1"}, "instances", "2 to 16"),
        (Action.INSTANCES, {"instances": "17"}, "instances", "2 to 16"),
        (Action.INSTANCES, {"instances": "2"}, "instances", "has 2 instances already"),
        (Action.INSTANCES, {"instances": "two"}, "instances", "not a whole number"),
        (Action.INSTANCES, {"instances": "3", "size": "huge"}, "size", "is not a size"),
        (Action.INSTANCES, {"instances": "3", "when": "window"}, "when", "is not a time"),
        (Action.CAPACITY, {"capacity": "65"}, "capacity", "1 to 64"),
        (Action.CAPACITY, {"capacity": "8"}, "capacity", "8 units already"),
        (Action.RELEASE, {"confirm": "orders"}, "confirm", "does not match"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    action: Action, raw: dict[str, str], field: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        changes.rewrite(action, target(service(1, 2)), raw)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert reason in problem.reason


def test_outside_production_one_instance_may_stand_alone() -> None:
    found = after(service(1, 2, environment="dev"), Action.INSTANCES, instances="1")
    assert list(found) == ["orders-dev", "orders-dev-1"]


def test_capacity_means_nothing_without_a_serverless_instance() -> None:
    with pytest.raises(Refused, match="No instance of orders-prod is serverless"):
        after(service(1, size="db.r6g.large"), Action.CAPACITY, capacity="16")


@pytest.mark.parametrize("action", [Action.CLASS, Action.INSTANCES, Action.CAPACITY])
def test_every_change_has_a_form_that_says_how_it_is_now(action: Action) -> None:
    (field, *_) = changes.section(action, target(service(1, 2))).fields
    assert field.default in ("serverless", 2, 8)
