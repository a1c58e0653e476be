"""The GitOps repository by itself: its check works without Clark, its workflow has few rights."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import clark
from clark.customers.clusters import owned

BLUEPRINTS = Path(clark.__file__).parent / "blueprints"
SERVICE = "regions/us-east-1/prod/orders-db-prod/service.yaml"
CACHE = "regions/us-east-1/prod/orders-cache-prod/service.yaml"
MANIFEST = "apiVersion: s3.aws.crossplane.io/v1beta1\nkind: Bucket\nmetadata:\n  name: {}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A customer's repository as onboarding begins it, with the sample's service."""
    for name in ("gitops", "sample"):
        shutil.copytree(BLUEPRINTS / name, tmp_path, dirs_exist_ok=True)
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(at: Path, *words: str) -> None:
    subprocess.run(["git", *words], check=True, cwd=at, capture_output=True)


def checked(at: Path) -> tuple[int, str]:
    git(at, "add", "--all")
    done = subprocess.run(
        [sys.executable, "scripts/check.py"], cwd=at, capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def write(at: Path, path: str, text: str) -> None:
    (at / path).parent.mkdir(parents=True, exist_ok=True)
    (at / path).write_text(text)


def test_what_a_customer_begins_with_has_nothing_to_fix(repository: Path) -> None:
    assert checked(repository) == (0, "Nothing to fix.\n")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (SERVICE, "a: 1\na: 2\n", f"{SERVICE}:2: cannot be read: a is here twice"),
        (SERVICE, "a: &x 1\nb: *x\n", f"{SERVICE}:1: cannot be read: write it out"),
        (SERVICE, "a: [\n", "cannot be read"),
        (SERVICE, "kind: Bucket\n", "is no manifest"),
        (SERVICE, "- list\n", "is no manifest"),
        (SERVICE, MANIFEST.format("x") + "# AKIAABCDEFGHIJKLMNOP\n", ":5: holds a key"),
        (SERVICE, MANIFEST.format("x").replace("Bucket", "Secret"), "holds a Secret"),
        (
            SERVICE,
            MANIFEST.format("x") + "spec:\n  forProvider:\n    locationConstraint: eu-west-1\n",
            "Bucket says region eu-west-1; its directory says us-east-1",
        ),
        (
            SERVICE,
            MANIFEST.format("x") + "  labels:\n    clark.dev/environment: dev\n",
            "Bucket says environment dev; its directory says prod",
        ),
        ("regions/us-east-1/prod/notes.txt", "hello", "belongs into regions/<region>"),
        ("regions/us-east-1/PROD/x/service.yaml", MANIFEST.format("x"), "belongs into"),
        ("README.MD", "hello", "by its letters' case only"),
    ],
)
def test_what_a_cluster_would_read_otherwise_is_named(
    repository: Path, path: str, text: str, said: str
) -> None:
    write(repository, path, text)
    code, told = checked(repository)
    assert code == 1
    assert said in told


def test_a_link_is_not_followed(repository: Path) -> None:
    link = repository / "regions/us-east-1/prod/linked/service.yaml"
    link.parent.mkdir()
    link.symlink_to("/etc/passwd")
    code, told = checked(repository)
    assert code == 1
    assert "is a link" in told


def test_two_files_that_describe_one_object_are_named(repository: Path) -> None:
    for path in (SERVICE, CACHE):
        write(repository, path, MANIFEST.format("orders"))
    code, told = checked(repository)
    assert code == 1
    assert f"{SERVICE}:1: describes Bucket orders, as {CACHE} does" in told


def test_the_workflow_may_read_pins_what_it_uses_and_trusts_main_only() -> None:
    text = (BLUEPRINTS / "gitops/.github/workflows/check.yml").read_text()
    workflow = yaml.safe_load(text)
    (job,) = workflow["jobs"].values()
    assert (workflow["permissions"], job["permissions"]) == ({}, {"contents": "read"})
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w.-]+@[0-9a-f]{40} # v[\d.]+", line) for line in used)
    assert not [step for step in job["steps"] if "${{" in step.get("run", "")]
    scripts = " ".join(step.get("run", "") for step in job["steps"])
    assert "../reviewed/scripts/check.py" in scripts
    assert "pull_request_target" not in text


def test_what_the_check_needs_is_pinned_by_digest() -> None:
    lines = (BLUEPRINTS / "gitops/scripts/requirements.txt").read_text().splitlines()[1:]
    assert re.fullmatch(r"pyyaml==[\d.]+ \\", lines[0])
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines[1:])
    assert not lines[-1].endswith("\\")


def test_the_owners_are_the_customers() -> None:
    text = (BLUEPRINTS / "gitops/.github/CODEOWNERS").read_text()
    made = owned({".github/CODEOWNERS": text, "README.md": "kept"}, "acme-inc")
    assert set(re.findall(r"@\S+", made[".github/CODEOWNERS"])) == {
        "@acme-inc/platform",
        "@acme-inc/platform-owners",
    }
    assert made["README.md"] == "kept"
