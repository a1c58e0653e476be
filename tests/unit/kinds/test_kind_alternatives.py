"""Ways that interrupt less, and what may be said of them."""

import re
from pathlib import Path

import pytest

from clark.kinds import KINDS, alternatives
from clark.kinds.change import Change
from clark.kinds.knowledge import knowledge

ROOT = Path(__file__).parents[3]
# Where AWS itself says that a step interrupts nothing, and of which step.
SAID_BY_AWS = {
    "AWS re:Post, repost.aws/knowledge-center/rds-convert-single-az-multi-az": "standby",
    "Amazon ElastiCache API, IncreaseReplicaCount and DecreaseReplicaCount": "nodes",
}
CLAIM = re.compile(
    r"(zero|no|without(?: any)?)[ -]+(cluster )?(down ?time|outages?\b|interruptions?\b)", re.I
)
# The one sentence of Clark's that makes the claim, the texts that are about the words themselves,
# and an address.
EXEMPT = {
    "src/clark/kinds/alternative.py",
    "docs/reference/kinds.md",
}


def titles(old, new):
    return [each.title for each in alternatives(old, new)]


IDLE = {"dbInstanceStatus": "available", "pendingModifiedValues": {}}
BIGGER = {"dbInstanceClass": "db.t3.large"}
DEV = "orders-db-dev"


def resized(database, seen=None, name="orders-db-prod"):
    old, new = database(name), database(name, **BIGGER)
    return alternatives([old], [new], lambda _kind, _name: seen)


def test_a_single_az_database_can_have_a_standby_first(database):
    (way,) = resized(database, IDLE, DEV)
    assert way.title == "Multi-AZ first"
    assert "60 to 120 seconds" in way.interruption
    add, resize, away = way.steps
    assert (add.action, add.fields) == ("standby", {"standby": "on", "when": "now"})
    assert (resize.action, resize.fields) == ("class", {"size": "db.t3.large"})
    assert away.fields == {"standby": "off"}
    assert add.claim == f"Zero downtime, says {next(iter(SAID_BY_AWS))}."
    assert resize.claim == ""


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (None, "has not seen whether anything does"),
        ({"dbInstanceStatus": "modifying", "pendingModifiedValues": {}}, "has not seen"),
        (
            IDLE | {"pendingModifiedValues": {"dbInstanceClass": "db.t3.xlarge"}},
            "what waits in AWS (dbInstanceClass db.t3.xlarge) is done in it, too",
        ),
    ],
)
def test_a_standby_is_promised_nothing_where_something_else_can_wait(database, seen, said):
    """applyModificationsImmediately would do at once whatever waits, a restart among it."""
    (way,) = resized(database, seen)
    add = way.steps[0]
    assert said in add.sentence
    assert add.fields == {"standby": "on", "when": "window"}
    assert add.claim == ""


def test_in_production_the_standby_stays_and_that_is_said_with_its_cost(database):
    (way,) = resized(database, IDLE)
    assert [each.fields.get("standby") for each in way.steps] == ["on", None]
    assert "costs about as much again and stays" in way.interruption


def test_a_database_whose_zone_is_named_gets_no_standby(database):
    zone = {"availabilityZone": "us-east-1a"}
    assert titles([database(**zone)], [database(**zone, **BIGGER)]) == []
    assert titles([database()], [database(**zone, **BIGGER)]) == []


def test_a_multi_az_database_fails_over_already(database):
    old, new = database(multiAZ=True), database(multiAZ=True, dbInstanceClass="db.t3.large")
    assert titles([old], [new]) == []


def test_what_interrupts_nothing_needs_no_other_way(database, cache):
    assert titles([database()], [database(allocatedStorage=200)]) == []
    assert titles([cache()], [cache(numCacheClusters=3)]) == []
    assert titles([], [database()]) == []
    assert titles([database()], []) == []


def test_what_is_denied_is_offered_no_other_way(cache):
    assert (
        titles([cache(numCacheClusters=1)], [cache(numCacheClusters=1, engineVersion="6.2")]) == []
    )


