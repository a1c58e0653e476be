"""What exists becomes definitions that change nothing, or says why it cannot."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from clark.customers.adoption import rules
from clark.customers.adoption.rules import House, Wish
from clark.flow.adoptable import kind_of
from clark.kinds import described, drift, impacts, problems, unlike
from clark.manifests import read, write
from clark.ports.cloud import Found
from tests import described as aws

GOLDEN = Path(__file__).parents[2] / "golden" / "adoption"
HOUSE = House("111122223333", ("dev", "staging", "prod"), ("backend", "orders"))


@pytest.mark.parametrize(
    ("found", "wish"),
    [
        (aws.database(), Wish("billing", "prod", "orders", "billing")),
        (aws.cache(), Wish("sessions", "dev", "backend", "shop")),
        (aws.bucket(), Wish("techcorp-invoices", "prod", "backend", "invoices")),
    ],
    ids=["database", "cache", "bucket"],
)
def test_what_exists_is_written_down_as_it_is(found: Found, wish: Wish) -> None:
    written = rules.definition(found, wish)
    text, golden = write([written]), GOLDEN / f"{found.sort}.yaml"
    if os.environ.get("CLARK_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()
    kind = kind_of(found)
    assert kind is not None
    assert not problems(written)
    has = described(kind, found.settings, found.tags, found.region)
    assert unlike(kind, written["spec"]["forProvider"], has) == ()
    filled_in = {**written["spec"], "forProvider": {**written["spec"]["forProvider"], **has}}
    assert drift(kind, read(text)[0].value, filled_in) == ()
    assert [each.effect for each in impacts(None, written)] == ["adoption"]


@pytest.mark.parametrize(
    ("before", "now", "differs"),
    [
        (aws.bucket(), aws.bucket(Lifecycle=None), "lifecycleConfiguration"),
        (aws.bucket(Lifecycle=None), aws.bucket(), "lifecycleConfiguration"),
        (aws.bucket(), aws.bucket(Encryption=None), "serverSideEncryptionConfiguration"),
        (aws.bucket(), replace(aws.bucket(), tags={}), "tagging"),
        (
            aws.database(),
            aws.database(EnabledCloudwatchLogsExports=[]),
            "enableCloudwatchLogsExports",
        ),
        (
            aws.database(ProcessorFeatures=[{"Name": "coreCount", "Value": "2"}]),
            aws.database(),
            "processorFeatures",
        ),
        (aws.database(), replace(aws.database(), tags={}), "tags"),
        (aws.cache(), aws.cache(SnapshotWindow=None), "snapshotWindow"),
    ],
)
def test_what_is_there_no_more_differs_as_what_was_added(
    before: Found, now: Found, differs: str
) -> None:
    """The provider would put back what the definition still has."""
    kind = kind_of(before)
    assert kind is not None
    wish = Wish("billing", "prod", "orders", "billing")
    wanted = rules.definition(before, wish)["spec"]["forProvider"]
    has = described(kind, now.settings, now.tags, now.region)
    assert unlike(kind, wanted, has) == (differs,)


def test_log_exports_are_named_because_the_provider_switches_off_the_others() -> None:
    written = rules.definition(aws.database(), Wish("billing", "prod", "orders", "billing"))
    exports = written["spec"]["forProvider"]["enableCloudwatchLogsExports"]
    assert exports == ["postgresql", "upgrade"]


def test_letting_go_of_the_definition_deletes_nothing() -> None:
    written = rules.definition(aws.database(), Wish("billing", "prod", "orders", "billing"))
    assert written["spec"]["deletionPolicy"] == "Orphan"
    assert [each.effect for each in impacts(written, None)] == ["deletion"]
    assert "stays in AWS" in impacts(written, None)[0].sentence


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (aws.cluster(), "several objects"),
        (aws.database(DBInstanceStatus="stopped"), "AWS says that it is stopped"),
        (
            aws.database(PendingModifiedValues={"DBInstanceClass": "db.m5.xlarge"}),
            "about to change",
        ),
        (aws.database(ReadReplicaSourceDBInstanceIdentifier="main"), "read replica of main"),
        (aws.cache(GlobalReplicationGroupInfo={"GlobalReplicationGroupId": "g"}), "global"),
        (aws.bucket(Policy='{"Statement": []}', Cors=[{}]), "a bucket policy, CORS rules"),
        (aws.bucket(Ownership=None, Grants=[{}, {}]), "an access list for others"),
        (aws.bucket(name="clark-state-111122223333-us-east-1"), "Terraform, whose states"),
        (
            aws.bucket(Lifecycle=[{"Status": "Enabled", "Filter": {"ObjectSizeLessThan": 5}}]),
            "objectSizeLessThan",
        ),
    ],
)
def test_what_cannot_be_adopted_says_why(found: Found, says: str) -> None:
    assert says in rules.obstacle(found, HOUSE)


@pytest.mark.parametrize(
    "tags", [{"aws:cloudformation:stack-name": "shop"}, {"ManagedBy": "Terraform"}]
)
def test_what_another_tool_manages_is_not_taken_from_it(tags: dict[str, str]) -> None:
    found = aws.database()
    other = Found(found.sort, found.identifier, found.region, found.status, found.settings, tags)
    assert "manages it" in rules.obstacle(other, HOUSE)


@pytest.mark.parametrize("found", [aws.database(), aws.cache(), aws.bucket()])
def test_nothing_stands_against_the_others(found: Found) -> None:
    assert rules.obstacle(found, HOUSE) == ""


def test_tags_and_names_say_what_a_service_is() -> None:
    assert rules.suggestion(aws.database(), HOUSE) == Wish("billing", "prod", "orders", "billing")
    assert rules.suggestion(aws.cache(), HOUSE) == Wish("sessions", "dev", "", "shop")
    assert rules.suggestion(aws.bucket(), HOUSE) == Wish("techcorp-invoices", "", "backend", "")


def test_everything_that_is_wrong_with_a_wish_is_said_at_once() -> None:
    said = rules.wish_problems(Wish("Shop_DB", "test", "nobody", ""), HOUSE, ())
    assert [each.field for each in said] == ["service", "application", "environment", "team"]


def test_a_name_that_is_taken_is_refused() -> None:
    said = list(rules.wish_problems(Wish("a", "prod", "orders", "a"), HOUSE, {"a-prod"}))
    assert [each.reason for each in said] == ["a-prod exists already."]
