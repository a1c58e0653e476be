from collections.abc import Mapping
from typing import Any

import pytest

from clark.catalog import Offering, parse
from clark.errors import Refused

ASKED = {"service": "orders-db", "application": "orders", "team": "orders"}


def refusals(offering: Offering, raw: Mapping[str, Any]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        parse(offering, raw)
    return {problem.field: problem.reason for problem in refused.value.problems}


def test_what_is_not_said_has_its_default(databases: Offering) -> None:
    assert parse(databases, ASKED) == {
        "service": "orders-db",
        "environment": "prod",
        "region": "us-east-1",
        "application": "orders",
        "team": "orders",
        "size": "medium",
        "storage": 100,
        "version": "14.9",
        "standby": True,
        "deletionProtection": True,
        "backupDays": 7,
    }


@pytest.mark.parametrize("said", ["", "  "])
def test_a_number_that_was_taken_out_does_not_come_back_by_itself(
    databases: Offering, said: str
) -> None:
    assert refusals(databases, {**ASKED, "storage": said}) == {
        "storage": "Storage is empty. The usual number is 100."
    }


def test_parameters_are_in_the_order_of_the_schema(databases: Offering) -> None:
    shuffled = {"team": "orders", "size": "large", "service": "orders-db", "application": "orders"}
    assert list(parse(databases, shuffled)) == list(databases.fields)


@pytest.mark.parametrize(
    ("said", "storage", "why"),
    [
        ("200", 200, "a form sends text"),
        (200, 200, "JSON has numbers"),
        (" 200 ", 200, "people paste with spaces"),
        (None, 100, "nor is null"),
        (["20", "30"], 30, "the last of several counts"),
    ],
)
def test_numbers_are_read(databases: Offering, said: Any, storage: int, why: str) -> None:
    assert parse(databases, {**ASKED, "storage": said})["storage"] == storage, why


@pytest.mark.parametrize("said", ["1_00", "1e2", "100.0", "٣٠", "--5", "9" * 40, True, 100.0])
def test_what_is_not_a_whole_number_is_refused(databases: Offering, said: Any) -> None:
    assert "is not a whole number" in refusals(databases, {**ASKED, "storage": said})["storage"]


@pytest.mark.parametrize(
    ("said", "standby"),
    [("true", True), ("on", True), ("No", False), (False, False), (["false", "true"], True)],
)
def test_switches_are_read(databases: Offering, said: Any, standby: bool) -> None:
    assert parse(databases, {**ASKED, "standby": said})["standby"] is standby


def test_everything_wrong_is_said_at_once_and_in_plain_words(databases: Offering) -> None:
    wrong = {
        "service": "Orders DB",
        "team": " ",
        "application": "o" * 64,
        "size": "huge",
        "storage": "10",
        "backupDays": "36",
        "standby": "maybe",
        "version": 14.9,
        "siez": "large",
    }
    assert refusals(databases, wrong) == {
        "service": "“Orders DB” is not allowed. Use lower-case letters, digits and single hyphens, "
        "starting with a letter.",
        "team": "Team is missing. For example: orders.",
        "application": "Used by can have at most 63 characters, not 64.",
        "size": "“huge” is not one of small, medium, large, xlarge.",
        "storage": "Storage must be at least 20 GB, not 10.",
        "backupDays": "Keep backups for can be at most 35 days, not 36.",
        "standby": "Say true or false.",
        "version": "Version must be text.",
        "siez": "PostgreSQL database has no such field.",
    }


def test_a_misspelt_field_is_pointed_to_the_right_one(databases: Offering) -> None:
    with pytest.raises(Refused) as refused:
        parse(databases, {**ASKED, "siez": "large"})
    assert refused.value.problems[0].fix == "Did you mean size?"


@pytest.mark.parametrize("name", ["user", "order", "rdsadmin", "true"])
def test_a_database_is_not_named_by_a_word_postgresql_reserves(
    databases: Offering, name: str
) -> None:
    assert "reserved word" in refusals(databases, {**ASKED, "service": name})["service"]


@pytest.mark.parametrize("name", ["-db", "db-", "a--b", "1db", "d\nb", "dß", "a/../b", "a_b"])
def test_a_name_that_aws_would_refuse_is_refused(databases: Offering, name: str) -> None:
    assert "is not allowed" in refusals(databases, {**ASKED, "service": name})["service"]
