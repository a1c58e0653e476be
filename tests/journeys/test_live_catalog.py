"""The platform team edits the catalog in its repository: look before, order after, break it."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from asking import approved, told

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
    if made.git("ls-remote", "--heads", "origin", "feature/folders"):
        made.git("push", "--quiet", "origin", "--delete", "feature/folders")


def until(look, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise AssertionError(what)


def test_an_offering_is_looked_at_merged_ordered_broken_and_still_ordered(clark, tokens, desk, sit):
    def catalog():
        return told(clark, tokens["maya"], "catalog")

    desk.git("checkout", "--quiet", "-b", "feature/folders")
    desk.add_folders()
    good = desk.push("feature/folders")
    look = ["catalog", "--at", "feature/folders", "--json"]
    seen = until(lambda: clark.run(*look, token=tokens["maya"]).out, "the branch is not seen")
    page = json.loads(seen)
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


def test_a_service_is_brought_up_to_date_with_a_changed_offering(clark, tokens, desk):
    wish = [each.replace("plans", "papers") for each in WISH]
    first = told(clark, tokens["maya"], "request", "storages", *wish)
    approved(clark, tokens, str(first["row"]["number"]))

    path = desk.files / "offerings/storages/composition.yaml"
    path.write_text(path.read_text().replace("BucketOwnerEnforced", "BucketOwnerPreferred"))
    desk.push("main")

    def behind():
        rows = told(clark, tokens["maya"], "rerender", "storages")["rows"]
        return [each for each in rows if each["name"] == "papers-dev"]

    (row,) = until(behind, "the service is not behind its offering")
    assert (row["state"], row["conflicts"]) == ("ready", [])
    sent = told(clark, tokens["maya"], "rerender", "storages", "papers-dev")
    ended = approved(clark, tokens, str(sent["sent"][0]["number"]))
    changed = [row["text"] for file in ended["files"] for row in file["rows"] if row["sign"] == "+"]
    assert any("BucketOwnerPreferred" in each for each in changed)
    assert not behind()
