"""Lists of prices: read whole or not at all, and what the shipped one may hold."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.costs import Price, Prices, UnreadablePrices, dollars, exact, read_prices, shipped
from clark.costs import write_prices as written
from clark.costs.units import UNITS
from tests.unit.costs.costed import HEAD, price_list

GOOD = "us-east-1,a/b,hour,0.1,a page,2026-01-31"
SOURCE = re.compile(r"/(blob/[0-9a-f]{40}/|issues/\d+$|pull/\d+$)")  # what nobody moves
WORDS = st.text("abc/.-, \"'é", min_size=1).filter(str.strip)
PRICES = st.builds(
    Price,
    region=WORDS,
    sku=WORDS,
    unit=st.sampled_from(sorted(UNITS)),
    usd=st.decimals("0.0000000001", "99999", places=10),
    source=WORDS,
    as_of=st.dates(date(2006, 1, 1)),
)


@given(st.lists(PRICES))
def test_what_is_written_is_read_again(rows):
    prices = Prices(rows)

    assert read_prices(written(prices)) == prices


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("us-east-1,a/b,hour,0,a page,2026-01-31", "usd '0' is no decimal number above 0"),
        ("us-east-1,a/b,hour,nan,a page,2026-01-31", "usd 'nan' is no decimal number above 0"),
        ("us-east-1,a/b,hour,free,a page,2026-01-31", "usd 'free' is no decimal number above 0"),
        ("us-east-1,a/b,hour,-1,a page,2026-01-31", "usd '-1' is no decimal number above 0"),
        ("us-east-1,a/b,hour,0.1,a page,May", "as_of 'May' is no day, as 2026-01-31"),
        ("us-east-1,a/b,hour,0.1,,2026-01-31", "source is empty"),
        (",a/b,hour,0.1,a page,2026-01-31", "region is empty"),
        ("us-east-1,a/b,hour,0.1,a page", "a row has 6 values"),
        ("us-east-1,a/b,hour,0.1,a page,2026-01-31,x", "a row has 6 values"),
        (GOOD, "a/b in us-east-1 has a price already"),
    ],
)
def test_a_mistake_is_named_by_its_line(row, reason):
    with pytest.raises(UnreadablePrices) as refused:
        read_prices(f"{HEAD}{GOOD}\n{row}\n")

    assert [(each.field, each.reason) for each in refused.value.problems] == [("line 3", reason)]


def test_an_unknown_unit_is_refused_with_those_that_are_known():
    with pytest.raises(UnreadablePrices) as refused:
        read_prices(HEAD + GOOD.replace("hour", "day"))

    assert "GB-month" in refused.value.problems[0].reason


@pytest.mark.parametrize("text", ["", "sku,region\n", HEAD.replace("as_of", "date")])
def test_other_columns_are_refused(text):
    with pytest.raises(UnreadablePrices, match="cannot be read"):
        read_prices(text)


def test_a_price_of_another_region_is_never_taken():
    assert price_list("us-west-2").find("us-east-1", "aurora/acu") is None


def test_every_shipped_row_has_a_source_that_can_be_looked_up():
    prices = shipped()

    assert all(each.source.startswith("https://") for each in prices)
    assert all(SOURCE.search(each.source) for each in prices if "github.com" in each.source)
    assert all(date(2015, 1, 1) < each.as_of for each in prices)
    assert set(prices.regions()) <= {"us-east-1", "us-west-2", "eu-west-1"}


def test_the_shipped_list_is_written_as_it_is_read():
    text = written(shipped())

    assert read_prices(text) == shipped()


@pytest.mark.parametrize(
    ("amount", "people", "programs"),
    [
        ("52.56", "$52.56", "52.56"),
        ("1234.5", "$1,234.50", "1234.5"),
        ("-3", "-$3.00", "-3"),
        ("0.005", "$0.01", "0.005"),
        ("-0.001", "$0.00", "-0.001"),
        ("100.00", "$100.00", "100"),
        ("1E+3", "$1,000.00", "1000"),
    ],
)
def test_money_for_people_and_for_programs(amount, people, programs):
    assert dollars(Decimal(amount)) == people
    assert exact(Decimal(amount)) == programs
