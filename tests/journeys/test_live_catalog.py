"""The platform team edits the catalog in its repository: look before, order after, break it."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

COMPOSITION = "offerings/folders/composition.yaml"
WISH = ["service=plans", "application=shop", "team=shop", "environment=dev"]
PATIENCE = 60  # seconds


class Desk:
    """A working copy of the control repository."""

    def __init__(self, clark, at: Path) -> None:
        address = re.search(r"git clone (\S+)", clark.output.read_text())[1]
        self.files = at / "control"
        self._clark = clark
        control = address.replace("gitops", "clark-platform-control")
        subprocess.run(["git", "clone", "--quiet", control, self.files], check=True)
        for name, value in (("user.name", "Gina"), ("user.email", "gina@techcorp.example")):
            self.git("config", name, value)

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.files, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def push(self, branch: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", f"For {branch}")
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")
        return self.git("rev-parse", "HEAD")

    def add_folders(self) -> None:
        """An offering of its own, made from the one for buckets."""
        folder = self.files / "offerings" / "folders"
        shutil.copytree(self.files / "offerings" / "storages", folder)
        for path in folder.iterdir():
            text = path.read_text().replace("storages", "folders").replace("Storage", "Folder")
            path.write_text(text)


@pytest.fixture
def desk(clark, tmp_path):
    made = Desk(clark, tmp_path)
    before = made.git("rev-parse", "HEAD")
    yield made
    made.git("push", "--quiet", "--force", "origin", f"{before}:main")
    made.git("push", "--quiet", "origin", "--delete", "feature/folders")


def asked(clark, token, *words):
    said = clark.run(*words, "--json", token=token)
    return json.loads(said.out) if said.out else {}


def until(look, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise AssertionError(what)


def test_an_offering_is_looked_at_merged_ordered_broken_and_still_ordered(clark, tokens, desk, sit):
    def catalog():
        return asked(clark, tokens["maya"], "catalog")

    desk.git("checkout", "--quiet", "-b", "feature/folders")
    desk.add_folders()
    good = desk.push("feature/folders")
    page = until(
        lambda: asked(clark, tokens["maya"], "catalog", "--at", "feature/folders"),
        "the branch is not seen",
    )
    assert [(each["name"], each["change"]) for each in page["offerings"]] == [("folders", "new")]
    assert any("kind: Bucket" in row["text"] for row in page["offerings"][0]["made"][0]["rows"])
    assert "folders" not in {each["name"] for each in catalog()["offerings"]}

    seat = sit("maya")
    seat.open("/catalog/proposed/")
    seat.page.click("text=feature/folders")
    seat.page.wait_for_selector("text=What it renders of the example")
    assert seat.violations() == []

    seat.open("/catalog/")
    desk.git("push", "--quiet", "origin", "HEAD:main")
    seat.page.wait_for_selector("a[href='/catalog/folders/']")  # without a reload
    wish = ["request", "folders", *WISH, "--dry-run"]
    assert clark.run(*wish, token=tokens["maya"]).code == 0

    (desk.files / COMPOSITION).write_text("kind: Composition\n")
    desk.push("main")
    seat.page.wait_for_selector(f"text={COMPOSITION} cannot be read")
    (flaw,) = until(lambda: catalog()["broken"], "the broken file is not shown")
    assert (flaw["path"], flaw["line"], flaw["kept"]) == (COMPOSITION, 1, good)
    assert seat.page.locator(f"text=As of commit {good[:7]}").count() == 1
    assert clark.run(*wish, token=tokens["maya"]).code == 0
    assert seat.violations() == []
