"""What each kind costs, kind by kind."""

from decimal import Decimal

import pytest

from clark.costs import Assumed, Estimate, lines, read_prices, share_by_team
from tests.unit.costs.costed import HEAD, database, made, price_list


def priced(*objects: object, assumed: Assumed | None = None) -> Estimate:
    return lines(objects, price_list(), assumed or Assumed())


def by_what(estimate: Estimate) -> dict[str, Decimal]:
    return {each.what: each.monthly for each in estimate.lines}


def reasons(estimate: Estimate) -> list[str]:
    return [each.reason for each in estimate.not_priced]


def test_a_database_costs_its_hours_and_its_storage():
    estimate = priced(database())

    assert by_what(estimate) == {
        "db.t3.medium, one zone": Decimal("52.56"),
        "gp3 storage": Decimal("10"),
    }
    assert (estimate.fixed, estimate.usage) == (Decimal("62.56"), 0)
    assert estimate.complete


def test_a_standby_is_the_skus_of_aws_for_it_and_nothing_doubled_by_clark():
    estimate = priced(database(multiAZ=True))

    assert by_what(estimate) == {
        "db.t3.medium, with a standby": Decimal("105.12"),
        "gp3 storage": Decimal("20"),
    }


def test_a_line_says_what_it_was_made_of():
    line = priced(database()).lines[0]

    assert (line.of, line.region) == ("RDSInstance/orders-db-prod", "us-east-1")
    assert (line.quantity, line.unit, line.unit_price) == (1, "hour", Decimal("0.072"))
    assert (line.source, line.as_of.isoformat()) == ("a page", "2026-05-04")
    assert line.assumption


@pytest.mark.parametrize(
    ("storage", "iops", "monthly"),
    [(100, 3000, None), (100, 4000, 40), (400, 12000, None), (400, 13000, 40), (100, None, None)],
)
def test_only_speed_beyond_that_of_gp3_itself_costs(storage, iops, monthly):
    found = by_what(priced(database(multiAZ=True, allocatedStorage=storage, iops=iops)))

    assert found.get("Reserved IOPS") == monthly


def test_storage_that_aws_may_grow_shows_how_far():
    storage = priced(database(maxAllocatedStorage=500)).lines[1]

    assert (storage.monthly, storage.most) == (10, 50)
    assert "500 GB" in storage.assumption


def test_backups_are_counted_where_somebody_says_how_much():
    found = priced(database(), assumed=Assumed(backup_gb=20))

    assert found.usage == Decimal("1.9")


@pytest.mark.parametrize(
    ("wanted", "nodes"),
    [
        ({"numCacheClusters": 2}, 2),
        ({"numNodeGroups": 3, "replicasPerNodeGroup": 2}, 9),
        ({"numNodeGroups": 3, "replicasPerNodeGroup": 0}, 3),
        ({"nodeGroupConfiguration": [{"replicaCount": 1}, {"replicaCount": 2}]}, 5),
        ({"nodeGroupConfiguration": [{}, {}], "replicasPerNodeGroup": 1}, 4),
    ],
)
def test_a_cache_costs_shards_times_one_and_their_replicas(wanted, nodes):
    cache = made("ReplicationGroup", engine="redis", cacheNodeType="cache.t3.micro", **wanted)

    assert priced(cache).fixed == nodes * Decimal("7.3")


@pytest.mark.parametrize("wanted", [{}, {"numNodeGroups": 2}, {"nodeGroupConfiguration": [{}]}])
def test_a_cache_that_does_not_say_its_nodes_is_not_priced(wanted):
    cache = made("ReplicationGroup", engine="redis", cacheNodeType="cache.t3.micro", **wanted)

    assert reasons(priced(cache)) == ["the definition does not say how many nodes there are"]


def aurora(size: str, **cluster: object) -> list[object]:
    limits = {"minCapacity": 0.5, "maxCapacity": 8}
    wanted = {"engine": "aurora-postgresql", "serverlessV2ScalingConfiguration": limits} | cluster
    member = {"engine": "aurora-postgresql", "dbInstanceClass": size}
    return [
        made("DBCluster", "ledger-prod", **wanted),
        made("DBInstance", "ledger-prod-1", dbClusterIdentifier="ledger-prod", **member),
        made("DBInstance", "ledger-prod-2", dbClusterIdentifier="ledger-prod", **member),
    ]


def test_aurora_costs_its_instances_and_by_use_its_storage_and_requests():
    estimate = priced(*aurora("db.r6g.large"))

    assert estimate.fixed == 2 * Decimal("219")
    assert estimate.usage == Decimal("10") + Decimal("2")