def test_a_cache_of_one_node_can_have_a_replica_first(cache):
    old = cache(numCacheClusters=1)
    new = cache(numCacheClusters=1, cacheNodeType="cache.t3.small")
    (way,) = alternatives([old], [new])
    assert [each.action for each in way.steps] == ["nodes", "class"]
    assert way.steps[0].fields["nodes"] == "2"
    assert way.steps[0].claim.startswith("Zero downtime, says Amazon ElastiCache API")
    assert way.steps[1].claim == ""


def test_the_same_holds_for_an_upgrade_and_its_second_step_is_the_author_s(cache):
    old, new = cache(numCacheClusters=1), cache(numCacheClusters=1, engineVersion="7.1")
    (way,) = alternatives([old], [new])
    assert (way.steps[1].action, way.steps[1].who) == ("", "whoever asks, by a pull request")


def test_a_cache_of_several_nodes_can_grow_by_replicas_where_reads_are_slow(cache):
    old, new = cache(numCacheClusters=2), cache(numCacheClusters=2, cacheNodeType="cache.t3.small")
    (way,) = alternatives([old], [new])
    assert way.steps[0].fields["nodes"] == "3"
    assert "how fast it writes, stay as they are" in way.interruption
    six = {"numCacheClusters": 6}
    assert titles([cache(**six)], [cache(**six, cacheNodeType="cache.t3.small")]) == []


@pytest.mark.parametrize(
    "shards",
    [
        {"numNodeGroups": 3, "replicasPerNodeGroup": 0},
        {"replicasPerNodeGroup": 0},
        {"nodeGroupConfiguration": [{"replicaCount": 0}]},
    ],
)
@pytest.mark.parametrize("bigger", [{"cacheNodeType": "cache.t3.small"}, {"engineVersion": "7.1"}])
def test_a_cache_of_shards_does_not_grow_by_numcacheclusters(cache, shards, bigger):
    old, new = (cache(numCacheClusters=None, **shards, **more) for more in ({}, bigger))
    assert titles([old], [new]) == []


def instance(number, **settings):
    return {
        "apiVersion": "rds.aws.crossplane.io/v1alpha1",
        "kind": "DBInstance",
        "metadata": {"name": f"orders-{number}"},
        "spec": {"forProvider": {"dbInstanceClass": "db.r6g.large", **settings}},
    }


def test_an_aurora_cluster_gets_a_reader_first_and_clark_says_what_it_cannot_do():
    old = [instance(1), instance(2)]
    new = [instance(number, dbInstanceClass="db.r6g.xlarge") for number in (1, 2)]
    (way,) = alternatives(old, new)
    add, over, rest = way.steps
    assert (add.action, add.fields) == ("instances", {"instances": "3", "size": "db.r6g.xlarge"})
    assert (over.action, over.who) == ("", "whoever may change the AWS account")
    assert rest.action == "class"
    assert "typically completes within 30 seconds" in way.interruption
    assert not any(each.claim for each in way.steps)


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.kind)
def test_the_claim_is_made_only_of_what_aws_says_so_itself(kind):
    for field, ways in knowledge(kind).alternatives.items():
        assert field in knowledge(kind).rules
        for nodes in (1, 2, 3):
            old = {field: "old", "numCacheClusters": nodes}
            change = Change(
                field, "old", "new", old, old | {field: "new"}, production=True, waiting={}
            )
            for way in ways(change, nodes):
                assert way.source
                assert way.steps
                assert not CLAIM.search(way.interruption)
                for step in way.steps:
                    assert bool(step.action) != bool(step.who), "somebody does it, and one only"
                    assert not CLAIM.search(step.sentence)
                    if step.uninterrupted:
                        assert step.action in {SAID_BY_AWS[step.uninterrupted], ""}


def test_nothing_else_promises_that_nothing_is_interrupted():
    places = (*(ROOT / "src").rglob("*"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"))
    said = [
        f"{name}:{number}: {line.strip()[:120]}"
        for path in places
        if path.suffix in {".py", ".html", ".md", ".js", ".yaml", ".yml", ".tf", ".txt"}
        if (name := str(path.relative_to(ROOT))) not in EXEMPT
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CLAIM.search(line)
    ]
    assert said == []
