"""Terraform as the tests run it: on a customer's whole repository, without credentials.

Providers come from a folder where one is named by CLARK_TERRAFORM_PLUGINS (a filesystem mirror) or
lies where Terraform itself looks; otherwise Terraform downloads them.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from clark.customers.layout import Site

BLUEPRINT = Path(__file__).parents[2] / "src" / "clark" / "blueprints" / "infra"
STACKS = Path(__file__).parent / "stacks.tftest.hcl"
MARK = "# values: "
UNAVAILABLE = ("Failed to query available provider packages", "Failed to install provider")
MIRRORS = (
    Path.home() / ".terraform.d" / "plugins",
    Path("/usr/local/share/terraform/plugins"),
    Path("/usr/share/terraform/plugins"),
)
SITE = Site(
    organization="techcorp",
    account="111122223333",
    owner="techcorp",
    repository="techcorp/clark-platform-infra",
    pipelines="techcorp/pipelines",
    environments=("prod", "dev"),
    regions=("us-east-1", "us-west-2", "eu-west-1"),
    networks={
        "us-east-1": "10.20.0.0/16",
        "us-west-2": "10.21.0.0/16",
        "eu-west-1": "10.22.0.0/16",
    },
    images=("orders",),
    namespaces=("orders",),
)


def blueprint() -> dict[str, str]:
    """Path → text of what the package ships."""
    return {
        path.relative_to(BLUEPRINT).as_posix(): path.read_text()
        for path in BLUEPRINT.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def environment(folder: Path) -> dict[str, str]:
    """The environment of Terraform: no account, no telemetry, providers from a mirror if any."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    named = os.environ.get("CLARK_TERRAFORM_PLUGINS")
    mirrors = [Path(named)] if named else [path for path in MIRRORS if path.is_dir()]
    if mirrors:
        settings = folder / "terraform.rc"
        lines = "".join(f"  filesystem_mirror {{ path = {json.dumps(str(m))} }}\n" for m in mirrors)
        settings.write_text(f"provider_installation {{\n{lines}}}\n")
        kept["TF_CLI_CONFIG_FILE"] = str(settings)
    return kept | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}


class Terraform:
    """The binary, in a customer's repository."""

    def __init__(self, tree: Path, settings: Path) -> None:
        self.tree = tree
        self.environment = environment(settings)

    def run(self, *arguments: str, below: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=self.tree / below,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def install(self, below: str = "") -> None:
        done = self.run("init", "-backend=false", "-lockfile=readonly", below=below)
        if any(words in done.stderr for words in UNAVAILABLE):
            pytest.skip("no AWS provider to be had; name a mirror with CLARK_TERRAFORM_PLUGINS")
        assert done.returncode == 0, done.stderr


def stack_tests(files: dict[str, str]) -> str:
    """`stacks.tftest.hcl` with the values of each stack where it names one."""
    lines = []
    for line in STACKS.read_text().splitlines():
        if MARK in line:
            values = json.loads(files[line.split(MARK)[1] + "/terraform.tfvars.json"])
            lines += [f"    {name} = {json.dumps(value)}" for name, value in values.items()]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
