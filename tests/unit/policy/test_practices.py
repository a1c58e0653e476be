"""The checklist of each kind, its score, and the fixes that one click makes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.kinds import impacts, served
from clark.manifests import Document, edit, read, same
from clark.policy.practices import (
    PRACTICES,
    Checked,
    Checklist,
    Outcome,
    Practice,
    checklist,
    subject,
)
from tests.unit.policy.practised import API, TODAY, definition, service, text, texts

RDS, CACHE, BUCKET, NODES = "RDSInstance", "ReplicationGroup", "Bucket", "NodeGroup"


def found(practice: str, *definitions: Mapping[str, Any], today: date = TODAY) -> Checked:
    row = checklist(service(text(*definitions), today=today)).find(practice)
    assert row is not None
    return row


def mended(written: str, row: Checked) -> str:
    for index, steps in row.steps.items():
        written = edit(written, index, steps)
    return written


@given(texts())
def test_a_fix_makes_its_check_hold_and_no_other_one_fail(written: str) -> None:
    before = checklist(service(written))
    for row in before.rows:
        if row.steps:
            after = checklist(service(mended(written, row)))
            assert _outcome(after, row.practice) is Outcome.HOLDS
            failing = {each.practice.id for each in before.rows if each.outcome is Outcome.FAILS}
            now = {each.practice.id for each in after.rows if each.outcome is Outcome.FAILS}
            assert now < failing


@given(texts())
def test_a_fix_edits_only_what_its_practice_is_about(written: str) -> None:
    for row in checklist(service(written)).rows:
        after = read(mended(written, row))
        paths = {(index, step.path) for index, steps in row.steps.items() for step in steps}
        assert {path for _, path in paths} <= {each.path for each in row.practice.settings}
        for before, now in zip(read(written), after, strict=True):
            mine = {path for index, path in paths if index == now.index}
            assert same(_without(before, mine), _without(now, mine))


@given(texts())
def test_a_fix_is_neither_refused_by_aws_nor_lost_on_it(written: str) -> None:
    for row in checklist(service(written)).rows:
        pairs = zip(read(written), read(mended(written, row)), strict=True)
        told = [each for old, new in pairs for each in impacts(old.value, new.value)]
        assert [each.sentence for each in told if each.denied] == []


@given(texts())
def test_a_score_is_0_to_100_and_100_means_everything(written: str) -> None:
    done = checklist(service(written))
    outcomes = {each.outcome for each in done.rows}
    if outcomes <= {Outcome.WAIVED}:
        assert done.score is None
    else:
        assert done.score is not None
        assert 0 <= done.score <= 100
        assert (done.score == 100) is (Outcome.FAILS not in outcomes)


@given(texts())
def test_what_fails_says_what_the_file_says_and_who_can_mend_it(written: str) -> None:
    for row in checklist(service(written)).rows:
        if row.outcome is Outcome.FAILS:
            assert row.detail
            assert bool(row.steps) is not bool(row.by_hand)


def test_no_score_where_nothing_is_asked() -> None:
    assert Checklist(()).score is None
    waived = Checked(PRACTICES[0], Outcome.WAIVED, "Asked in production only.")
    assert Checklist((waived,)).score is None


@given(st.lists(st.sampled_from(PRACTICES), min_size=1, max_size=12), st.data())
def test_the_score_is_the_weight_that_holds_of_the_weight_asked(
    chosen: list[Practice], data: st.DataObject
) -> None:
    rows = [Checked(each, data.draw(st.sampled_from(Outcome))) for each in chosen]
    asked = sum(r.practice.weight for r in rows if r.outcome is not Outcome.WAIVED)
    held = sum(r.practice.weight for r in rows if r.outcome is Outcome.HOLDS)
    assert Checklist(tuple(rows)).score == (held * 100 // asked if asked else None)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda each: each.id)
def test_every_field_that_is_looked_at_is_one_that_the_provider_has(practice: Practice) -> None:
    for setting in practice.settings:
        name = setting.part or practice.kind
        kind = served(API[name].partition("/")[0], name)
        assert kind is not None
        assert kind.field(setting.path) is not None, setting.path


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda each: each.id)
def test_every_practice_says_why_and_who_says_so(practice: Practice) -> None:
    assert 1 <= practice.weight <= 5
    assert practice.reason.endswith(".")
    assert practice.source.startswith(("Amazon ", "AWS ", "Elastic Load Balancing "))
    assert len([each for each in PRACTICES if each.id == practice.id]) == 1


@pytest.mark.parametrize(
    ("practice", "kind", "says", "outcome"),
    [
        ("database-standby", RDS, {"multiAZ": True}, Outcome.HOLDS),
        ("database-standby", RDS, {}, Outcome.FAILS),
        ("database-private", RDS, {"publiclyAccessible": True}, Outcome.FAILS),
        ("database-private", RDS, {}, Outcome.FAILS),
        ("database-private", RDS, {"publiclyAccessible": False}, Outcome.HOLDS),
        ("database-encrypted", RDS, {"storageEncrypted": True}, Outcome.HOLDS),
        ("database-backups", RDS, {"backupRetentionPeriod": 6}, Outcome.FAILS),
        ("database-backups", RDS, {"backupRetentionPeriod": 7}, Outcome.HOLDS),
        ("database-deletion-protection", RDS, {"deletionProtection": True}, Outcome.HOLDS),
        ("database-version", RDS, {"engineVersion": "14.9"}, Outcome.HOLDS),
        ("database-version", RDS, {"engineVersion": "13.9"}, Outcome.FAILS),
        ("database-version", RDS, {"engineVersion": "99"}, Outcome.WAIVED),
        ("database-version", RDS, {}, Outcome.WAIVED),
        ("database-version", RDS, {"engineVersion": "9.6.24"}, Outcome.FAILS),
        ("database-version", RDS, {"engineVersion": "10.21"}, Outcome.FAILS),
        ("database-version", RDS, {"engineVersion": "18.1"}, Outcome.WAIVED),
        ("database-minor-upgrades", RDS, {}, Outcome.HOLDS),
        ("database-minor-upgrades", RDS, {"autoMinorVersionUpgrade": False}, Outcome.FAILS),
        ("database-storage-grows", RDS, {"allocatedStorage": 20}, Outcome.FAILS),
        ("database-storage-grows", RDS, {}, Outcome.WAIVED),
        (
            "database-storage-grows",
            RDS,
            {"allocatedStorage": 20, "maxAllocatedStorage": 20},
            Outcome.FAILS,
        ),
        (
            "database-storage-grows",
            RDS,
            {"allocatedStorage": 20, "maxAllocatedStorage": 40},
            Outcome.HOLDS,
        ),
        ("database-disk", RDS, {"storageType": "gp2"}, Outcome.FAILS),
        ("database-disk", RDS, {"storageType": "io2"}, Outcome.HOLDS),
        ("database-class", RDS, {"dbInstanceClass": "db.t2.micro"}, Outcome.FAILS),
        ("cache-failover", CACHE, {"numCacheClusters": 2}, Outcome.FAILS),
        ("cache-password", CACHE, {"authEnabled": True}, Outcome.HOLDS),
        ("cache-version", CACHE, {"engineVersion": "5.0.6"}, Outcome.FAILS),
        ("cache-version", CACHE, {"engineVersion": "6.2"}, Outcome.HOLDS),
        ("cache-version", CACHE, {"engineVersion": "3.2.10"}, Outcome.FAILS),
        ("cache-version", CACHE, {"engineVersion": "7.1"}, Outcome.WAIVED),
        ("bucket-private", BUCKET, {}, Outcome.FAILS),
        ("bucket-versions", BUCKET, {"versioningConfiguration": {"status": "Suspended"}}, "fails"),
        ("bucket-logs", BUCKET, {}, Outcome.FAILS),
        ("nodes-two", NODES, {"scalingConfig": {"minSize": 1}}, Outcome.FAILS),
        ("nodes-zones", NODES, {"subnets": ["subnet-1", "subnet-2"]}, Outcome.HOLDS),
        ("nodes-closed", NODES, {"remoteAccess": {"ec2SSHKey": "key"}}, Outcome.FAILS),
        ("nodes-update-in-turn", NODES, {"updateConfig": {"maxUnavailable": 1}}, Outcome.HOLDS),
    ],
)
def test_a_row_of_the_checklist(
    practice: str, kind: str, says: dict[str, Any], outcome: Outcome
) -> None:
    assert found(practice, definition(kind, **says)).outcome == outcome


@pytest.mark.parametrize(
    "practice",
    ["database-standby", "database-deletion-protection"],
)
def test_what_costs_or_hinders_is_asked_in_production_only(practice: str) -> None:
    assert found(practice, definition(RDS)).outcome is Outcome.FAILS
    row = found(practice, definition(RDS, environment="dev"))
    assert (row.outcome, row.detail) == (Outcome.WAIVED, "Asked in production only.")


def test_protection_is_not_missed_of_what_is_being_deleted() -> None:
    going = definition(RDS, deletionProtection=False)
    going["metadata"]["annotations"] = {"clark.dev/deletion": "requested"}
    assert found("database-deletion-protection", going).outcome is Outcome.WAIVED


def test_a_version_is_good_to_the_last_day_of_its_support() -> None:
    old = definition(RDS, engineVersion="13.9")
    assert found("database-version", old, today=date(2026, 2, 28)).outcome is Outcome.HOLDS
    row = found("database-version", old, today=date(2026, 3, 1))
    assert row.detail == "Standard support of PostgreSQL 13 ended on 2026-02-28"
    assert row.by_hand.startswith("A major upgrade cannot be undone")


def test_what_aws_fixes_at_creation_is_mended_by_nobody_with_a_click() -> None:
    for practice, kind in (("database-encrypted", RDS), ("cache-password", CACHE)):
        row = found(practice, definition(kind))
        assert row.steps == {}
        assert "Order a new one" in row.by_hand


def test_a_zone_that_the_file_names_is_in_the_way_of_a_standby() -> None:
    row = found("database-standby", definition(RDS, availabilityZone="us-east-1a"))
    assert row.steps == {}
    assert "AWS refuses" in row.by_hand


def test_storage_may_grow_to_twice_what_there_is() -> None:
    row = found("database-storage-grows", definition(RDS, allocatedStorage=100))
    ((step,),) = row.steps.values()
    assert (step.path[-1], step.value) == ("maxAllocatedStorage", 200)


def test_magnetic_storage_grows_by_no_click() -> None:
    for most in ({}, {"maxAllocatedStorage": 200}):
        disk = definition(RDS, allocatedStorage=100, storageType="standard", **most)
        row = found("database-storage-grows", disk)
        assert (row.outcome, row.steps) == (Outcome.FAILS, {})
        assert row.by_hand == "Change storageType in its file first."


def test_a_disk_that_is_too_small_for_gp3_is_changed_by_hand() -> None:
    row = found("database-disk", definition(RDS, allocatedStorage=5, storageType="standard"))
    assert (row.outcome, row.steps) == (Outcome.FAILS, {})
    assert "gp3 begins at 20 GB" in row.by_hand
    enough = definition(RDS, allocatedStorage=20, storageType="standard")
    assert found("database-disk", enough).steps


def test_a_version_older_than_any_end_of_support_that_is_known_is_out_of_support() -> None:
    row = found("database-version", definition(RDS, engineVersion="9.6.24"))
    assert row.detail == "Standard support of PostgreSQL 9.6.24 ended before that of 11"


def test_a_cache_of_one_node_gets_a_second_one_with_its_failover() -> None:
    row = found("cache-failover", definition(CACHE))
    written = {step.path[-1]: step.value for step in row.steps[0]}
    assert written == {"numCacheClusters": 2, "automaticFailoverEnabled": True}
    assert row.parameters == {"nodes": 2}


def test_of_an_aurora_cluster_every_instance_that_differs_is_mended() -> None:
    cluster = definition("DBCluster")
    one = definition("DBInstance", "orders-prod-1", autoMinorVersionUpgrade=False)
    two = definition("DBInstance", "orders-prod-2")
    row = found("aurora-minor-upgrades", cluster, one, two)
    assert list(row.steps) == [1]
    assert row.detail == "orders-prod-1: autoMinorVersionUpgrade is false"
    assert found("aurora-reader", cluster, one).detail == "it has 1 instance"
    assert found("aurora-reader", cluster, one, two).outcome is Outcome.HOLDS


def test_an_aurora_instance_is_private_only_where_its_file_says_so() -> None:
    cluster = definition("DBCluster")
    unsaid = definition("DBInstance", "orders-prod-1")
    closed = definition("DBInstance", "orders-prod-1", publiclyAccessible=False)
    assert found("aurora-private", cluster, unsaid).outcome is Outcome.FAILS
    assert found("aurora-private", cluster, closed).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    "practice",
    [each for each in PRACTICES if any(s.part for s in each.settings)],
    ids=lambda each: each.id,
)
def test_of_parts_that_are_not_there_nothing_is_asked(practice: Practice) -> None:
    row = found(practice.id, definition(practice.kind))
    assert row.outcome is Outcome.WAIVED
    assert row.detail == f"Its file defines no {practice.settings[0].part}."


def test_what_says_tls_1_2_is_what_is_taken_and_subnets_are_no_zones() -> None:
    row = found(
        "balancer-tls",
        definition("LoadBalancer"),
        definition(
            "Listener",
            "orders-prod-https",
            protocol="HTTPS",
            sslPolicy="ELBSecurityPolicy-TLS-1-2-2017-01",
        ),
    )
    assert (row.practice.title, row.outcome) == ("TLS 1.2 or newer", Outcome.HOLDS)
    for each in (one for one in PRACTICES if one.id in ("balancer-zones", "nodes-zones")):
        assert each.title == "Two subnets or more"
        assert "zones they are it cannot see" in each.reason


def test_no_source_names_a_number_that_nobody_read() -> None:
    assert not any(re.search(r"[A-Za-z0-9]+\.\d+$", each.source) for each in PRACTICES)


def test_a_listener_that_only_sends_to_https_is_no_flaw() -> None:
    plain = definition("Listener", "orders-prod-http", protocol="HTTP")
    balancer = definition("LoadBalancer")
    assert found("balancer-https", balancer, plain).detail == "orders-prod-http speaks HTTP"
    actions = [{"actionType": "redirect", "redirectConfig": {"protocol": "HTTPS"}}]
    sent = definition("Listener", "orders-prod-http", protocol="HTTP", defaultActions=actions)
    assert found("balancer-https", balancer, sent).outcome is Outcome.HOLDS
    assert found("balancer-https", balancer).outcome is Outcome.WAIVED


@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", Outcome.HOLDS),
        ("ELBSecurityPolicy-TLS13-1-1-2021-06", Outcome.FAILS),
        (None, Outcome.FAILS),
    ],
)
def test_listeners_speak_no_old_tls(policy: str | None, outcome: Outcome) -> None:
    listener = definition("Listener", "orders-prod-https", protocol="HTTPS", sslPolicy=policy)
    assert found("balancer-tls", definition("LoadBalancer"), listener).outcome is outcome


def test_rules_that_somebody_turned_off_are_not_overwritten() -> None:
    rules = {"rules": [{"id": "mine", "status": "Disabled"}]}
    row = found("bucket-lifecycle", definition(BUCKET, lifecycleConfiguration=rules))
    assert row.steps == {}
    assert "turned off" in row.by_hand


def test_what_fails_comes_first_the_weightiest_before_the_others() -> None:
    rows = checklist(service(text(definition(RDS, multiAZ=True)))).rows
    failing = [each.practice.weight for each in rows if each.outcome is Outcome.FAILS]
    assert failing == sorted(failing, reverse=True)
    assert all(each.outcome is Outcome.FAILS for each in rows[: len(failing)])


def test_what_is_no_service_has_no_checklist() -> None:
    part = read(text(definition("DBInstance", "orders-prod-1")))
    assert subject(part, "orders-prod-1", TODAY) is None
    assert subject(part, "another", TODAY) is None


def _outcome(done: Checklist, practice: Practice) -> Outcome:
    row = done.find(practice.id)
    assert row is not None
    return row.outcome


def _without(document: Document, paths: set[Any]) -> Any:
    """The document with what stands at these paths taken out, and what they left empty."""
    return _cut(document.value, (), paths)


def _cut(value: Any, here: tuple[Any, ...], paths: set[Any]) -> Any:
    if not isinstance(value, Mapping):
        return value
    kept = {
        key: _cut(below, (*here, key), paths)
        for key, below in value.items()
        if (*here, key) not in paths
    }
    on_the_way = {path[:length] for path in paths for length in range(len(path))}
    return {key: below for key, below in kept.items() if below or (*here, key) not in on_the_way}
