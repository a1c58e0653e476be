"""Aurora, load balancers and node groups: what a change does, and when it has arrived."""

import pytest

from clark.kinds import KINDS, Effect, impacts, problems, served, settled, summary

AURORA = served("rds.aws.crossplane.io", "DBCluster")
NODES = served("eks.aws.crossplane.io", "NodeGroup")
DONE = [{"type": "Ready", "status": "True"}, {"type": "Synced", "status": "True"}]


def only(old, new):
    (impact,) = impacts(old, new)
    return impact


def rules(document):
    return {(problem.path[-1], problem.rule) for problem in problems(document)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_right_definition_has_no_problems(kind, builds):
    assert problems(builds[kind.kind]()) == ()


def test_a_part_belongs_to_a_kind_that_is_a_service():
    services = {kind.kind for kind in KINDS if not kind.part_of}
    parts = {kind.kind: kind.part_of for kind in KINDS if kind.part_of}
    assert parts == {
        "DBInstance": "DBCluster",
        "TargetGroup": "LoadBalancer",
        "Listener": "LoadBalancer",
    }
    assert set(parts.values()) <= services


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"engine": "postgres"}, ("engine", "engine")),
        ({"masterUsername": "admin"}, ("masterUsername", "reserved-user")),
        ({"autogeneratePassword": None}, ("autogeneratePassword", "password")),
        ({"backupRetentionPeriod": 0}, ("backupRetentionPeriod", "range")),
        (
            {"serverlessV2ScalingConfiguration": {"minCapacity": 0.7, "maxCapacity": 8}},
            ("minCapacity", "range"),
        ),
        (
            {"serverlessV2ScalingConfiguration": {"minCapacity": 9, "maxCapacity": 8}},
            ("maxCapacity", "range"),
        ),
    ],
)
def test_what_cannot_work_as_an_aurora_cluster_is_found(cluster, changed, rule):
    assert rules(cluster(**changed)) == {rule}


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"dbClusterIdentifier": None}, ("dbClusterIdentifier", "cluster-missing")),
        ({"engine": "postgres"}, ("engine", "engine")),
        ({"masterUsername": "appowner"}, ("masterUsername", "of-the-cluster")),
        ({"promotionTier": 16}, ("promotionTier", "range")),
    ],
)
def test_what_cannot_work_as_an_aurora_instance_is_found(instance, changed, rule):
    assert rules(instance(**changed)) == {rule}


@pytest.mark.parametrize(
    ("sizes", "field"),
    [
        ({"minSize": 3, "maxSize": 2}, "minSize"),
        ({"minSize": 1, "maxSize": 2, "desiredSize": 3}, "desiredSize"),
        ({"minSize": 0, "maxSize": 0}, "maxSize"),
    ],
)
def test_node_counts_that_cannot_be_are_found(nodes, sizes, field):
    assert {name for name, _ in rules(nodes(scalingConfig=sizes))} == {field}


def test_https_needs_a_certificate(listener):
    assert rules(listener(certificates=None)) == {("certificates", "certificate")}


@pytest.mark.parametrize(
    ("kind", "changed", "way"),
    [
        ("LoadBalancer", {"scheme": "internet-facing"}, "Order a second load balancer"),
        ("LoadBalancer", {"tags": [{"key": "team", "value": "x"}]}, "Order a second"),
        ("TargetGroup", {"port": 9090}, "second target group"),
        ("Listener", {"sslPolicy": "ELBSecurityPolicy-2016-08"}, "under another name"),
        ("NodeGroup", {"instanceTypes": ["m6i.xlarge"]}, "Order another node group"),
    ],
)
def test_an_edit_that_the_provider_ignores_is_denied_with_the_way_that_works(
    builds, kind, changed, way
):
    impact = only(builds[kind](), builds[kind](**changed))
    assert (impact.effect, impact.denied) == (Effect.IGNORED, True)
    assert way in impact.sentence


def test_the_class_of_an_aurora_instance_in_production_must_be_accepted(instance):
    impact = only(instance(), instance(dbInstanceClass="db.r6g.xlarge"))
    assert (impact.effect, impact.needs_acceptance) == (Effect.RESTART, True)
    now = instance(dbInstanceClass="db.r6g.xlarge", applyImmediately=True)
    assert not impacts(instance(applyImmediately=True), now)[0].waits_for_window


def test_another_user_name_would_break_the_login(cluster):
    impact = only(cluster(), cluster(masterUsername="other"))
    assert impact.denied
    assert "could not log in" in impact.sentence


def test_fewer_nodes_say_that_pods_move(nodes):
    fewer = {"minSize": 2, "maxSize": 6, "desiredSize": 2}
    impact = only(nodes(), nodes(scalingConfig=fewer))
    assert impact.effect is Effect.IN_PLACE
    assert "takes 1 node away" in impact.sentence


def test_a_cluster_waits_until_it_has_its_version(cluster):
    wanted = cluster(engineVersion="16.3")
    status = {"conditions": DONE, "atProvider": {"status": "available", "engineVersion": "15.7"}}
    assert "15.7 to 16.3" in settled(AURORA, wanted, wanted["spec"], status).reason
    status["atProvider"]["engineVersion"] = "16.3"
    assert settled(AURORA, wanted, wanted["spec"], status).ready


def test_nodes_are_settled_when_aws_wants_as_many(nodes):
    wanted = nodes()
    seen = {"status": "ACTIVE", "scalingConfig": {"desiredSize": 2}}
    status = {"conditions": DONE, "atProvider": seen}
    assert "still wants 2 nodes" in settled(NODES, wanted, wanted["spec"], status).reason
    seen["scalingConfig"]["desiredSize"] = 3
    assert settled(NODES, wanted, wanted["spec"], status).ready


def test_summaries_are_one_line(builds):
    said = {kind.kind: summary(kind, builds[kind.kind]()["spec"]) for kind in KINDS}
    assert said["DBCluster"] == "Aurora PostgreSQL 15.7"
    assert said["DBInstance"] == "db.r6g.large"
    assert said["NodeGroup"] == "m6i.large · 3 nodes, 2 to 6"
    assert said["LoadBalancer"] == "application · internal"
    assert said["Listener"] == "HTTPS 443"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({"desiredSize": 2}, {"desiredSize": 4}, "EKS starts 2 nodes more, which takes about 2"),
        ({"desiredSize": 3}, {"desiredSize": 2}, "EKS takes 1 node away. The pods of a node"),
        ({"desiredSize": 3}, {}, "how far an autoscaler may shrink and grow"),
        ({}, {"desiredSize": 3}, "EKS makes it 3 nodes, however many an autoscaler chose."),
        ({"desiredSize": 3}, {"desiredSize": 3, "maxSize": 9}, "Its nodes go on working."),
    ],
)
def test_what_scaling_a_node_group_does_is_said(nodes, before, after, says):
    limits = {"minSize": 2, "maxSize": 6}
    impact = only(nodes(scalingConfig=limits | before), nodes(scalingConfig=limits | after))
    assert says in impact.sentence
    assert not impact.denied


@pytest.mark.parametrize(
    ("before", "after", "denied"),
    [
        ({"id": "lt-1"}, {"id": "lt-2"}, True),
        ({"id": "lt-1", "version": "1"}, {"id": "lt-1", "version": "2"}, False),
        (None, {"id": "lt-1"}, True),
    ],
)
def test_a_node_group_keeps_its_launch_template_but_for_the_version(nodes, before, after, denied):
    impact = only(nodes(launchTemplate=before), nodes(launchTemplate=after))
    assert impact.denied is denied
