"""Terraform applies to the local AWS, and finds nothing to change afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import terraform
from aws_stack import REGIONS, Stack, running
from terraform import NO_CHANGES, Workspace

import clark

pytestmark = pytest.mark.skipif(terraform.BINARY is None, reason="terraform is not installed")

BLUEPRINTS = Path(clark.__file__).parent / "blueprints" / "infra"
SMALL = "live/dev/us-west-2/small"
STACK = Path(__file__).with_name("small.tf").read_text()


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Stack]:
    yield from running(tmp_path)


@pytest.fixture
def workspace(aws: Stack, tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "repository", aws.url("aws"), aws.token)


def test_a_second_plan_is_empty_also_after_a_restart(aws: Stack, workspace: Workspace) -> None:
    apply(aws, workspace)
    aws.end("aws", kill=True)
    aws.start("aws")
    code, said = workspace.plan(SMALL)
    assert code == NO_CHANGES, said


@pytest.mark.slow
def test_a_stack_is_changed_and_destroyed(aws: Stack, workspace: Workspace) -> None:
    apply(aws, workspace)
    apply(aws, workspace, most=5)
    eks = aws.client("eks", "us-west-2")
    group = eks.describe_nodegroup(clusterName="small", nodegroupName="small")["nodegroup"]
    assert group["scalingConfig"] == {"minSize": 1, "desiredSize": 2, "maxSize": 5}

    workspace.destroy(SMALL)
    assert eks.list_clusters()["clusters"] == ["local"], "which is always there"


def apply(aws: Stack, workspace: Workspace, most: int = 3) -> None:
    if not (workspace.root / SMALL).exists():
        aws.client("s3").create_bucket(Bucket=terraform.BUCKET)
        workspace.put(SMALL, {"main.tf": STACK})
        workspace.init(SMALL)
    workspace.put(SMALL, {"terraform.tfvars.json": json.dumps({"most": most})})
    workspace.apply(SMALL)


@pytest.mark.slow
@pytest.mark.skipif(not BLUEPRINTS.exists(), reason="there are no blueprints of infrastructure")
def test_every_stack_of_all_three_regions_ends_with_an_empty_plan(workspace: Workspace) -> None:
    workspace.copy_modules(BLUEPRINTS)
    drifted = {}
    for path, layer, values in terraform.stacks(REGIONS):
        workspace.take(path, BLUEPRINTS / "stacks" / layer, values)
        workspace.init(path)
        workspace.apply(path)
        code, said = workspace.plan(path)
        if code != NO_CHANGES:
            drifted[path] = said
    assert not drifted, "\n".join(drifted.values())
