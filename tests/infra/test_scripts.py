"""The two programs of a customer's workflows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.tree import BLUEPRINT

SECRET = "correct-horse"


def run(script: str, given: str, *arguments: str, cwd: Path = BLUEPRINT) -> str:
    done = subprocess.run(
        [sys.executable, "-B", str(BLUEPRINT / "scripts" / script), *arguments],
        input=given,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def plan(before: object, after: object, marks: object) -> str:
    change = {
        "address": "aws_x.y",
        "type": "aws_x",
        "name": "y",
        "mode": "managed",
        "change": {
            "actions": ["update"],
            "before": before,
            "after": after,
            "before_sensitive": marks,
            "after_sensitive": marks,
        },
    }
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "resource_changes": [change],
            "resource_drift": [change],
            "variables": {"password": {"value": SECRET}},
            "prior_state": {"values": SECRET},
            "output_changes": {"password": {"after": SECRET}},
        }
    )


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        ({"password": SECRET, "name": "orders"}, {"password": True}),
        ({"users": [{"name": "a"}, {"password": SECRET}]}, {"users": [{}, {"password": True}]}),
        ({"nested": {"inner": {"token": SECRET}}}, {"nested": {"inner": True}}),
        ({"list": ["plain", SECRET]}, {"list": [False, True]}),
        (SECRET, True),
    ],
)
def test_a_value_that_terraform_marks_never_leaves_the_plan(value, marks):
    assert SECRET not in run("redact.py", plan(value, value, marks))


def test_the_values_that_are_no_secret_stay():
    shown = json.loads(run("redact.py", plan({"size": 1}, {"size": 2}, {})))

    (change,) = shown["resource_changes"]
    assert change["address"] == "aws_x.y"
    assert change["change"]["before"] == {"size": 1}
    assert change["change"]["after"] == {"size": 2}
    assert shown["resource_drift"] == shown["resource_changes"]


@pytest.mark.parametrize(
    ("changed", "stacks"),
    [
        (["live/prod/eu-west-1/network/main.tf"], ["live/prod/eu-west-1/network"]),
        (["README.md", "live/README.md"], []),
        (
            ["modules/network/main.tf"],
            ["live/prod/eu-west-1/cluster", "live/prod/eu-west-1/network"],
        ),
        (["live/prod/eu-west-1/gone/main.tf"], []),
    ],
)
def test_the_stacks_that_changed_files_belong_to(tmp_path, changed, stacks):
    for layer in ("network", "cluster"):
        folder = tmp_path / "live" / "prod" / "eu-west-1" / layer
        folder.mkdir(parents=True)
        (folder / "terraform.tfvars.json").write_text("{}")

    said = run("stacks.py", "\n".join(changed), "--changed", cwd=tmp_path)

    assert json.loads(said) == stacks
