"""The blueprint of a customer's infrastructure, as Terraform sees it."""

import re

import pytest

from tests.infra.tree import BLUEPRINT, STACKS

LAYERS = {
    "state": "live/shared/global/state",
    "identity": "live/shared/global/identity",
    "registry": "live/shared/us-east-1/registry",
    "network": "live/prod/us-east-1/network",
    "cluster": "live/prod/us-east-1/cluster",
    "platform": "live/prod/us-east-1/platform",
}


def test_every_file_is_in_terraforms_own_format(terraform):
    found = terraform.run("fmt", "-check", "-recursive", str(BLUEPRINT), str(STACKS))

    assert (found.stdout, found.returncode) == ("", 0), found.stderr


def test_modules_and_stacks_pass_their_tests_with_a_mocked_provider(terraform):
    terraform.install()
    done = terraform.run("test")

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Success! [1-9]\d* passed, 0 failed\.", done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("layer", LAYERS)
def test_a_stack_is_valid_where_a_customer_has_it(terraform, layer):
    terraform.install(LAYERS[layer])
    done = terraform.run("validate", below=LAYERS[layer])

    assert done.returncode == 0, done.stdout + done.stderr
