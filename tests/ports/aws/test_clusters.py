"""EKS: states that take time, updates, and what AWS refuses."""

from typing import Any

import pytest
from aws_stack import Stack, wait_until
from botocore.exceptions import ClientError
from databases import available, create

ROLE = "arn:aws:iam::111122223333:role/eks"
NODES = {"minSize": 1, "desiredSize": 2, "maxSize": 3}


def code(refused: "pytest.ExceptionInfo[ClientError]") -> str:
    return str(refused.value.response["Error"]["Code"])


def subnets(stack: Stack, region: str) -> list[str]:
    found = stack.client("ec2", region).describe_subnets()["Subnets"]
    return [one["SubnetId"] for one in found]


def cluster(eks: Any, name: str, places: list[str], **more: Any) -> dict[str, Any]:
    access = {"authenticationMode": "API"}
    made = eks.create_cluster(
        name=name,
        roleArn=ROLE,
        resourcesVpcConfig={"subnetIds": places},
        **{"version": "1.34", "accessConfig": access, **more},
    )
    return dict(made["cluster"])


def active(eks: Any, name: str) -> bool:
    return bool(eks.describe_cluster(name=name)["cluster"]["status"] == "ACTIVE")


@pytest.fixture(scope="module")
def places(stack: Stack) -> list[str]:
    return subnets(stack, "eu-west-1")


@pytest.fixture(scope="module")
def eks(stack: Stack, places: list[str]) -> Any:
    """With the cluster `shared`."""
    client = stack.client("eks", "eu-west-1")
    cluster(client, "shared", places)
    wait_until(lambda: active(client, "shared"))
    return client


def nodegroup(eks: Any, places: list[str], name: str, **more: Any) -> Any:
    asked = {"subnets": places, "nodeRole": ROLE, "scalingConfig": NODES, **more}
    return eks.create_nodegroup(clusterName="shared", nodegroupName=name, **asked)["nodegroup"]


def test_a_cluster_has_an_endpoint_and_a_security_group_once_it_is_active(
    stack: Stack, region: str
) -> None:
    eks = stack.client("eks", region)
    made = cluster(eks, "timely", subnets(stack, region))
    assert (made["status"], "endpoint" in made) == ("CREATING", False)
    wait_until(lambda: active(eks, "timely"))
    shown = eks.describe_cluster(name="timely")["cluster"]
    assert shown["endpoint"].endswith(f".{region}.eks.amazonaws.com")
    group = shown["resourcesVpcConfig"]["clusterSecurityGroupId"]
    ec2 = stack.client("ec2", region)
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]

    eks.delete_cluster(name="timely")
    wait_until(lambda: "timely" not in eks.list_clusters()["clusters"])
    with pytest.raises(ClientError):
        ec2.describe_security_groups(GroupIds=[group])


def test_a_cluster_goes_up_one_minor_version_at_a_time(eks: Any, places: list[str]) -> None:
    cluster(eks, "upgraded", places, version="1.33")
    wait_until(lambda: active(eks, "upgraded"))
    for version in ("1.35", "1.32"):
        with pytest.raises(ClientError) as refused:
            eks.update_cluster_version(name="upgraded", version=version)
        assert code(refused) == "InvalidParameterException"
    update = eks.update_cluster_version(name="upgraded", version="1.34")["update"]
    assert (update["type"], update["status"]) == ("VersionUpdate", "InProgress")
    with pytest.raises(ClientError) as refused:
        eks.update_cluster_version(name="upgraded", version="1.34")
    assert code(refused) == "ResourceInUseException"
    wait_until(lambda: active(eks, "upgraded"))
    ended = eks.describe_update(name="upgraded", updateId=update["id"])["update"]
    assert ended["status"] == "Successful"
    assert eks.describe_cluster(name="upgraded")["cluster"]["version"] == "1.34"


def test_a_node_group_scales_between_its_limits(eks: Any, places: list[str]) -> None:
    made = nodegroup(eks, places, "scaled", labels={"a": "1", "b": "2"})
    assert (made["status"], "remoteAccess" in made) == ("CREATING", False)
    wait_until(lambda: group(eks, "scaled")["status"] == "ACTIVE")
    eks.update_nodegroup_config(
        clusterName="shared",
        nodegroupName="scaled",
        scalingConfig={"maxSize": 9, "desiredSize": 7},
        labels={"addOrUpdateLabels": {"c": "3"}, "removeLabels": ["a"]},
    )
    wait_until(lambda: group(eks, "scaled")["status"] == "ACTIVE")
    shown = group(eks, "scaled")
    assert shown["scalingConfig"] == {"minSize": 1, "desiredSize": 7, "maxSize": 9}
    assert shown["labels"] == {"b": "2", "c": "3"}
    with pytest.raises(ClientError) as refused:
        eks.delete_cluster(name="shared")
    assert code(refused) == "ResourceInUseException"


