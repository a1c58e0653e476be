"""Terraform's adapters against a local AWS of their own. Skips loudly without the program."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terraform_laboratory import BUCKET, Laboratory

from clark.adapters.terraform import Settings
from clark.adapters.terraform.checkout import command_line_settings
from clark.local.tokens import for_reading
from tests.flow.outside import MemoryHost

PLUGINS = os.environ.get("CLARK_TERRAFORM_PLUGINS", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("enable_socket")


@pytest.fixture(scope="session")
def lock_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """As `terraform init` writes it on this machine."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is missing: no plan was made")
    home = tmp_path_factory.mktemp("lock")
    (home / "main.tf").write_text(
        'terraform {\n required_providers {\n  aws = {\n   source = "hashicorp/aws"\n'
        '   version = "~> 5.100"\n  }\n }\n}\n'
    )
    settings = command_line_settings(home, PLUGINS)
    made = subprocess.run(
        ["terraform", "init", "-input=false", "-no-color"],
        cwd=home,
        env={**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
    )
    if made.returncode:
        pytest.skip(
            "the AWS provider of terraform is missing: no plan was made. Without a way to "
            "registry.terraform.io, name a mirror in CLARK_TERRAFORM_PLUGINS"
        )
    return (home / ".terraform.lock.hcl").read_text()


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The local AWS as tests/ports/aws starts it."""
    path = Path(__file__).parents[1] / "aws" / "aws_stack.py"
    spec = importlib.util.spec_from_file_location("aws_stack_of_terraform", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for stack in module.running(tmp_path_factory.mktemp("aws")):
        stack.client("s3").create_bucket(Bucket=BUCKET)
        yield stack


@pytest.fixture(scope="session")
def laboratory(lock_file: str, aws: Any, tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    home = tmp_path_factory.mktemp("clark") / "terraform"
    keys = (for_reading(aws.token), aws.token)
    settings = Settings(home, aws.url("aws"), BUCKET, "us-east-1", PLUGINS, keys)
    return Laboratory(MemoryHost(), settings, aws, lock_file)
