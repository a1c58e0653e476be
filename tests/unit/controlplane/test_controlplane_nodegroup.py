"""What the provider asks EKS for a node group, fills in, and calls up to date."""

from typing import Any

import pytest

from clark.local.controlplane.provider.nodegroup_shapes import (
    at_provider,
    config_update,
    creation,
    late_values,
    up_to_date,
    version_update,
)

GROUP: dict[str, Any] = {
    "nodegroupName": "batch-prod",
    "nodegroupArn": "arn:aws:eks:us-east-1:111122223333:nodegroup/local/batch-prod/1",
    "version": "1.35",
    "releaseVersion": "1.35.0-20261105",
    "status": "ACTIVE",
    "capacityType": "ON_DEMAND",
    "amiType": "AL2023_x86_64_STANDARD",
    "instanceTypes": ["m7i.large"],
    "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 4},
    "labels": {"a": "1"},
    "taints": [],
    "tags": {"team": "orders"},
    "updateConfig": {"maxUnavailable": 1},
    "launchTemplate": {"id": "lt-1", "name": "nodes", "version": "3"},
    "health": {"issues": []},
    "resources": {"autoScalingGroups": [{"name": "eks-batch-prod-1"}]},
}
AS_IT_IS: dict[str, Any] = {
    "scalingConfig": {"minSize": 2, "maxSize": 6},
    "labels": {"a": "1"},
    "tags": {"team": "orders"},
}


def test_eks_begins_with_the_least_where_nobody_says_a_number():
    asked = creation({"scalingConfig": {"minSize": 2, "maxSize": 6}, "updateConfig": {}})
    assert asked == {"scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 2}}


def test_what_nobody_set_is_filled_in_but_never_the_number_of_nodes():
    late = late_values({**AS_IT_IS, "launchTemplate": {"id": "lt-1"}}, GROUP)
    assert late["launchTemplate.version"] == "3"
    assert (late["updateConfig.force"], late["updateConfig.maxUnavailable"]) == (False, 1)
    assert (late["version"], late["amiType"]) == ("1.35", "AL2023_x86_64_STANDARD")
    assert "scalingConfig" not in late
    assert "diskSize" not in late


@pytest.mark.parametrize(
    ("changed", "right", "why"),
    [
        ({}, True, "an autoscaler may have chosen 4"),
        ({"scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 4}}, True, "the number"),
        ({"scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 3}}, False, "undone"),
        ({"scalingConfig": {"minSize": 1, "maxSize": 6}}, False, "a limit"),
        ({"taints": [{"key": "a", "effect": "NO_SCHEDULE"}]}, True, "never looked at"),
        ({"instanceTypes": ["m7i.xlarge"], "amiType": "BOTTLEROCKET_x86_64"}, True, "ignored"),
        ({"nodeRole": "other", "subnets": ["other"], "diskSize": 90}, True, "ignored"),
        ({"capacityType": "SPOT"}, True, "ignored"),
        ({"launchTemplate": {"id": "lt-2"}}, True, "another template is ignored"),
        ({"launchTemplate": {"id": "lt-1", "version": "4"}}, False, "another version is not"),
        ({"version": "1.34"}, False, "the version"),
        ({"labels": {"a": "2"}}, False, "labels"),
        ({"tags": {"team": "others"}}, False, "tags"),
        ({"updateConfig": {"maxUnavailable": 2}}, False, "updateConfig"),
    ],
)
def test_what_asks_for_an_update(changed: dict[str, Any], right: bool, why: str):
    parameters = {**AS_IT_IS, **changed}
    assert up_to_date(parameters, late_values(parameters, GROUP), GROUP) is right, why


@pytest.mark.parametrize(
    ("sizes", "desired"),
    [
        ({"minSize": 2, "maxSize": 9}, 4),
        ({"minSize": 5, "maxSize": 9}, 5),
        ({"minSize": 1, "maxSize": 3}, 3),
        ({"minSize": 1, "maxSize": 9, "desiredSize": 7}, 7),
    ],
)
def test_what_an_autoscaler_chose_is_kept_between_the_new_limits(
    sizes: dict[str, int], desired: int
):
    assert config_update({"scalingConfig": sizes}, GROUP)["scalingConfig"]["desiredSize"] == desired


def test_taints_go_along_with_the_next_other_change():
    taint = {"key": "a", "value": "b", "effect": "NO_SCHEDULE"}
    asked = config_update({**AS_IT_IS, "taints": [taint]}, GROUP)
    assert asked["taints"] == {"addOrUpdateTaints": [taint]}
    there = {**GROUP, "taints": [taint]}
    assert config_update({**AS_IT_IS, "taints": []}, there)["taints"] == {"removeTaints": [taint]}


def test_a_version_is_a_call_of_its_own():
    assert version_update({"version": "1.35"}, GROUP) == {}
    assert version_update({"version": "1.34", "updateConfig": {"force": True}}, GROUP) == {
        "version": "1.34",
        "force": True,
    }
    assert version_update({"version": "1.34", "amiType": "CUSTOM"}, GROUP) == {}


def test_the_status_has_the_desired_size_and_what_is_wrong():
    assert at_provider(GROUP)["scalingConfig"] == {"desiredSize": 4}
    assert at_provider(GROUP)["resources"] == {"autoScalingGroup": [{"name": "eks-batch-prod-1"}]}
    assert "nodeGroupHealth" not in at_provider(GROUP)
    issue = {"code": "AsgInstanceLaunchFailures", "message": "none left", "resourceIds": ["a"]}
    ill = at_provider({**GROUP, "health": {"issues": [issue]}})
    assert ill["nodeGroupHealth"] == {"issues": [issue]}
