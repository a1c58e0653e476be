"""What the cluster keeps, through a restart too."""

from pathlib import Path

import pytest

from clark.local.controlplane.conditions import AVAILABLE, CREATING, get_condition, set_condition
from clark.local.controlplane.objects import Resource, Secret, now
from clark.local.controlplane.observation import decode, encode
from clark.local.controlplane.state import Said, State


@pytest.fixture
def state(tmp_path: Path):
    opened = State(tmp_path)
    yield opened
    opened.close()


def resource(name: str = "a") -> Resource:
    return Resource(
        api_version="s3.aws.crossplane.io/v1beta1",
        kind="Bucket",
        name=name,
        namespace="",
        uid=f"uid-{name}",
        spec={"forProvider": {"locationConstraint": "us-east-1"}},
        created_at=now(),
    )


def test_a_restart_finds_everything(tmp_path: Path):
    first = State(tmp_path)
    first.put(resource())
    first.keep_password("uid-a", "hunter2")
    first.write_secret(Secret("apps", "a", "uid-a", {"password": "hunter2"}))
    first.record(resource(), Said("Normal", "CreatedExternalResource", "done"))
    first.remember("commit", "abc")
    first.close()
    second = State(tmp_path)
    assert [one.uid for one in second.objects()] == ["uid-a"]
    assert second.password("uid-a") == "hunter2"
    assert second.secret("apps", "a").data == {"password": "hunter2"}
    assert (second.events()[0].reason, second.fact("commit")) == ("CreatedExternalResource", "abc")
    second.close()


def test_a_changed_spec_is_a_new_generation_and_a_changed_status_is_not(state: State):
    state.put(resource())
    key = resource().key
    assert state.change(key, lambda one: one.status.update(x=1)).generation == 1
    assert state.change(key, lambda one: one.parameters.update(acl="private")).generation == 2
    assert state.change(key, lambda one: one.status.clear(), generation=1) is None
    assert state.get(key).status == {"x": 1}


def test_a_transaction_that_fails_leaves_nothing(state: State):
    def fail() -> None:
        with state.transaction():
            state.put(resource())
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert state.objects() == []


def test_an_object_takes_its_secrets_and_password_along(state: State):
    state.put(resource())
    state.keep_password("uid-a", "hunter2")
    state.write_secret(Secret("apps", "a", "uid-a", {"password": "hunter2"}))
    state.remove(resource().key)
    assert (state.secret("apps", "a"), state.password("uid-a")) == (None, None)


def test_a_secret_that_did_not_change_wakes_nobody(state: State):
    woken = []
    state.on_secret = lambda namespace, name: woken.append((namespace, name))
    for value in ("x", "x", "y"):
        state.write_secret(Secret("apps", "a", "uid-a", {"password": value}))
    assert woken == [("apps", "a")] * 2


def test_the_same_event_counts_up_and_keeps_its_key(state: State):
    for message in ("one", "one", "two"):
        state.record(resource(), Said("Warning", "CannotCreateExternalResource", message))
    first, second = sorted(state.events(), key=lambda event: event.message)
    assert (first.count, second.count, first.namespace) == (2, 1, "default")
    assert first.key != second.key
    assert first.last_at >= first.first_at


def test_a_condition_keeps_its_time_until_it_says_something_else():
    one = resource()
    set_condition(one, CREATING)
    stamp = get_condition(one, "Ready")["lastTransitionTime"]
    set_condition(one, CREATING, observed_generation=2)
    assert get_condition(one, "Ready")["lastTransitionTime"] == stamp
    assert get_condition(one, "Ready")["observedGeneration"] == 2
    set_condition(one, AVAILABLE)
    assert get_condition(one, "Ready")["reason"] == "Available"
    assert len(one.status["conditions"]) == 1


def test_an_observation_is_read_as_it_was_written_and_holds_no_secret(state: State):
    state.put(resource())
    state.write_secret(Secret("apps", "a", "uid-a", {"password": "hunter2"}))
    state.remember("broken", [["regions/x/prod/a/service.yaml", 3, "no"]])
    body = encode(state, "us-east-1")
    seen = decode(body)
    assert seen.objects[0] == state.get(resource().key).live()
    assert (seen.region, seen.commit, seen.broken[0].line) == ("us-east-1", None, 3)
    assert b"hunter2" not in body
    assert "hunter2" not in repr(state.secret("apps", "a"))
