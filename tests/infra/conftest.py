"""A customer's whole repository, made once, and Terraform in it."""

import shutil

import pytest

from clark.customers.layout import infra_files
from tests.infra.tree import SITE, Terraform, blueprint, stack_tests


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    tree = tmp_path_factory.mktemp("infra")
    files = infra_files(blueprint(), SITE)
    for path, text in (files | {"tests/stacks.tftest.hcl": stack_tests(files)}).items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    return Terraform(tree, tmp_path_factory.mktemp("settings"))
