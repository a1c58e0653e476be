"""`kill -9` of the worker at step boundaries: nothing is doubled, nothing is lost.

Each run is one request with boundaries of its own, drawn from the seed, at which the worker dies:
see `doomed_worker.strikes`. Several runs share a worker, so each also meets the others' deaths.
"""

import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from clark.errors import ClarkError
from clark.flow.events import ENDED
from tests.faults.audit import STANDING, Asked, audit
from tests.faults.doomed_worker import STEPS, WATCHER
from tests.running_clark import RunningClark

DOOMED = Path(__file__).with_name("doomed_worker.py")
MIX = ("storages",) * 12 + ("caches",) * 3 + ("databases",) * 3 + ("class",) * 2
SIZES = ("db.t3.large", "db.t3.medium")  # the standing database goes to and fro
RESUMED = 60.0  # seconds from a restart to the end
PATIENCE = 900.0  # seconds for one request, all deaths included, on a busy machine
TOGETHER = 8  # requests in flight


@dataclass
class Campaign:
    """`most` is how often the worker dies for one request."""

    clark: RunningClark
    folder: Path
    seed: int
    kinds: list[str]
    most: int
    deaths: int = 0
    own_ends: int = 0  # a starved machine may cost the worker its database; it starts again
    starts: list[float] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    open: dict[int, float] = field(default_factory=dict)

    def run(self) -> None:
        waiting = list(enumerate(self.kinds))
        self._start()
        self.clark.wait_for_catalog()
        self.clark.until_healthy(STANDING)
        while waiting or self.open:
            self._revive()
            while waiting and len(self.open) < TOGETHER and self._submit(*waiting[0]):
                waiting.pop(0)
            self._approve()
            self._close()
            time.sleep(0.2)
        time.sleep(3)  # for the last jobs to be put away
        self._revive()

    def _start(self) -> None:
        argv = [sys.executable, str(DOOMED), str(self.folder), str(self.seed), str(self.most)]
        self.worker = self.clark.start_worker(argv)
        self.starts.append(time.time())

    def _revive(self) -> None:
        code = self.worker.poll()
        if code is not None:
            self.deaths += 1
            self.own_ends += code != -signal.SIGKILL
            self._start()

    def _submit(self, index: int, kind: str) -> bool:
        """False while the same service is being changed."""
        if kind == "class":
            if any(one.kind == "class" and one.number in self.open for one in self.asked):
                return False
            before = sum(one.kind == "class" for one in self.asked)
            number = self.clark.change(STANDING, "class", size=SIZES[before % 2])
            name = STANDING
        else:
            name = f"run-{self.seed}-{index:03d}"
            number = self.clark.order(kind, name)
            name += "-dev"
        self.asked.append(Asked(number, name, kind))
        self.open[number] = time.monotonic() + PATIENCE
        return True

    def _approve(self) -> None:
        for row in self.clark.clients["ravi"].get("/requests/queue"):
            page = self.clark.page(row["number"])
            read = {"head": page["head"], "diff_hash": page["diff_hash"]}
            try:
                self.clark.clients["ravi"].post(f"/requests/{row['number']}/approve", read)
            except ClarkError:
                continue  # it moved meanwhile: it is read again

    def _close(self) -> None:
        for number, deadline in list(self.open.items()):
            row = self.clark.page(number)["row"]
            if row["state"] in ENDED:
                del self.open[number]
            assert time.monotonic() < deadline, f"not done in {PATIENCE} s: {row}"

    def strikes(self, service: str) -> list[tuple[float, str]]:
        """When and where the worker died for a service's requests."""
        log = self.folder / service
        lines = [each.split(" | ") for each in log.read_text().splitlines()] if log.exists() else []
        return [(float(word[7:]), name) for word, _, name in lines if word.startswith("struck")]

    def slowest(self) -> float:
        """Seconds from a worker's start to the end of a request that no death delayed after it."""
        ends = [
            at.timestamp()
            for (at,) in self.clark.sql("SELECT at FROM store_entry WHERE event = 'notified'")
        ]
        return max(end - max(start for start in self.starts if start < end) for end in ends)

    def say(self, line: str) -> None:
        """Shown with -s, and beside a failure."""
        sys.stdout.write(f"{line}\n")


def campaign(clark: RunningClark, folder: Path, seed: int, kinds: list[str], most: int) -> Campaign:
    """Run it, audit it, and say what was done."""
    (folder / "boundaries").mkdir()
    one = Campaign(clark, folder / "boundaries", seed, kinds, most)
    one.run()
    clark.stop_worker()
    struck = [where for log in one.folder.iterdir() for _, where in one.strikes(log.name)]
    one.say(f"{len(kinds)} requests, {one.deaths} deaths at {len(set(struck))} boundaries,")
    one.say(f"{one.own_ends} of them not by a strike,")
    one.say(f"the slowest ended {one.slowest():.1f} s after its restart:")
    for where, times in sorted(Counter(struck).items()):
        one.say(f"  {times} x {where}")
    assert audit(clark, one.asked, folder) == []
    spared = [each.service for each in one.asked if not one.strikes(each.service)]
    assert not spared, "the worker must die at least once for each request"
    assert one.slowest() <= RESUMED
    return one


def test_a_worker_killed_at_six_boundaries_doubles_and_loses_nothing(own_platform, tmp_path):
    kinds = ["databases", "caches", "class", "storages", "storages", "storages"]
    campaign(own_platform, tmp_path, 472, kinds, most=1)  # each in another state


@pytest.mark.slow
def test_a_hundred_runs_with_a_worker_that_is_killed_at_every_kind_of_boundary(
    own_platform, tmp_path
):
    kinds = Random(2).choices(MIX, k=100)  # noqa: S311 - a mix, no secret
    one = campaign(own_platform, tmp_path, 2, kinds, most=3)
    assert one.strikes(WATCHER)
    states = {where.split(":")[0] for each in one.asked for _, where in one.strikes(each.service)}
    assert states >= set(STEPS)
