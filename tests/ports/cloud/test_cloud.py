"""The port `Cloud` against the local AWS: everything is seen, nothing is touched."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from clark.adapters.aws import AwsCloud, LocalAws, Session
from clark.customers.adoption import rules
from clark.customers.adoption.rules import House
from clark.errors import Refused, TryLater
from clark.ports.cloud import Cloud, Found

REGION = "us-east-1"
HOUSE = House("111122223333", ("dev", "staging", "prod"), ("orders",))


def found(cloud: Cloud, region: str = REGION) -> dict[str, Found]:
    return {rules.key(each): each for each in cloud.list(region)}


def timeless(found: Found) -> Found:
    """Without what is another at every look."""
    kept = {key: each for key, each in found.settings.items() if key != "LatestRestorableTime"}
    return replace(found, settings=kept)


def test_everything_of_a_region_is_listed_by_sort_and_name(cloud: Cloud) -> None:
    assert list(found(cloud)) == [
        "us-east-1/database/archive",
        "us-east-1/database/billing-prod",
        "us-east-1/cache/sessions",
        "us-east-1/bucket/techcorp-invoices",
        "us-east-1/load-balancer/shop",
    ]
    assert list(found(cloud, "eu-west-1")) == ["eu-west-1/bucket/techcorp-scans"]
    assert not found(cloud, "us-west-2")


def test_one_look_says_the_same_as_the_list(cloud: Cloud) -> None:
    for each in cloud.list(REGION):
        seen = cloud.look(each.sort, REGION, each.identifier)
        assert seen is not None
        assert timeless(seen) == timeless(each)


def test_what_is_not_there_is_none(cloud: Cloud) -> None:
    for each in cloud.list(REGION):
        assert cloud.look(each.sort, REGION, "nobody-made-this") is None
    assert cloud.look("aurora", REGION, "nobody-made-this") is None
    assert cloud.look("bucket", "us-west-2", "techcorp-invoices") is None, "it is elsewhere"


def test_tags_are_told_and_no_password_is(cloud: Cloud) -> None:
    there = found(cloud)
    assert there["us-east-1/database/billing-prod"].tags == {"team": "orders"}
    assert there["us-east-1/cache/sessions"].tags == {"env": "dev"}
    assert there["us-east-1/bucket/techcorp-invoices"].tags == {"application": "billing"}
    kept = json.dumps([asdict(each) for each in there.values()])
    assert "canary" not in kept


def test_what_the_local_aws_has_can_be_adopted(cloud: Cloud) -> None:
    there = found(cloud)
    said = {name: rules.obstacle(each, HOUSE) for name, each in there.items()}
    balancer = said.pop("us-east-1/load-balancer/shop")
    assert set(said.values()) == {""}
    assert "never looks again" in balancer
    wish = rules.suggestion(there["us-east-1/database/billing-prod"], HOUSE)
    assert (wish.service, wish.environment, wish.team) == ("billing", "prod", "orders")


def test_looking_changes_nothing(stack: Any, cloud: Cloud) -> None:
    rds = stack.client("rds", REGION)
    before = _all(rds)
    cloud.list(REGION)
    assert _all(rds) == before


def test_an_account_that_does_not_answer_is_asked_again_later() -> None:
    nobody = AwsCloud(Session(lambda: LocalAws("http://127.0.0.1:9", "key")))
    with pytest.raises(TryLater, match="AWS did not answer"):
        nobody.list(REGION)


def test_a_key_that_aws_does_not_know_is_said(stack: Any) -> None:
    stranger = AwsCloud(Session(lambda: LocalAws(stack.url("aws"), "stranger")))
    with pytest.raises(Refused, match="does not let Clark"):
        stranger.list(REGION)


def _all(rds: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = rds.describe_db_instances()["DBInstances"]
    return [each | {"LatestRestorableTime": None} for each in listed]
