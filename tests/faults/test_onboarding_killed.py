"""`kill -9` in the middle of an onboarding: whoever goes on with it comes to the same end."""

import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.doomed_onboarding import account, network, slug
from tests.running_clark import RunningClark, wait_for

ROOT = Path(__file__).parents[2]
REPOSITORIES = ("clark-platform-infra", "clark-platform-control", "gitops")
IDS = re.compile(r"\b(vpc|subnet|sg|lt)-[0-9a-f]+")
STEPS = """SELECT key, place, ended_at IS NOT NULL FROM store_onboardingstep s
    JOIN store_customer c ON c.id = s.customer_id WHERE c.slug = %s ORDER BY key, place"""
PEOPLE = """SELECT p.username, m.role, m.team FROM store_membership m
    JOIN store_person p ON p.id = m.person_id
    JOIN store_customer c ON c.id = m.customer_id WHERE c.slug = %s ORDER BY p.username"""
OWN_PEOPLE = """SELECT p.username, p.role, p.team FROM store_person p
    JOIN store_customer c ON c.id = p.customer_id WHERE c.slug = %s ORDER BY p.username"""
CUSTOMERS = "SELECT state FROM store_customer WHERE slug = %s"


@dataclass(frozen=True)
class Coming:
    """One customer's onboarding, in as many lives as it takes."""

    clark: RunningClark
    index: int
    folder: Path

    def live(self, last: int) -> int | None:
        """How many boundaries there were; None if it died at the last of these."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.doomed_onboarding", str(self.index), str(last)],
            cwd=ROOT,
            env=self.clark.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode == -signal.SIGKILL:
            return None
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    def end(self) -> Mapping[str, Any]:
        """What Git, the database and the cluster have, without what is this customer's alone."""
        name = slug(self.index)
        clones = {
            each: self.clark.clone(self.folder / name / each, f"{name}/{each}")
            for each in REPOSITORIES
        }
        head = clones["gitops"].git("rev-parse", "HEAD").strip()
        wait_for(lambda: self._synced() == head, f"the cluster of {name} has main")
        rows = (STEPS, PEOPLE, OWN_PEOPLE, CUSTOMERS)
        found = {
            "commits": {k: clone.git("rev-list", "--count", "HEAD") for k, clone in clones.items()},
            "files": {each: self._files(clone.path) for each, clone in clones.items()},
            "rows": [[list(map(str, row)) for row in self.clark.sql(q, name)] for q in rows],
        }
        return {key: self._plain(value) for key, value in found.items()}

    def _synced(self) -> str:
        return str(self.clark.observation("us-east-1", slug(self.index))["commit"])

    def _files(self, root: Path) -> dict[str, str]:
        files = (each for each in sorted(root.rglob("*")) if each.is_file())
        return {str(each.relative_to(root)): each.read_text() for each in files if _theirs(each)}

    def _plain(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._plain(key): self._plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._plain(each) for each in value]
        text = str(value).replace(slug(self.index), "comes").replace(account(self.index), "account")
        text = text.replace(slug(self.index).capitalize(), "Comes")
        return IDS.sub(r"\1-id", text.replace(network(self.index), "10.n."))


def _theirs(file: Path) -> bool:
    return ".git" not in file.parts


def campaign(clark: RunningClark, folder: Path, seeds: range) -> None:
    (folder / slug(0)).mkdir()
    whole = Coming(clark, 0, folder)
    boundaries = whole.live(0)
    assert boundaries
    wanted = whole.end()
    assert all(row[2] == "True" for row in wanted["rows"][0])
    deaths = 0
    for seed in seeds:
        chance = Random(seed)  # noqa: S311 - chance that can be had again
        (folder / slug(seed)).mkdir()
        one = Coming(clark, seed, folder)
        for _ in range(chance.choice((1, 1, 2, 3))):
            # Looks at what goes on outside are boundaries, too, and not always as many.
            deaths += one.live(chance.randint(1, boundaries * 2 // 3)) is None
        one.live(0)
        assert one.end() == wanted, f"seed {seed}"
    assert deaths >= len(seeds)


def test_an_onboarding_that_is_killed_comes_to_the_same_end(own_platform, tmp_path):
    campaign(own_platform, tmp_path, range(1, 3))


@pytest.mark.slow
def test_twenty_onboardings_that_are_killed_come_to_the_same_end(own_platform, tmp_path):
    campaign(own_platform, tmp_path, range(1, 21))