def test_serverless_is_counted_at_the_least_and_says_the_most():
    estimate = priced(*aurora("db.serverless"))

    assert estimate.fixed == 2 * Decimal("36.5")
    assert estimate.most - estimate.usage == 2 * Decimal("584")
    assert "0.5 ACU" in estimate.lines[-1].assumption


def test_a_serverless_instance_without_its_cluster_is_not_priced():
    alone = aurora("db.serverless")[1]

    assert reasons(priced(alone)) == ["the cluster that limits it is not among the definitions"]


def test_optimized_aurora_is_not_priced_as_if_it_were_not():
    estimate = priced(*aurora("db.r6g.large", storageType="aurora-iopt1"))

    assert estimate.lines == ()
    assert len(estimate.not_priced) == 3


def test_a_bucket_costs_by_use_alone():
    estimate = priced(made("Bucket", region=None, locationConstraint="us-east-1"))

    assert estimate.fixed == 0
    assert estimate.usage == Decimal("2") + Decimal("0.5") + Decimal("0.4")
    assert all(each.usage and each.assumption for each in estimate.lines)


def test_a_load_balancer_costs_its_hours_and_its_capacity_units():
    estimate = priced(made("LoadBalancer", loadBalancerType="application"), made("Listener"))

    assert (estimate.fixed, estimate.usage) == (Decimal("14.6"), Decimal("7.3"))


def node_group(**changed: object) -> object:
    scaling = {"minSize": 2, "maxSize": 4}
    wanted = {"instanceTypes": ["m7i.large", "m6i.large"], "capacityType": "ON_DEMAND"}
    return made("NodeGroup", **({"scalingConfig": scaling} | wanted | changed))


def test_nodes_cost_as_many_as_are_asked_for_with_the_range():
    estimate = priced(node_group(scalingConfig={"minSize": 2, "maxSize": 4, "desiredSize": 3}))

    assert by_what(estimate) == {"m7i.large nodes": 219, "Disks of nodes": Decimal("4.8")}
    assert estimate.most == Decimal("292") + Decimal("6.4")


def test_nodes_that_an_autoscaler_decides_are_counted_at_the_fewest():
    line = priced(node_group()).lines[0]

    assert (line.quantity, line.monthly, line.most) == (2, 146, 292)
    assert "autoscaler" in line.assumption


def test_a_disk_in_a_launch_template_is_assumed_and_says_so():
    disk = priced(node_group(launchTemplate={"id": "lt-0"})).lines[1]

    assert disk.quantity == 100
    assert "assumed" in disk.assumption


def test_spot_is_not_priced_but_its_disks_are():
    estimate = priced(node_group(capacityType="SPOT"))

    assert reasons(estimate) == ["the price of Spot capacity changes by the hour"]
    assert list(by_what(estimate)) == ["Disks of nodes"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"engine": "mysql"}, "only PostgreSQL is priced, and the engine is 'mysql'"),
        ({"dbInstanceClass": None}, "the definition does not say dbInstanceClass"),
        ({"allocatedStorage": "much"}, "allocatedStorage is 'much', which cannot be counted"),
        ({"allocatedStorage": True}, "allocatedStorage is True, which cannot be counted"),
        ({"allocatedStorage": -1}, "allocatedStorage is -1, which cannot be counted"),
        ({"allocatedStorage": float("inf")}, "allocatedStorage is inf, which cannot be counted"),
        ({"storageType": "standard"}, "storageType is 'standard', which cannot be counted"),
        ({"region": "eu-west-1"}, "there is no price of rds/storage/gp3/single-az in eu-west-1"),
        ({"region": None}, "the definition does not say its region"),
    ],
)
def test_what_cannot_be_counted_says_why(changed, reason):
    estimate = priced(database(**changed))

    assert reason in reasons(estimate)
    assert not estimate.complete


def test_a_kind_that_clark_does_not_price_is_named():
    estimate = priced(made("Cluster"))

    assert reasons(estimate) == ["Clark does not know what this kind costs"]


def test_what_is_not_of_aws_is_not_counted():
    assert priced(made("PushSecret"), {}) == Estimate()


def test_a_price_in_a_unit_of_something_else_is_not_taken():
    wrong = read_prices(HEAD + "us-east-1,rds/storage/gp3/single-az,hour,1,a page,2026-01-01\n")

    found = reasons(lines([database()], wrong))

    assert found[1] == "its price is per hour, not for GB"


def test_each_team_gets_its_own_and_nobody_the_rest():
    cluster, one, two = aurora("db.serverless")
    two["metadata"]["labels"] = {}

    shares = share_by_team([cluster, one, two, database(team="billing")], price_list())

    assert list(shares) == ["", "billing", "orders"]
    assert shares[""].fixed == Decimal("36.5")
    assert shares["billing"].fixed == Decimal("62.56")
    assert shares["orders"].usage == Decimal("12")
