"""What holds of the blueprint's files without Terraform: quick, and said by name."""

import glob
import json
import posixpath
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from clark.customers.layout import infra_files, order
from tests.infra.tree import BLUEPRINT, SITE, blueprint

ROOT = Path(__file__).parents[2]
FILES = blueprint()
CUSTOMER = infra_files(FILES, SITE)
PARTS = sorted({"/".join(path.split("/")[:2]) for path in FILES if "/main.tf" in path})
TERRAFORM = sorted(path for path in FILES if path.endswith(".tf"))
WORKFLOWS = sorted(path for path in FILES if path.startswith(".github/workflows/"))
BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)


def blocks(text: str, kind: str) -> dict[str, str]:
    return {name: body for found, name, body in BLOCK.findall(text) if found == kind}


@pytest.mark.parametrize("part", PARTS)
def test_variables_have_a_type_and_everything_has_a_description(part):
    variables = blocks(FILES[f"{part}/variables.tf"], "variable")
    outputs = blocks(FILES[f"{part}/outputs.tf"], "output")

    assert not [name for name, body in variables.items() if "type " not in body]
    assert not [name for name, body in (variables | outputs).items() if "description " not in body]


@pytest.mark.parametrize("path", TERRAFORM)
def test_a_file_uses_nothing_that_hides_or_runs_something(path):
    text = FILES[path]

    assert not re.search(r"^\s*count\s*=", text, re.MULTILINE), "for_each, so that nothing moves"
    assert not re.search(r"\bprovisioner\b|terraform_remote_state", text)
    assert set(re.findall(r'^(?:resource|data) "([a-z]+)_', text, re.MULTILINE)) <= {"aws"}


@pytest.mark.parametrize("path", TERRAFORM)
def test_a_skipped_check_says_why(path):
    for skip in re.findall(r"checkov:skip=(.*)", FILES[path]):
        rule, _, reason = skip.partition(":")
        assert re.fullmatch(r"CKV2?_AWS_\d+", rule)
        assert len(reason) > 20


def test_modules_are_where_a_customers_stacks_look_for_them():
    for path, text in CUSTOMER.items():
        for source in re.findall(r'^\s*source\s*=\s*"(\.[^"]*)"', text, re.MULTILINE):
            if path.endswith(".tf"):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
                assert f"{target}/main.tf" in CUSTOMER, path


@pytest.mark.parametrize("folder", order(SITE))
def test_a_stack_gets_the_values_it_asks_for_and_no_others(folder):
    variables = blocks(CUSTOMER[f"{folder}/variables.tf"], "variable")
    given = json.loads(CUSTOMER[f"{folder}/terraform.tfvars.json"])

    required = {name for name, body in variables.items() if "  default " not in body}
    assert required <= given.keys() <= variables.keys()


def test_providers_are_locked_for_linux_and_mac():
    locks = {text for path, text in FILES.items() if path.endswith(".terraform.lock.hcl")}

    assert len(locks) == 1
    assert len(re.findall(r'"h1:[A-Za-z0-9+/]{43}="', locks.pop())) == 2


def test_no_customers_value_is_in_the_code():
    code = {path: text for path, text in FILES.items() if not path.startswith("tests/")}

    assert not [path for path, text in code.items() if "techcorp" in text or SITE.account in text]


@pytest.mark.parametrize("path", WORKFLOWS)
def test_a_workflow_may_nothing_at_first_and_pins_what_it_uses(path):
    workflow = yaml.safe_load(FILES[path])

    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    used = re.findall(r"uses: (.*)", FILES[path])
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w.-]+@[0-9a-f]{40} # v[\d.]+", line) for line in used)


@pytest.mark.parametrize("path", WORKFLOWS)
def test_no_text_from_outside_becomes_part_of_a_script(path):
    jobs = yaml.safe_load(FILES[path])["jobs"].values()

    scripts = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_only_the_apply_job_waits_for_an_environment_and_runs_on_main():
    jobs = yaml.safe_load(FILES[".github/workflows/terraform.yml"])["jobs"]

    assert [name for name, job in jobs.items() if "environment" in job] == ["apply"]
    assert "refs/heads/main" in jobs["apply"]["if"]


def test_the_package_ships_hidden_files_too():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())
    package = ROOT / "src" / "clark"
    shipped = {
        Path(path)
        for pattern in patterns["tool"]["setuptools"]["package-data"]["clark"]
        for path in glob.glob(str(package / pattern), recursive=True)  # noqa: PTH207  as setuptools does
    }

    assert not [path for path in FILES if BLUEPRINT / path not in shipped]
