"""Every shipped policy: what it denies, what it lets through, and that it says so plainly."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from policy_samples import BASES, GONE, change, sample
from shipped_policy_rows import DELETION, ENVIRONMENT, ROWS, Row

from clark.manifests import Set, show_path
from clark.policy import PolicySet
from clark.policy.judgement import Admission


def objecting(shipped: PolicySet, row: Row, changes: Mapping[str, Any]) -> dict[str, str]:
    value = sample(row.base, changes)
    old = None
    if row.old is not None:
        old = sample(row.base, row.old)
        old["metadata"]["labels"]["another"] = "change"
    made = change(None, value) if row.deleted else change(value, old)
    return {found.policy.name: found.level for found in shipped.objections(made.admission())}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_a_policy_objects_to_what_is_bad(shipped: PolicySet, row: Row) -> None:
    assert objecting(shipped, row, row.bad).get(row.policy) == row.level


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.good)}")
def test_a_policy_agrees_with_what_is_good(shipped: PolicySet, row: Row) -> None:
    assert row.policy not in objecting(shipped, row, row.good)


@pytest.mark.parametrize("base", BASES)
def test_the_samples_please_every_policy(shipped: PolicySet, base: str) -> None:
    assert objecting(shipped, Row("", base, {}, {}), {}) == {}


def test_a_role_for_the_whole_cluster_is_no_service(shipped: PolicySet) -> None:
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "me"},
    }
    found = shipped.objections(change(binding).admission())
    assert [objection.policy.name for objection in found] == ["repository-kinds"]
    assert found[0].reason.startswith("ClusterRoleBinding is not a service.")


def test_a_kind_of_the_same_name_in_another_group_is_no_service(shipped: PolicySet) -> None:
    made = change({**sample("database"), "apiVersion": "evil.example/v1"})
    found = shipped.objections(made.admission())
    assert [objection.policy.name for objection in found] == ["repository-kinds"]


def test_a_single_zone_production_database_may_be_resized_with_a_warning(
    shipped: PolicySet,
) -> None:
    row = Row("", "database", {}, {}, old={"multiAZ": False})
    changes = {"multiAZ": False, "dbInstanceClass": "db.t3.large"}
    assert objecting(shipped, row, changes) == {"database-standby-existing": "warn"}


def test_an_unencrypted_database_that_was_taken_over_may_be_resized(shipped: PolicySet) -> None:
    row = Row("", "database", {}, {}, old={"storageEncrypted": False})
    changes = {"storageEncrypted": False, "dbInstanceClass": "db.t3.large"}
    assert objecting(shipped, row, changes) == {}


def test_a_deletion_takes_two_steps_and_no_more(shipped: PolicySet) -> None:
    released = {"deletionProtection": False, DELETION: "requested"}
    assert objecting(shipped, Row("", "database", {}, {}, old={}), released) == {}
    assert objecting(shipped, Row("", "database", {}, {}, deleted=True), released) == {}


PROVIDER = "system:serviceaccount:crossplane-system:provider-aws"
PEOPLE = {"username": "argocd", "uid": "", "groups": [], "extra": {}}


def by(name: str, new: dict[str, Any] | None, old: dict[str, Any] | None) -> Admission:
    return replace(change(new, old).admission(), user={**PEOPLE, "username": name})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_what_the_provider_writes_back_is_never_denied(shipped: PolicySet, row: Row) -> None:
    value = sample(row.base, row.bad)
    old = sample(row.base, {**(row.old or {}), "spec.written": "back"})
    asked = by(PROVIDER, None, value) if row.deleted else by(PROVIDER, value, old)
    assert shipped.objections(asked) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_what_is_being_deleted_is_let_go(shipped: PolicySet, row: Row) -> None:
    if row.deleted:
        return
    asked = by("argocd", sample(row.base, row.bad), sample(row.base, {"spec.written": "back"}))
    going = {**(asked.object or {})}
    going["metadata"] = {**going["metadata"], "deletionTimestamp": "2026-11-23T00:00:00Z"}
    assert shipped.objections(replace(asked, object=going)) == []


def test_a_file_cannot_say_that_it_is_being_deleted(shipped: PolicySet) -> None:
    bad = {"region": "ap-south-1", "metadata.deletionTimestamp": "2026-11-23T00:00:00Z"}
    made = change(sample("database", bad), sample("database", {"multiAZ": False, **bad}))
    created = change(sample("database", bad))
    for each in (made, created):
        assert [found.policy.name for found in shipped.objections(each.admission())] == [
            "database-region"
        ]


@pytest.mark.parametrize("base", BASES)
def test_what_was_there_before_a_rule_may_stay_as_it_is(shipped: PolicySet, base: str) -> None:
    spoilt = {f'metadata.labels["clark.dev/{name}"]': GONE for name in ("team", "environment")}
    before = sample(base, {**spoilt, "region": "ap-south-1", "tags": GONE, "tagging": GONE})
    assert shipped.objections(by("argocd", before, before)) == []
    edited = {**before, "spec": {**before["spec"], "edited": True}}
    assert shipped.objections(by("argocd", edited, before)) or base in ("push", "external")


def test_every_policy_is_tried(shipped: PolicySet) -> None:
    assert {*shipped.names} == {row.policy for row in ROWS} | {"repository-kinds"}


def test_nothing_is_broken_and_everything_is_bound(shipped: PolicySet) -> None:
    assert shipped.broken == ()
    assert len(shipped.names) == len(set(shipped.names)) >= 45


def test_twenty_to_thirty_rules_look_at_a_database_of_production(shipped: PolicySet) -> None:
    document = change(sample("database")).document
    assert 20 <= len(shipped.applying(document)) <= 30


@pytest.mark.parametrize("name", ["production", "not-production"])
def test_rules_of_the_other_environments_do_not_apply(shipped: PolicySet, name: str) -> None:
    environment = "prod" if name == "production" else "dev"
    document = change(sample("database", {ENVIRONMENT: environment})).document
    applying = shipped.applying(document)
    assert ("database-standby" in applying) is (environment == "prod")
    assert ("database-backups" in applying) is (environment != "prod")


def test_every_finding_says_what_to_do_in_whole_sentences(shipped: PolicySet) -> None:
    for policy in shipped.policies:
        (validation,) = policy.validations
        assert re.fullmatch(r"[A-Z].*\. .*\.|[A-Z].*[.;:].*\.", validation.message), policy.name
        assert policy.fix.sentence.endswith("."), policy.name
        assert policy.field, policy.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.policy}-{list(row.bad)}")
def test_an_edit_that_a_policy_offers_satisfies_it(shipped: PolicySet, row: Row) -> None:
    edits = [edit for edit in shipped.fixes[row.policy].edits if isinstance(edit, Set)]
    mended = {**row.bad, **{show_path(edit.path): edit.value for edit in edits}}
    assert not edits or row.policy not in objecting(shipped, row, mended)
