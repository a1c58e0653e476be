"""What a change costs, and that no sum of it says more than is known."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.costs import Delta, delta, lines, sentence
from tests.unit.costs.costed import database, made, price_list

PRICES = price_list()
REGIONS = st.sampled_from(["us-east-1", "eu-west-1", None])
COUNTS = st.one_of(st.integers(-2, 10**13), st.floats(), st.none(), st.booleans(), st.text())
SIZES = st.sampled_from(["db.t3.medium", "db.x9.huge", "", None, 7])
DATABASES = st.builds(
    lambda **wanted: database(**wanted),
    region=REGIONS,
    engine=st.sampled_from(["postgres", "mysql", None]),
    dbInstanceClass=SIZES,
    storageType=st.sampled_from(["gp3", "gp2", "io1", "standard", None]),
    allocatedStorage=COUNTS,
    maxAllocatedStorage=COUNTS,
    iops=COUNTS,
    multiAZ=st.booleans(),
)
CACHES = st.builds(
    lambda **wanted: made("ReplicationGroup", **wanted),
    region=REGIONS,
    engine=st.sampled_from(["redis", "memcached"]),
    cacheNodeType=st.sampled_from(["cache.t3.micro", "cache.x9.huge"]),
    numCacheClusters=COUNTS,
    numNodeGroups=COUNTS,
    replicasPerNodeGroup=COUNTS,
    nodeGroupConfiguration=st.one_of(st.none(), st.just([{"replicaCount": 1}]), COUNTS),
)
NODES = st.builds(
    lambda **wanted: made("NodeGroup", **wanted),
    region=REGIONS,
    instanceTypes=st.sampled_from([["m7i.large"], ["x9.huge"], [], None, [3]]),
    diskSize=COUNTS,
    scalingConfig=st.fixed_dictionaries(
        {}, optional={"desiredSize": COUNTS, "minSize": COUNTS, "maxSize": COUNTS}
    ),
)
OTHERS = st.sampled_from(
    [made("Bucket"), made("LoadBalancer"), made("Cluster"), made("PushSecret"), made("Listener")]
)
OBJECTS = st.lists(st.one_of(DATABASES, CACHES, NODES, OTHERS), max_size=4)


@given(OBJECTS)
def test_no_change_costs_nothing(objects):
    change = delta(objects, objects, PRICES)

    assert (change.fixed.difference, change.usage.difference) == (0, 0)


@given(OBJECTS, OBJECTS)
def test_the_way_back_costs_as_much_less(before, after):
    there, back = delta(before, after, PRICES), delta(after, before, PRICES)

    assert there.monthly.difference == -back.monthly.difference
    assert there.fixed.difference == -back.fixed.difference
    assert there.complete == back.complete
    assert set(there.not_priced) == set(back.not_priced)


@given(OBJECTS)
def test_the_lines_sum_up_to_the_total(objects):
    estimate = lines(objects, PRICES)

    assert sum(each.monthly for each in estimate.lines) == estimate.monthly
    assert estimate.monthly == estimate.fixed + estimate.usage
    assert estimate.most >= estimate.monthly


@given(OBJECTS)
def test_what_has_no_price_is_named_and_never_a_line(objects):
    estimate = lines(objects, PRICES)

    assert all(each.unit_price > 0 for each in estimate.lines)
    assert all(PRICES.find(each.region, each.sku) for each in estimate.lines)
    assert all(each.reason and each.what for each in estimate.not_priced)


@given(DATABASES)
def test_a_database_is_priced_in_whole_or_says_what_is_missing(found):
    estimate = lines([found], PRICES)

    assert len(estimate.lines) + len(estimate.not_priced) >= 1
    if estimate.complete:
        assert {each.what.split(",")[0] for each in estimate.lines} >= {"db.t3.medium"}


@given(OBJECTS, OBJECTS)
def test_a_sentence_never_looks_complete_where_something_is_missing(before, after):
    change = delta(before, after, PRICES)

    said = sentence(change)
    assert ("not priced" in said) == (not change.complete)
    assert (change.difference is None) == (not change.complete)
    if not change.complete:
        assert not re.search(" more| less", said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            [database(allocatedStorage=0)],
            [database(allocatedStorage=0, multiAZ=True)],
            "$52.56 → $105.12 a month: $52.56 more.",
        ),
        ([database()], [], "$62.56 → $0.00 a month: $62.56 less."),
        ([database()], [database()], "$62.56 a month, as before."),
        (
            [],
            [made("Bucket")],
            "Usage, as assumed: $0.00 → $2.90 a month: $2.90 more.",
        ),
        (
            [],
            [made("LoadBalancer")],
            "$0.00 → $14.60 a month: $14.60 more. "
            "Usage, as assumed: $0.00 → $7.30 a month: $7.30 more.",
        ),
        (
            [database()],
            [database(dbInstanceClass="db.x9.huge")],
            "The difference is not known: 1 part is not priced. "
            "Priced besides: $10.00 a month of what there will be, $62.56 of what there is.",
        ),
        (
            [made("Cluster"), made("Bucket")],
            [made("Cluster"), made("Bucket")],
            "The difference is not known: 1 part is not priced. "
            "Usage, as assumed: $2.90 a month, as before.",
        ),
        ([], [database(region="eu-west-1")], "The cost is not known: 2 parts are not priced."),
        ([], [made("Listener")], "Nothing here costs anything by itself."),
    ],
)
def test_a_change_in_a_sentence(before, after, said):
    assert sentence(delta(before, after, PRICES)) == said


def test_fixed_and_usage_stay_apart():
    change = delta([database()], [database(), made("LoadBalancer")], PRICES)

    assert isinstance(change, Delta)
    assert change.fixed.difference == Decimal("14.6")
    assert change.usage.difference == Decimal("7.3")
    assert change.difference == change.monthly.difference == Decimal("21.9")
