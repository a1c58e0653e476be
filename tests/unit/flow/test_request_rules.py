"""What a filled form of a running service means."""

from dataclasses import replace
from typing import Any

import pytest

from clark.catalog import Choice
from clark.errors import Refused
from clark.flow.actions import actions
from clark.flow.events import Action
from clark.flow.request import rules
from clark.kinds import find
from clark.manifests import Set

SIZES = tuple(
    rules.Size(Choice(word, word.capitalize()), f"db.t3.{word}")
    for word in ("micro", "medium", "large")
)
APPLY = ("spec", "forProvider", "applyModificationsImmediately")


def database(**fields: object) -> rules.Target:
    kind = find("database.aws.crossplane.io/v1beta1", "RDSInstance")
    assert kind is not None
    provider = {"dbInstanceClass": "db.t3.medium", "allocatedStorage": 100, **fields}
    value = {"metadata": {"name": "orders-db-prod"}, "spec": {"forProvider": provider}}
    return rules.Target(kind, value, SIZES, mark="1a2b3c4")


def cache(**fields: object) -> rules.Target:
    kind = find("cache.aws.crossplane.io/v1beta1", "ReplicationGroup")
    assert kind is not None
    provider = {"cacheNodeType": "cache.t3.micro", "numCacheClusters": 2, **fields}
    value = {"metadata": {"name": "orders-cache-prod"}, "spec": {"forProvider": provider}}
    return rules.Target(kind, value, ())


def test_a_resize_now_writes_the_class_and_asks_aws_not_to_wait() -> None:
    made = rules.edits(Action.CLASS, database(), {"size": "large", "when": "now"})
    assert made == (Set(rules.CLASS["RDSInstance"], "db.t3.large"), Set(APPLY, True))


def test_a_resize_in_the_window_leaves_a_file_that_never_said_now_alone() -> None:
    made = rules.edits(Action.CLASS, database(), {"size": "large", "when": "window"})
    assert made == (Set(rules.CLASS["RDSInstance"], "db.t3.large"),)


def test_a_resize_in_the_window_takes_back_an_earlier_now() -> None:
    target = database(applyModificationsImmediately=True)
    made = rules.edits(Action.CLASS, target, {"size": "large", "when": "window"})
    assert Set(APPLY, False) in made


def test_at_a_set_time_aws_is_asked_not_to_wait_once_it_is_merged() -> None:
    made = rules.edits(Action.CLASS, database(), {"size": "large", "when": "at"})
    assert Set(APPLY, True) in made
    assert rules.edits(Action.NODES, cache(), {"nodes": "4", "when": "at"}) == (
        Set(rules.NODES, 4),
    )


def test_a_form_offers_the_window_only_where_aws_would_wait_for_it() -> None:
    offered = {
        action: [
            each.values for each in rules.section(action, target).fields if each.name == "when"
        ]
        for action, target in ((Action.CLASS, database()), (Action.NODES, cache()))
    }
    assert offered == {Action.CLASS: [("window", "now", "at")], Action.NODES: [("now", "at")]}


@pytest.mark.parametrize(
    ("action", "target", "raw", "field", "reason"),
    [
        (Action.CLASS, database(), {"size": "huge"}, "size", "is not a size"),
        (Action.CLASS, database(), {"size": "medium"}, "size", "has this size already"),
        (Action.CLASS, database(), {"size": "large", "when": "soon"}, "when", "is not a time"),
        (Action.STORAGE, database(), {"storage": "50"}, "storage", "refuses to shrink"),
        (Action.STORAGE, database(), {"storage": "lots"}, "storage", "not a whole number"),
        (Action.NODES, cache(), {"nodes": "9"}, "nodes", "2 to 6"),
        (Action.NODES, cache(), {"nodes": "2"}, "nodes", "has 2 nodes already"),
        (Action.NODES, cache(), {"nodes": "4", "when": "window"}, "when", "is not a time"),
        (Action.STANDBY, database(), {"standby": "off"}, "standby", "Single-AZ already"),
        (Action.STANDBY, database(), {}, "standby", "Nothing was chosen"),
        (Action.RELEASE, database(), {"confirm": "orders"}, "confirm", "does not match"),
    ],
)
def test_a_change_that_cannot_be_made_names_the_field(
    action: Action, target: rules.Target, raw: dict[str, str], field: str, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        rules.edits(action, target, raw)
    assert [each.field for each in refusal.value.problems] == [field]
    assert reason in refusal.value.reason


def test_deleting_turns_protection_off_and_keeps_a_final_snapshot() -> None:
    target = database(deletionProtection=True)
    made = {
        edit.path[-1]: edit.value
        for edit in rules.edits(Action.RELEASE, target, {"confirm": "orders-db-prod"})
        if isinstance(edit, Set)
    }
    assert made == {
        "clark.dev/deletion": "requested",
        "deletionProtection": False,
        "skipFinalSnapshotBeforeDeletion": False,
        "finalDBSnapshotIdentifier": "orders-db-prod-final-1a2b3c4",
    }


def released(annotation: str = "requested", *, name: str, **more: Any) -> rules.Target:
    target = database(finalDBSnapshotIdentifier="last-one")
    metadata = {"name": name, "annotations": {"clark.dev/deletion": annotation}}
    return replace(target, value={**target.value, "metadata": metadata}, mark="1a2b3c4", **more)


def test_the_final_snapshot_keeps_its_name_while_one_deletion_lasts() -> None:
    assert rules.final_snapshot(released(name="orders")) == "last-one"
    renamed = "orders-final-1a2b3c4"
    assert rules.final_snapshot(released(name="orders", used={"last-one"})) == renamed
    assert rules.final_snapshot(released("", name="orders")) == renamed


def test_the_final_snapshots_name_is_one_that_aws_takes() -> None:
    made = rules.final_snapshot(released("", name="a" * 245 + "-" + "b" * 40))
    assert len(made) <= 255
    assert "--" not in made
    assert made.endswith("-1a2b3c4")


def test_a_cache_has_no_storage_to_add() -> None:
    with pytest.raises(Refused, match="has no change called") as refusal:
        rules.section(Action.STORAGE, cache())
    assert refusal.value.problems[0].fix == "Choose one of class, nodes, delete."


def test_the_word_delete_means_its_first_step() -> None:
    assert rules.known_action("delete") is Action.RELEASE


def test_an_unknown_change_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="“reboot” is not a change") as refusal:
        rules.known_action("reboot")
    assert "class, storage, standby, delete" in refusal.value.problems[0].fix


@pytest.mark.parametrize("now", [1000, 4000])
def test_storage_beyond_what_the_form_gives_is_refused_once_and_not_offered(now: int) -> None:
    target = database(allocatedStorage=now)
    said = f"It has {now} GB; more is asked from the Clark team."
    with pytest.raises(Refused) as form:
        rules.section(Action.STORAGE, target)
    with pytest.raises(Refused) as filled:
        rules.edits(Action.STORAGE, target, {"storage": str(now + 100)})
    assert (form.value.reason, filled.value.reason) == (said, said)
    assert "storage" not in [each.action for each in actions("RDSInstance", target.value)]


def test_storage_is_offered_while_there_is_room() -> None:
    target = database(allocatedStorage=999)
    assert rules.edits(Action.STORAGE, target, {"storage": "1000"}) == (Set(rules.STORAGE, 1000),)
    assert "storage" in [each.action for each in actions("RDSInstance", target.value)]
