"""Fault F7: two changes of one file meet, from a seed. They come one after the other or a conflict
is shown; no update is lost. Looked at by an auditor that shares no code with Clark."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from clark.errors import ClarkError
from tests.faults.audit_races import Edit, audit_edits
from tests.faults.races import at_once
from tests.running_clark import RunningClark, WorkingCopy

SERVICES = 6  # a resize of one ends while the others are changed
SIZES = ("small", "medium")
MEETS = 2.5  # seconds around an approval in which the merge and the push fall
PATIENCE = 120.0


@dataclass
class Campaign:
    """`size` is what each service was last made, as far as its requests were merged."""

    clark: RunningClark
    work: WorkingCopy
    chance: Random
    size: dict[str, str]

    def run(self, turn: int) -> Edit:
        """Two people ask for a change of one service, a third pushes to its file meanwhile."""
        service = list(self.size)[turn % SERVICES]
        self._until_free(service)
        wish = next(each for each in SIZES if each != self.size[service])
        numbers: list[int] = []
        said = at_once(
            lambda: numbers.append(self._ask("jonas", service, wish, turn)),
            lambda: numbers.append(self._ask("maya", service, wish, turn)),
            apart=self.chance,
        )
        told = tuple(str(each) for each in said if each is not None)
        number = numbers[0]
        self.clark.until(number, "in review")
        line = f"# Seen in turn {turn}."
        with ThreadPoolExecutor(2) as threads:
            pushed = threads.submit(self._push, service, line, self.chance.uniform(0, MEETS))
            approved = threads.submit(self._approve, number, self.chance.uniform(0, MEETS / 2))
            pushed.result(), approved.result()
        page = self.clark.until(number, "merged", "provisioned", "delivered", "done", "outdated")
        state = "outdated" if page["row"]["state"] == "outdated" else "done"
        if state == "done":
            self.size[service] = wish
        return Edit(number, service, self._path(service), line, state, told)

    def _ask(self, who: str, service: str, wish: str, turn: int) -> int:
        fields = {"when": "now", "accept": "on", "size": wish}
        said = {"action": "class", "fields": fields, "submission": f"{who}-{turn}"}
        path = f"/services/us-east-1/{service}/changes"
        number: int = self.clark.clients[who].post(path, said)["number"]
        return number

    def _approve(self, number: int, wait: float) -> None:
        """It may be outdated by then, or be found so a moment later."""
        time.sleep(wait)
        page = self.clark.page(number)
        read = {"head": page["head"], "diff_hash": page["diff_hash"]}
        try:
            self.clark.clients["ravi"].post(f"/requests/{number}/approve", read)
        except ClarkError as error:
            if "nothing to decide" not in str(error):
                raise

    def _push(self, service: str, line: str, wait: float) -> None:
        """As a person does: where somebody was faster, once more on top of that."""
        time.sleep(wait)
        file = self.work.path / self._path(service)
        self.work.git("pull", "--quiet", "--rebase")
        self.work.save({self._path(service): f"{file.read_text()}{line}\n"}, line)
        for _ in range(5):
            if self.work.try_git("push", "--quiet"):
                return
            self.work.git("pull", "--quiet", "--rebase")
        raise AssertionError(f"{line} could not be pushed")

    def _path(self, service: str) -> str:
        return f"regions/us-east-1/dev/{service}/service.yaml"

    def _until_free(self, service: str) -> None:
        """Until no request is open about it, and Clark's copy has what was pushed."""
        deadline = time.monotonic() + PATIENCE
        query = (
            "SELECT count(*) FROM store_request WHERE service = %s AND state NOT IN "
            "('done', 'outdated', 'rejected', 'withdrawn', 'superseded')"
        )
        head = self.clark.git.head("techcorp/gitops", "main")
        copied = "SELECT count(*) FROM store_copy WHERE commit = %s"
        while self.clark.sql(query, service)[0][0] or not self.clark.sql(copied, head)[0][0]:
            assert time.monotonic() < deadline, f"{service} is not free"
            time.sleep(0.1)
            head = self.clark.git.head("techcorp/gitops", "main")


def begun(clark: RunningClark, folder: Path, seed: int) -> Campaign:
    names = [f"shared-{seed}-{n}" for n in range(SERVICES)]
    numbers = [clark.order("caches", name, size="small") for name in names]
    for number in numbers:
        clark.approve(number)
    for number in numbers:
        clark.until(number, "done")
    sizes = {f"{name}-dev": "small" for name in names}
    return Campaign(clark, clark.clone(folder / "work"), Random(seed), sizes)  # noqa: S311


@pytest.mark.parametrize(
    "runs", [4, pytest.param(100, marks=pytest.mark.slow)], ids=["smoke", "hundred"]
)
def test_two_changes_of_one_file_lose_no_update(clark, tmp_path, runs):
    campaign = begun(clark, tmp_path, seed=20261124 + runs)
    edits = [campaign.run(turn) for turn in range(runs)]
    for each in edits:
        clark.until(each.number, "done", "outdated")
    assert audit_edits(clark, edits, tmp_path) == []
    ends = {each.state for each in edits}
    assert runs < 20 or ends == {"done", "outdated"}  # the pushes came before merges and after
