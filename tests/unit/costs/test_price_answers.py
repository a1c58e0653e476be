"""Which of AWS's prices is meant, and that a doubt is no price."""

import re
from datetime import date
from decimal import Decimal

import pytest

from clark import costs
from clark.cli.check import SHIPPED
from clark.costs import Price
from clark.costs.answers import Offer, meant
from clark.costs.questions import REGIONS, questions

DAY = date(2026, 11, 2)
MADE = re.compile(r"'((?:db|cache)\.\w+\.\w+|(?:[mrt]\d\w*)\.\w+)'")


def offer(usage: str, usd: str = "1", unit: str = "Hrs", begins: int = 0, **more: str) -> Offer:
    return Offer({"usagetype": usage, **more}, unit, Decimal(usd), Decimal(begins), DAY)


def answer(sku: str, *offers: Offer, region: str = "eu-west-1") -> Price | str:
    return meant(region, sku, questions()[sku], offers)


def usd(found: Price | str) -> Decimal:
    assert isinstance(found, Price), found
    return found.usd


def test_every_class_that_the_policies_allow_can_be_asked_for():
    allowed = set()
    for name in ("database-class", "cache-class", "aurora-class", "nodegroup-instance-types"):
        allowed |= set(MADE.findall((SHIPPED / f"{name}.yaml").read_text()))
    asked = {part for sku in questions() for part in sku.split("/")}

    assert len(allowed) > 25
    assert allowed <= asked


def test_every_shipped_price_can_be_asked_for_in_its_unit():
    for each in costs.shipped():
        assert each.region in REGIONS
        assert costs.units.UNITS[each.unit].of == questions()[each.sku].of


@pytest.mark.parametrize(
    ("region", "prefix"),
    [("us-east-1", ""), ("us-east-1", "USE1-"), ("us-west-2", "USW2-"), ("eu-west-1", "EU-")],
)
def test_a_usage_type_is_known_with_the_prefix_of_its_region(region, prefix):
    found = answer("nat/hour", offer(f"{prefix}NatGateway-Hours", "0.05"), region=region)

    assert usd(found) == Decimal("0.05")


def test_extended_support_outposts_and_optimized_instances_are_not_meant():
    cache = "elasticache/redis/cache.m5.large"
    wrong = ("EU-ExtendedSupportYr1_Yr2-NodeUsage", "EU-Outpost-NodeUsage")
    others = [offer(f"{each}:cache.m5.large", "9") for each in wrong]
    aurora = offer("EU-InstanceUsageIOOptimized:db.r6g.large", "9")

    assert usd(answer(cache, *others, offer("EU-NodeUsage:cache.m5.large"))) == 1
    assert isinstance(answer(cache, *others), str)
    found = answer("aurora/postgresql/db.r6g.large", aurora, offer("EU-InstanceUsage:db.r6g.large"))
    assert usd(found) == 1


def test_a_free_allowance_is_not_the_price():
    usage = "EU-Requests-Tier1"
    ranges = [offer(usage, *row, "Requests", 0) for row in (("0",),)]
    paid = offer(usage, "0.005", "Requests", 2000)

    assert usd(answer("s3/standard/writes", *ranges, paid)) == Decimal("0.005")


def test_the_first_range_is_taken_of_several():
    tiers = [offer("EU-TimedStorage-ByteHrs", f"0.02{n}", "GB-Mo", n * 50) for n in (2, 0, 1)]

    assert usd(answer("s3/standard/storage", *tiers)) == Decimal("0.020")


def test_a_price_of_the_engine_comes_before_one_for_any():
    usage = "EU-RDS:GP3-Storage"
    rows = (("Any", "2"), ("PostgreSQL", "1"), ("MySQL", "3"))
    offers = [offer(usage, price, "GB-Mo", databaseEngine=engine) for engine, price in rows]

    assert usd(answer("rds/storage/gp3/single-az", *offers)) == 1
    assert usd(answer("rds/storage/gp3/single-az", offers[0])) == 2
    assert isinstance(answer("rds/storage/gp3/single-az", offers[2]), str)


@pytest.mark.parametrize(
    ("offers", "reason"),
    [
        ([], "AWS answers no price for it"),
        ([offer("EU-NatGateway-Hours", "0")], "AWS answers no price for it"),
        (
            [offer("EU-NatGateway-Hours", "1"), offer("EU-NatGateway-Hours", "2")],
            "AWS answers 2 prices for it, and which is meant cannot be told",
        ),
        (
            [offer("EU-NatGateway-Hours", "1", "Fortnights")],
            "AWS answers a price per 'Fortnights', which Clark does not know here",
        ),
        (
            [offer("EU-NatGateway-Hours", "1", "GB")],
            "AWS answers a price per 'GB', which Clark does not know here",
        ),
    ],
)
def test_a_doubt_is_no_price(offers, reason):
    assert answer("nat/hour", *offers) == reason


def test_the_same_price_twice_is_one():
    same = offer("EU-NatGateway-Hours", "0.05")

    assert usd(answer("nat/hour", same, same)) == Decimal("0.05")