def group(eks: Any, name: str) -> Any:
    return eks.describe_nodegroup(clusterName="shared", nodegroupName=name)["nodegroup"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"scalingConfig": {**NODES, "desiredSize": 4}}, "can't be greater than max size 3"),
        ({"scalingConfig": {**NODES, "minSize": 3}}, "can't be greater than desired size 2"),
        ({"instanceTypes": ["m99.huge"]}, "instance types do not exist"),
        ({"version": "1.30"}, "minor versions behind"),
        ({"version": "1.35"}, "minor versions behind"),
        ({"subnets": ["subnet-00000000000000000"]}, "does not exist"),
        ({"launchTemplate": {"id": "lt-00000000000000000"}}, "does not exist"),
        ({"nodeRole": "nobody"}, "not a valid role ARN"),
    ],
)
def test_a_node_group_that_cannot_be_is_refused(
    eks: Any, places: list[str], wrong: dict[str, Any], why: str
) -> None:
    with pytest.raises(ClientError) as refused:
        nodegroup(eks, places, "never", **wrong)
    assert code(refused) == "InvalidParameterException"
    assert why in str(refused.value)
    assert "never" not in eks.list_nodegroups(clusterName="shared")["nodegroups"]


def test_after_a_node_group_is_gone_time_goes_on_for_everything_else(
    stack: Stack, eks: Any, places: list[str]
) -> None:
    nodegroup(eks, places, "leaving")
    wait_until(lambda: group(eks, "leaving")["status"] == "ACTIVE")
    eks.delete_nodegroup(clusterName="shared", nodegroupName="leaving")
    wait_until(lambda: "leaving" not in eks.list_nodegroups(clusterName="shared")["nodegroups"])
    rds = stack.client("rds", "eu-west-1")
    create(rds, "undisturbed")
    wait_until(lambda: available(rds, "undisturbed"))


def test_an_add_on_has_pod_identity_associations_of_its_own(eks: Any) -> None:
    pods = {"serviceAccount": "ebs-csi-controller-sa", "roleArn": ROLE}
    name = {"clusterName": "shared", "addonName": "aws-ebs-csi-driver"}
    eks.create_addon(**name, podIdentityAssociations=[pods])
    wait_until(lambda: eks.describe_addon(**name)["addon"]["status"] == "ACTIVE")
    theirs = eks.describe_addon(**name)["addon"]["podIdentityAssociations"]
    listed = eks.list_pod_identity_associations(clusterName="shared", namespace="kube-system")
    assert [one["associationArn"] for one in listed["associations"]] == theirs
    eks.delete_addon(**name)
    wait_until(lambda: name["addonName"] not in eks.list_addons(clusterName="shared")["addons"])
    listed = eks.list_pod_identity_associations(clusterName="shared", namespace="kube-system")
    assert listed["associations"] == []


def test_an_access_entry_has_policies_until_it_goes(eks: Any) -> None:
    who = {"clusterName": "shared", "principalArn": "arn:aws:iam::111122223333:role/path/ops"}
    entry = eks.create_access_entry(**who)["accessEntry"]
    assert entry["username"] == "arn:aws:sts::111122223333:assumed-role/ops/{{SessionName}}"
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
    eks.associate_access_policy(**who, policyArn=policy, accessScope={"type": "cluster"})
    held = eks.list_associated_access_policies(**who)["associatedAccessPolicies"]
    assert [one["policyArn"] for one in held] == [policy]
    for call, expected in (
        (lambda: eks.create_access_entry(**who), "ResourceInUseException"),
        (
            lambda: eks.associate_access_policy(
                **who, policyArn=policy[:-6], accessScope={"type": "cluster"}
            ),
            "InvalidParameterException",
        ),
    ):
        with pytest.raises(ClientError) as refused:
            call()
        assert code(refused) == expected
    eks.delete_access_entry(**who)
    with pytest.raises(ClientError) as refused:
        eks.describe_access_entry(**who)
    assert code(refused) == "ResourceNotFoundException"


def test_tags_are_on_whatever_has_an_arn(eks: Any) -> None:
    arn = eks.describe_cluster(name="shared")["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"team": "platform", "gone": "soon"})
    eks.untag_resource(resourceArn=arn, tagKeys=["gone"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "platform"}


def test_what_has_nothing_behind_it_is_refused(eks: Any) -> None:
    with pytest.raises(ClientError) as refused:
        eks.list_fargate_profiles(clusterName="shared")
    assert code(refused) == "OperationNotSupported"
