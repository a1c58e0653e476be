"""A change that is not to wait brings along what waits in AWS: the impact says so."""

import pytest

from clark.kinds import done_too, impacts

NOW = {"applyModificationsImmediately": True}
STANDBY = NOW | {"multiAZ": True}
IDLE = {"dbInstanceStatus": "available", "pendingModifiedValues": {}}


def waits(**values):
    return IDLE | {"pendingModifiedValues": values}


def test_a_restart_that_waits_is_accepted_with_the_change_that_brings_it(database):
    found = done_too(database(), database(**STANDBY), waits(dbInstanceClass="db.t3.large"))
    assert (found.effect, found.needs_acceptance) == ("restart", True)
    assert "done at once, too: dbInstanceClass db.t3.large" in found.sentence
    assert "cannot be reached for minutes" in found.sentence


def test_the_standby_that_is_only_asked_for_does_not_soften_it(database):
    """AWS has no standby yet: the class changes with minutes of interruption."""
    seen = waits(dbInstanceClass="db.t3.large", multiAZ=True) | {"multiAZ": False}
    found = done_too(database(multiAZ=True), database(**STANDBY), seen)
    assert found.effect == "restart"


def test_what_waits_and_interrupts_nothing_is_said_and_not_accepted(database):
    found = done_too(database(), database(**STANDBY), waits(allocatedStorage=200))
    assert (found.effect, found.needs_acceptance) == ("in place", False)
    assert "allocatedStorage 200" in found.sentence


def test_nothing_is_said_where_nothing_waits_or_the_change_waits_itself(database):
    assert done_too(database(), database(**STANDBY), IDLE) is None
    assert done_too(database(), database(multiAZ=True), waits(dbInstanceClass="x")) is None
    assert done_too(database(**NOW), database(**NOW), waits(dbInstanceClass="x")) is None


def test_what_nobody_has_seen_is_said_of_production_alone(database, cache):
    found = done_too(database(), database(**STANDBY), None)
    assert (found.effect, found.needs_acceptance) == ("in place", False)
    assert "has not seen whether anything does: it may interrupt" in found.sentence
    assert done_too(database("docs-dev"), database("docs-dev", **STANDBY), None) is None
    shows_no_class = {"status": "available", "pendingModifiedValues": {}}
    assert "has not seen" in done_too(cache(), cache(**NOW), shows_no_class).sentence


def test_outside_production_a_restart_that_waits_is_said(database):
    old, new = database("docs-dev"), database("docs-dev", **STANDBY)
    found = done_too(old, new, waits(engineVersion="15.4"))
    assert (found.effect, found.needs_acceptance) == ("restart", False)


@pytest.mark.parametrize(
    ("shards", "effect", "said"),
    [
        ({"numNodeGroups": 3, "replicasPerNodeGroup": 0}, "restart", "each of the 3 shards"),
        ({"numNodeGroups": 3}, "restart", "each of the 3 shards"),
        ({"numNodeGroups": 3, "replicasPerNodeGroup": 1}, "failover", "hands over"),
        ({"nodeGroupConfiguration": [{"replicaCount": 1}]}, "failover", "hands over"),
        (
            {"nodeGroupConfiguration": [{"replicaCount": 1}, {"replicaCount": 0}]},
            "restart",
            "The primary of each shard",
        ),
        ({"numNodeGroups": 1, "numCacheClusters": 2}, "failover", "hands over"),
        ({}, "restart", "The only node"),
    ],
)
def test_a_cache_of_shards_is_not_called_one_node(cache, shards, effect, said):
    asked = {"numCacheClusters": None} | shards
    (found,) = impacts(cache(**asked), cache(**asked, cacheNodeType="cache.t3.small"))
    assert found.effect == effect
    assert said in found.sentence
