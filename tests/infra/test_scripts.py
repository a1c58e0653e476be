"""The two programs of a customer's workflows."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clark.customers.layout import infra_files
from tests.infra.copies import copies
from tests.infra.tree import BLUEPRINT, SITE, blueprint

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
            "prior_state": {
                "values": {"outputs": {"password": {"sensitive": True, "value": SECRET}}}
            },
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


def test_the_three_nets_hang_in_the_workflow_too():
    named = {"auth_token": "hunter2!!", "users": [{"db_password": "hunter3!!"}]}
    shown = run("redact.py", plan(named, {"name": f"a-{SECRET}", "say": "hunter2!! here"}, {}))

    assert SECRET not in shown
    assert "hunter" not in shown


def test_the_inspection_of_the_workflow_is_clarks_own():
    for path, text in copies().items():
        assert path.read_text() == text, "run: python -m tests.infra.copies"


@pytest.fixture
def customer(tmp_path):
    for path, text in infra_files(blueprint(), SITE).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def inspected(root: Path, *stacks: str) -> subprocess.CompletedProcess[str]:
    """As the workflow does, with nothing but Python."""
    return subprocess.run(
        [sys.executable, "-B", "-S", str(BLUEPRINT / "scripts" / "inspect_code.py"), *stacks],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_code_that_a_customer_begins_with_passes_the_inspection(customer):
    done = inspected(customer)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('resource "aws_vpc" "x" {\n  /**/ provisioner "local-exec" {\n  }\n}', "provisioner"),
        ('resource "aws_vpc" "x" {\n  provisioner"local-exec"{\n  }\n}', "provisioner"),
        ('data "external" "x" {}', "external"),
        ('data "aws_s3_object" "x" {}', "only describe"),
        ('locals {\n  x = <<E\n${file/**/("/etc/passwd")}\nE\n}', "cannot be read"),
        ('locals {\n  x = file /**/ ("/etc/passwd")\n}', "named plainly"),
        ("output x {\n  value = nonsensitive(var.x)\n}", "nonsensitive()"),
    ],
)
def test_code_that_does_more_than_describe_stops_the_workflow(customer, code, said):
    (customer / "modules" / "network" / "more.tf").write_text(f"{code}\n")

    done = inspected(customer, "live/prod/us-east-1/network")

    assert done.returncode == 1
    assert "- modules/network/more.tf:" in done.stdout
    assert said in done.stdout


def test_links_and_terraforms_own_folder_stop_the_workflow(customer):
    stack = customer / "live" / "prod" / "us-east-1" / "network"
    (stack / "linked.tf").symlink_to("/etc/hostname")
    (stack / ".terraform").mkdir()
    (stack / ".terraform" / "x\n::warning::y").write_text("")

    done = inspected(customer)

    assert done.returncode == 1
    assert "linked.tf: This is a link" in done.stdout
    assert "working folder" in done.stdout
    assert "\n::" not in done.stdout, "a file's name is no command of the workflow"


def test_a_stack_that_is_not_there_does_not_pass(customer):
    assert inspected(customer, "live/prod/us-east-1/nothing").returncode == 1


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is missing")
def test_the_log_tells_what_is_done_and_no_value():
    lines = [
        {"type": "planned_change", "change": {"action": "update", "resource": {"addr": "aws_x.y"}}},
        {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "Invalid value",
         "detail": SECRET, "range": {"filename": "main.tf", "start": {"line": 3}}}},
        {"type": "apply_start", "hook": {"action": "create", "id_value": SECRET,
         "resource": {"addr": "aws_x.z"}}},
        {"type": "outputs", "outputs": {"a": {"value": SECRET}}},
    ]  # fmt: skip
    done = subprocess.run(
        ["jq", "-rR", "-f", str(BLUEPRINT / "scripts" / "said.jq")],
        input="\n".join([*map(json.dumps, lines), f"plain words {SECRET}"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "update: aws_x.y",
        "error: Invalid value (main.tf:3)",
        "apply start: create aws_x.z",
    ]


@pytest.mark.parametrize("name", ["terraform", "drift"])
def test_no_job_runs_terraform_with_a_role_before_the_code_is_inspected(name):
    workflow = yaml.safe_load((BLUEPRINT / ".github" / "workflows" / f"{name}.yml").read_text())
    for job in workflow["jobs"].values():
        said = "\n".join(step.get("run", "") for step in job["steps"])
        if "terraform init" in said:
            assert 0 <= said.find("inspect_code.py") < said.index("terraform init")
        for line in said.splitlines():
            if line.strip().startswith(("terraform plan", "terraform apply")):
                assert "> " in line, "values stay out of the log"
