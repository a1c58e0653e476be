"""Root stacks as the customer's repository has them, applied by Terraform to the local AWS."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

BINARY = shutil.which("terraform")
MIRROR = os.environ.get("CLARK_TERRAFORM_PLUGINS", "")
BUCKET = "clark-state-111122223333"
NO_CHANGES, CHANGES = 0, 2
NO_PROVIDER = "Failed to query available provider packages"
# What a stack must not have in it: where AWS is, and that it is not the real one.
OVERRIDE = """
provider "aws" {
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_requesting_account_id  = false
  skip_metadata_api_check     = true
}
"""
LOCAL_STATE = """
terraform {
  backend "local" {}
}
"""
SHARED: Final = {
    "organization": "techcorp",
    "account_id": "111122223333",
    "repository": "techcorp/clark-platform-infra",
}
ACCOUNT: Final[dict[str, dict[str, Any]]] = {
    "state": {"bucket": BUCKET},
    "identity": {
        "regions": ["us-east-1", "us-west-2", "eu-west-1"],
        "environments": ["prod"],
        "github_owner": "techcorp",
        "deploy_workflow": "techcorp/pipelines/.github/workflows/deploy.yml@refs/heads/main",
        "image_workflow": "techcorp/pipelines/.github/workflows/image.yml@refs/heads/main",
        "observer_external_id": "a-secret-of-sixteen",
    },
}
LAYERS: Final[dict[str, dict[str, Any]]] = {
    "network": {},
    "cluster": {
        "administrator_role_arns": ["arn:aws:iam::111122223333:role/admin"],
        "application_namespaces": ["orders"],
    },
    "platform": {"application_namespaces": ["orders"]},
}


@dataclass
class Workspace:
    """A repository in `root`. `aws` is the address of the local AWS, `key` its access key id."""

    root: Path
    aws: str
    key: str
    seconds: dict[str, float] = field(default_factory=dict)

    def put(self, path: str, files: Mapping[str, str]) -> None:
        """Write a stack: files by name, without a backend's settings."""
        folder = self.root / path
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)

    def take(self, path: str, source: Path, values: Mapping[str, Any]) -> None:
        """Copy a stack of the blueprints and give it a customer's values."""
        shutil.copytree(source, self.root / path, ignore=shutil.ignore_patterns(".terraform"))
        self.put(path, {"terraform.tfvars.json": json.dumps(values)})

    def copy_modules(self, source: Path) -> None:
        shutil.copytree(source / "modules", self.root / "modules")

    def init(self, path: str) -> None:
        """With the state in the bucket of the local AWS, but for the stack that makes it."""
        if path.endswith("/state"):
            self.put(path, {"_override.tf": OVERRIDE + LOCAL_STATE})
            self.run(path, "init")
            return
        self.put(path, {"_override.tf": OVERRIDE})
        settings = {
            "bucket": BUCKET,
            "key": f"{path.removeprefix('live/')}.tfstate",
            "region": "us-east-1",
            "use_lockfile": "true",
            "use_path_style": "true",
            "skip_credentials_validation": "true",
        }
        words = [f"-backend-config={name}={value}" for name, value in settings.items()]
        self.run(path, "init", *words)

    def apply(self, path: str) -> None:
        self.run(path, "apply", "-auto-approve")

    def plan(self, path: str) -> tuple[int, str]:
        """The exit code (0: no changes, 2: changes) and what the plan says."""
        done = self.run(path, "plan", "-detailed-exitcode", good=(NO_CHANGES, CHANGES))
        return done.returncode, done.stdout

    def destroy(self, path: str) -> None:
        self.run(path, "destroy", "-auto-approve")

    def run(
        self, path: str, command: str, *words: str, good: tuple[int, ...] = (0,)
    ) -> "subprocess.CompletedProcess[str]":
        began = time.monotonic()
        done = subprocess.run(
            [str(BINARY), command, "-input=false", "-no-color", *words],
            cwd=self.root / path,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if command == "init" and NO_PROVIDER in done.stderr:
            pytest.skip(
                "the AWS provider of terraform is missing: nothing was applied. Without a way to "
                "registry.terraform.io, name a mirror in CLARK_TERRAFORM_PLUGINS"
            )
        self.seconds[f"{command} {path}"] = time.monotonic() - began
        assert done.returncode in good, f"{command} {path}\n{done.stdout[-4000:]}\n{done.stderr}"
        return done

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "TF_")) and not name.lower().endswith("_proxy")
        }
        settings = self.root / "terraform.rc"
        if MIRROR:
            block = f'provider_installation {{\n  filesystem_mirror {{ path = "{MIRROR}" }}\n}}\n'
            settings.write_text(block)
        else:
            settings.touch()
        return kept | {
            "TF_CLI_CONFIG_FILE": str(settings),
            "CHECKPOINT_DISABLE": "1",
            "AWS_ENDPOINT_URL": self.aws,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


def stacks(regions: Sequence[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, blueprint and values of each stack of a customer, in the order to apply them in."""
    for layer, more in ACCOUNT.items():
        yield f"live/shared/global/{layer}", layer, {**SHARED, "region": regions[0], **more}
    for number, region in enumerate(regions):
        own = {**SHARED, "region": region}
        others = [one for one in regions if one != region] if number == 0 else []
        registry = {**own, "repositories": ["orders"], "replicate_to": others}
        yield f"live/shared/{region}/registry", "registry", registry
        for layer, more in LAYERS.items():
            values = {**own, "environment": "prod", **more}
            if layer == "network":
                zones = [region + letter for letter in "abc"]
                values |= {"cidr": f"10.{number}.0.0/16", "zones": zones}
            yield f"live/prod/{region}/{layer}", layer, values
