"""A node group as the shipped offering renders it, through its life in the local cluster."""

from typing import Any

import pytest
from cluster_stack import Plane, Stack, condition, ready, shipped, wait_for

from clark.catalog import render
from clark.local.aws import identity
from clark.local.installation import ACCOUNT
from clark.manifests import Delete, Set, edit
from clark.ports.cluster import LiveObject

REGION = "us-east-1"
UPDATED = "UpdatedExternalResource"
SIZES = ("spec", "forProvider", "scalingConfig")


def order(plane: Plane, service: str, **asked: str) -> str:
    known = {"service": service, "application": service, "team": "orders", "region": REGION}
    for path, text in render(shipped("nodegroups"), known | asked).items():
        plane.repository.write(path, text)
    plane.repository.commit()
    return f"{service}-prod"


def change(plane: Plane, name: str, *edits: Set | Delete) -> None:
    path = f"regions/{REGION}/prod/{name}/service.yaml"
    plane.repository.write(path, edit(plane.repository.read(path), 0, edits))
    plane.repository.commit()


def group(stack: Stack, name: str) -> dict[str, Any]:
    eks = stack.client("eks", REGION)
    found: dict[str, Any] = eks.describe_nodegroup(clusterName="local", nodegroupName=name)
    return dict(found["nodegroup"])


def desired(live: LiveObject) -> int:
    return int(live.status["atProvider"]["scalingConfig"]["desiredSize"])


def test_a_node_group_lives_from_its_file_to_its_end(plane: Plane, stack: Stack):
    name = order(plane, "batch", nodes="3")
    live = plane.wait("NodeGroup", name, ready)
    assert live.annotations["crossplane.io/external-name"] == name
    assert live.status["atProvider"]["status"] == "ACTIVE"
    assert desired(live) == 3
    filled = live.spec["forProvider"]
    assert filled["launchTemplate"] == {
        "id": identity.node_launch_template(ACCOUNT, REGION),
        "version": "1",
    }
    assert (filled["updateConfig"]["force"], filled["version"]) == (False, "1.35")
    assert "diskSize" not in filled
    made = group(stack, name)
    assert (made["clusterName"], made["nodeRole"]) == ("local", identity.node_role(ACCOUNT))
    assert made["tags"] == {
        "team": "orders",
        "environment": "prod",
        "application": "batch",
        "managed-by": "clark",
    }
    assert UPDATED not in plane.reasons(name), "what was asked for is what is there"
    local = plane.clusters.addresses(REGION)[f"NodeGroup/{name}"]
    assert (local.host, local.engine) == ("", "no machine")

    change(plane, name, Set((*SIZES, "desiredSize"), 5), Set((*SIZES, "maxSize"), 6))
    live = plane.wait("NodeGroup", name, lambda one: ready(one) and desired(one) == 5)
    assert group(stack, name)["scalingConfig"] == {"minSize": 2, "maxSize": 6, "desiredSize": 5}
    assert UPDATED in plane.reasons(name)

    plane.repository.delete(f"regions/{REGION}/prod/{name}")
    plane.repository.commit()
    plane.wait_gone("NodeGroup", name)
    assert (
        name not in stack.client("eks", REGION).list_nodegroups(clusterName="local")["nodegroups"]
    )


def test_what_an_autoscaler_chose_is_left_alone_where_the_file_says_no_number(
    plane: Plane, stack: Stack
):
    name = order(plane, "steered")
    plane.wait("NodeGroup", name, ready)
    _autoscale(stack, name, 4)
    plane.wait("NodeGroup", name, lambda one: ready(one) and desired(one) == 4)
    assert UPDATED not in plane.reasons(name)
    assert "desiredSize" not in plane.get("NodeGroup", name).spec["forProvider"]["scalingConfig"]
    change(plane, name, Set((*SIZES, "maxSize"), 3))
    plane.wait("NodeGroup", name, lambda one: ready(one) and desired(one) == 3)


def test_what_an_autoscaler_chose_is_undone_where_the_file_says_a_number(
    plane: Plane, stack: Stack
):
    name = order(plane, "fixed", nodes="2")
    plane.wait("NodeGroup", name, ready)
    _autoscale(stack, name, 4)
    wait_for(lambda: group(stack, name)["scalingConfig"]["desiredSize"] == 2)
    change(plane, name, Delete((*SIZES, "desiredSize")))
    plane.wait("NodeGroup", name, ready)


def test_another_instance_type_is_ignored_and_labels_are_not(plane: Plane, stack: Stack):
    name = order(plane, "labelled")
    plane.wait("NodeGroup", name, ready)
    provider = ("spec", "forProvider")
    change(plane, name, Set((*provider, "instanceTypes"), ["m7i.xlarge"]))
    plane.wait(
        "NodeGroup", name, lambda one: one.spec["forProvider"]["instanceTypes"] == ["m7i.xlarge"]
    )
    plane.wait("NodeGroup", name, ready)
    assert UPDATED not in plane.reasons(name)
    assert group(stack, name)["instanceTypes"] == ["m7i.large", "m6i.large", "m5.large"]
    change(plane, name, Set((*provider, "labels", "clark.dev/nodes"), "others"))
    wait_for(lambda: group(stack, name)["labels"] == {"clark.dev/nodes": "others"})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("scalingConfig", {"minSize": 3, "maxSize": 2}, "InvalidParameterException"),
        ("diskSize", 50, "Disk size must be specified within the launch template."),
    ],
)
def test_what_eks_refuses_is_said_in_its_words(plane: Plane, field: str, value: object, said: str):
    known = {"service": "refused", "application": "a", "team": "b", "region": REGION}
    ((path, text),) = render(shipped("nodegroups"), known).items()
    wrong = edit(text, 0, [Set(("spec", "forProvider", field), value)])
    plane.repository.write(path, wrong)
    plane.repository.commit()
    live = plane.wait(
        "NodeGroup",
        "refused-prod",
        lambda one: said in condition(one, "Synced").get("message", ""),
    )
    assert not ready(live)
    plane.repository.delete(f"regions/{REGION}/prod/refused-prod")
    plane.repository.commit()
    plane.wait_gone("NodeGroup", "refused-prod")


def _autoscale(stack: Stack, name: str, nodes: int) -> None:
    stack.client("eks", REGION).update_nodegroup_config(
        clusterName="local", nodegroupName=name, scalingConfig={"desiredSize": nodes}
    )
