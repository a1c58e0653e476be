"""The port `PriceList`: what is asked, what comes back, and what is said when nothing does."""

from datetime import date
from decimal import Decimal

import pytest

from clark.costs import Price, Prices
from clark.costs.refreshing import refreshed
from clark.errors import Refused, TryLater
from tests.ports.pricelist.price_api import product, serving, tiered

RDS = {"servicecode": "AmazonRDS", "regionCode": "eu-west-1", "databaseEngine": "PostgreSQL"}
LARGE = {**RDS, "instanceType": "db.m5.large", "productFamily": "Database Instance"}
ONE_ZONE = product(
    "EU-InstanceUsage:db.m5.large", "Hrs", "0.11", deploymentOption="Single-AZ", **LARGE
)
TWO_ZONES = product(
    "EU-Multi-AZUsage:db.m5.large", "Hrs", "0.22", deploymentOption="Multi-AZ", **LARGE
)
S3 = {"servicecode": "AmazonS3", "regionCode": "eu-west-1", "productFamily": "API Request"}


def test_what_has_all_the_attributes_is_answered_with_its_price_and_day(price_list):
    asked = {"regionCode": "eu-west-1", "deploymentOption": "Multi-AZ"}

    (offer,) = price_list(ONE_ZONE, TWO_ZONES).ask("AmazonRDS", asked)

    assert (offer.usd, offer.unit, offer.published) == (Decimal("0.22"), "Hrs", date(2026, 11, 2))
    assert offer.attributes["usagetype"] == "EU-Multi-AZUsage:db.m5.large"


def test_every_page_is_read(price_list):
    many = [product(f"EU-Requests-Tier{n}", "Requests", f"0.{n}", **S3) for n in range(1, 6)]

    offers = price_list(*many).ask("AmazonS3", {"regionCode": "eu-west-1"})

    assert [each.usd for each in offers] == [Decimal(f"0.{n}") for n in range(1, 6)]


def test_asking_again_answers_the_same(price_list):
    prices = price_list(ONE_ZONE)

    first, second = (prices.ask("AmazonRDS", {"instanceType": "db.m5.large"}) for _ in range(2))

    assert first == second


def test_each_range_is_an_offer(price_list):
    made = tiered(
        product("EU-Requests-Tier1", "Requests", "0", **S3), ("0", "0"), ("2000", "0.005")
    )

    offers = price_list(made).ask("AmazonS3", {})

    assert {(each.begins, each.usd) for each in offers} == {(0, 0), (2000, Decimal("0.005"))}


def test_nothing_there_is_no_offer(price_list):
    assert price_list().ask("AmazonRDS", {"instanceType": "db.m5.large"}) == ()


def test_a_product_without_a_price_on_demand_is_left_out(price_list):
    reserved = {**ONE_ZONE, "terms": {"Reserved": {}}}

    assert price_list(reserved).ask("AmazonRDS", {}) == ()


def test_a_refusal_says_who_can_help(price_list):
    with pytest.raises(Refused, match="get_products") as refused:
        price_list(denied=True).ask("AmazonRDS", {})

    assert refused.value.who


def test_an_answer_of_another_shape_is_no_price(price_list):
    with pytest.raises(TryLater, match="otherwise than documented"):
        price_list({**ONE_ZONE, "publicationDate": None}).ask("AmazonRDS", {})


def test_a_list_is_made_new_and_says_what_it_kept(price_list):
    day = date(2024, 1, 1)
    old = Price("eu-west-1", "nat/hour", "hour", Decimal(1), "a page", day)
    other = Price("us-east-1", "aurora/acu", "ACU-hour", Decimal(1), "a page", day)

    new = refreshed(Prices([old, other]), ["eu-west-1"], price_list(ONE_ZONE, TWO_ZONES).ask)

    found = new.prices.find("eu-west-1", "rds/postgresql/db.m5.large/multi-az")
    assert found
    assert (found.usd, found.unit, found.as_of) == (Decimal("0.22"), "hour", date(2026, 11, 2))
    assert found.source == "AWS Price List Query API"
    assert (new.prices.find("eu-west-1", "nat/hour"), new.answered) == (old, 2)
    assert other in list(new.prices)
    kept = {each.sku: each.kept for each in new.unanswered}
    assert kept["nat/hour"] == old
    assert kept["aurora/acu"] is None


def test_nobody_signed_in_is_said(monkeypatch, price_list):
    prices = price_list(ONE_ZONE)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(Refused, match="nobody is signed in"):
        prices.ask("AmazonRDS", {})


def test_the_command_writes_a_list_that_can_be_counted_with(
    signed_in, monkeypatch, tmp_path, capsys
):
    from clark.cli.main import main

    out = tmp_path / "prices.csv"
    words = ["prices", "refresh", "--region", "eu-west-1", "--out", str(out)]
    with serving([ONE_ZONE, TWO_ZONES]) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", url)
        with pytest.raises(SystemExit) as left:
            main(words)

    assert left.value.code in (0, None)
    said = capsys.readouterr().out
    assert "2 prices from AWS" in said
    assert "eu-west-1  nat/hour  not priced: AWS answers no price for it" in said
    assert "eu-west-1,rds/postgresql/db.m5.large/multi-az,hour,0.22" in out.read_text()
