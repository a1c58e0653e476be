"""Platform overhead: from "submit" to "told", less what people and the cloud took.

    python benchmarks/overhead.py [--requests 200] [--rate 1] [--json]

Starts the whole local platform in a home of its own and asks for services through the HTTP API, as
programs of people do: one asks, another approves, a third watches.

**Open loop.** Request n is due at n / rate seconds, whatever became of those before it. Its time
counts from when it was due, so a platform that is late with an answer cannot hide that.

**Human** is what the scripted reviewer took: from when they had the request's page before them to
when they sent the approval. That they look at the queue only every quarter of a second is counted
as the platform's.

**Cloud** is what the local AWS was told to take for it and nothing else (`clark.local.aws.pace`,
where AWS's states are paced): creating and first backup of a database, creating of a cache, the
change of a class. A bucket takes no time. That the engine behind it starts later than that, and
that anybody notices AWS's state late, is counted as the platform's.

**Platform** is the rest: submitting, opening and judging the pull request, the merge, the control
plane's look at Git, its calls, its looks at AWS, the credentials' way, and the notice, until a
program that polls the events has read that the author was told.

The mix is nine buckets, five caches, three databases and three resizes in twenty requests, in an
order drawn from a seed; the resizes go round eight services that were made before. Goal: platform
p50 5 s at most, p99 15 s at most.
"""

import argparse
import itertools
import json
import math
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from clark.cli.client import Client
from clark.cli.serving import Asked, Serving, serving
from clark.errors import ClarkError
from clark.flow.events import STOPPED
from clark.local.aws.pace import FAST

GOAL_P50, GOAL_P99 = 5.0, 15.0  # seconds
SEED = 20261123
REGION = "us-east-1"
MIX = ("storages",) * 9 + ("caches",) * 5 + ("databases",) * 3 + ("resize",) * 3
STANDING = [*(f"standing-db-{n}" for n in range(4)), *(f"standing-cache-{n}" for n in range(4))]
SIZES = ("large", "medium")
CLOUD = {
    "storages": 0.0,
    "caches": FAST.cache_creating,
    "databases": FAST.database_creating + FAST.database_backup,
    "resize db": FAST.database_change,
    "resize cache": FAST.cache_change,
}
LOOK = 0.25  # seconds between the reviewer's looks at the queue
WATCH = 0.2  # seconds between looks at the events
PATIENCE = 180.0  # seconds after the last request was due
READ = "read that it was notified"
MODULE = re.compile(r"-m (?:clark\.)?(?:local\.)?(\w+)")
STAGES = ("submitted", "proposed", "checked", "approved", "merged", "provisioned", "delivered")


@dataclass
class Run:
    """One request. Times are seconds since the epoch."""

    what: str
    service: str
    due: float
    sent: float = 0.0
    seen_by_reviewer: float = 0.0
    approved: float = 0.0
    events: dict[str, float] = field(default_factory=dict)
    failure: str = ""

    @property
    def told(self) -> float:
        """When a program had read that the author was told; 0 before that."""
        return self.events.get(READ, 0.0)

    @property
    def over(self) -> bool:
        return bool(self.told or self.failure)

    @property
    def human(self) -> float:
        return self.approved - self.seen_by_reviewer

    @property
    def cloud(self) -> float:
        return CLOUD[self.what]

    @property
    def platform(self) -> float:
        return self.told - self.due - self.human - self.cloud


class People:
    """Who asks, who approves and who watches: each a thread with a client of their own."""

    def __init__(self, clark: Serving) -> None:
        url = clark.now.url
        self._asking = Client(url, clark.token("maya", "benchmark"))
        self._reviewing = Client(url, clark.token("ravi", "benchmark"))
        self._watching = Client(url, clark.token("ana", "benchmark"))
        self.runs: dict[int, Run] = {}
        self._events: dict[int, dict[str, float]] = {}
        self._stop = threading.Event()
        self._last = 0

    def start(self) -> None:
        for work, every in ((self._review, LOOK), (self._watch, WATCH)):
            threading.Thread(target=self._keep, args=(work, every), daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def ask(self, run: Run) -> None:
        """Send one request."""
        run.sent = time.time()
        try:
            number = self._send(run)
        except ClarkError as error:
            run.failure = f"not submitted: {error}"
            return
        run.events = self._events.setdefault(number, {})
        self.runs[number] = run

    def _send(self, run: Run) -> int:
        if run.what.startswith("resize"):
            service, size = run.service.split(":")
            fields = {"size": size, "when": "now", "accept": "on"}
            said: dict[str, Any] = {"action": "class", "fields": fields, "reason": "Busier."}
            number: int = self._asking.post(f"/services/{REGION}/{service}-dev/changes", said)[
                "number"
            ]
            return number
        raw = {"service": run.service, "application": "shop", "team": "shop", "region": REGION}
        said = {"offering": run.what, "parameters": {**raw, "environment": "dev"}}
        number = self._asking.post("/requests", {**said, "submission": run.service})["number"]
        return number

    def catalog(self) -> int:
        return len(self._asking.get("/catalog")["offerings"])

    def _keep(self, work: Callable[[], None], every: float) -> None:
        while not self._stop.wait(every):
            try:
                work()
            except ClarkError as error:
                sys.stderr.write(f"{error}\n")

    def _review(self) -> None:
        for row in self._reviewing.get("/requests/queue"):
            number = row["number"]
            page = self._reviewing.get(f"/requests/{number}")
            before = time.time()
            read = {"head": page["head"], "diff_hash": page["diff_hash"], "comment": "Fine."}
            if number in self.runs and "approve" in page["may"]:
                self.runs[number].seen_by_reviewer = before
                self.runs[number].approved = time.time()
                self._reviewing.post(f"/requests/{number}/approve", read)

    def _watch(self) -> None:
        while news := self._watching.get("/events", after=self._last):
            now = time.time()
            for each in news:
                self._last = each["id"]
                self._note(each, now)

    def _note(self, event: Mapping[str, Any], now: float) -> None:
        events = self._events.setdefault(event["request"], {})
        events[event["event"]] = datetime.fromisoformat(event["at"]).timestamp()
        if event["event"] == "notified":
            events[READ] = now
        run = self.runs.get(event["request"])
        if event["event"] in STOPPED and run:
            run.failure = f"{event['event']}: {event['said']}"


def wait_until(true: Callable[[], object], what: str, patience: float = 120.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if true():
                return
        except ClarkError:
            pass
        time.sleep(0.25)
    sys.exit(f"not within {patience:.0f} s: {what}")


def prepare(people: People) -> None:
    """Make the services that are resized later."""
    wait_until(lambda: people.catalog() >= 3, "the catalog")
    kinds = ["databases" if "-db-" in name else "caches" for name in STANDING]
    made = [Run(kind, name, time.time()) for kind, name in zip(kinds, STANDING, strict=True)]
    for run in made:
        people.ask(run)
    wait_until(lambda: all(run.over for run in made), "the services to resize")
    bad = [run.failure for run in made if run.failure]
    if bad:
        sys.exit(f"could not make the services to resize: {bad}")


def planned(requests: int, rate: float, began: float) -> list[Run]:
    """What is asked, and when it is due."""
    chance = random.Random(SEED)  # noqa: S311 - an order that can be had again
    kinds = [MIX[n % len(MIX)] for n in range(requests)]
    chance.shuffle(kinds)
    resizes: Iterator[tuple[str, str]] = itertools.cycle(
        [(name, size) for size in SIZES for name in STANDING]
    )
    runs = []
    for n, kind in enumerate(kinds):
        due = began + n / rate
        if kind == "resize":
            name, size = next(resizes)
            what = "resize db" if "-db-" in name else "resize cache"
            runs.append(Run(what, f"{name}:{size}", due))
        else:
            runs.append(Run(kind, f"asked-{n:04d}", due))
    return runs


def drive(people: People, runs: Sequence[Run], progress: Callable[[str], None]) -> None:
    """Send each when it is due, and wait for the end of all."""
    with ThreadPoolExecutor(max_workers=32) as pool:
        for n, run in enumerate(runs):
            time.sleep(max(0.0, run.due - time.time()))
            pool.submit(people.ask, run)
            if n % 20 == 19:
                done = sum(bool(each.told) for each in runs)
                progress(f"{n + 1} asked, {done} done")
    deadline = time.time() + PATIENCE
    while time.time() < deadline and not all(run.over for run in runs):
        time.sleep(0.25)
    for run in runs:
        if not run.over:
            run.failure = f"not done; it got to {list(run.events)[-1:]}"


def percentiles(values: Iterable[float]) -> dict[str, float]:
    """Nearest rank, in seconds."""
    ordered = sorted(values) or [math.nan]
    ranks = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "max": 1.0}
    at = {
        name: ordered[max(0, math.ceil(share * len(ordered)) - 1)] for name, share in ranks.items()
    }
    return {name: round(value, 2) for name, value in at.items()}


def stages(runs: Sequence[Run]) -> dict[str, float]:
    """Where platform time goes: mean seconds between events, the cloud's and people's included."""
    spans: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        marks = [("due", run.due), *((name, run.events[name]) for name in STAGES)]
        marks.append(("told", run.told))
        for (before, began), (after, ended) in itertools.pairwise(marks):
            spans[f"{before} → {after}"].append(ended - began)
    return {name: round(sum(each) / len(each), 2) for name, each in spans.items()}


def cpu_seconds() -> Counter[str]:
    """What each process below this one, and the children it waited for, has used so far."""
    tick = os.sysconf("SC_CLK_TCK")
    used: Counter[str] = Counter()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            numbers = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if name := _part(folder, command):
            used[name] += sum(int(each) for each in numbers[11:15]) / tick  # type: ignore[assignment]
    return used


def _part(folder: Path, command: str) -> str:
    if str(HOME) not in command and not _has_home(folder):
        return ""
    if module := MODULE.search(command):
        return module[1]
    return "postgres and redis" if "postgres" in command or "redis" in command else ""


def _has_home(folder: Path) -> bool:
    try:
        return f"CLARK_HOME={HOME}".encode() in (folder / "environ").read_bytes()
    except OSError:
        return False


HOME = Path(tempfile.mkdtemp(prefix="clark-overhead-")) / "home"


def report(runs: Sequence[Run], used: Mapping[str, float]) -> dict[str, Any]:
    for run in runs:
        if not run.failure and not run.events.keys() >= {*STAGES}:
            run.failure = f"events were missed: {sorted({*STAGES} - run.events.keys())}"
    good = [run for run in runs if not run.failure]
    found = {
        "requests": len(runs),
        "mix": dict(Counter(run.what for run in runs)),
        "failures": [f"{run.service}: {run.failure}" for run in runs if run.failure],
        "latest_start_s": round(max(run.sent - run.due for run in runs), 2),
        "human": percentiles(run.human for run in good),
        "platform": percentiles(run.platform for run in good),
        "cloud": percentiles(run.cloud for run in good),
        "total": percentiles(run.told - run.due for run in good),
        "platform_by_kind": {
            what: percentiles(run.platform for run in good if run.what == what)
            for what in sorted({run.what for run in good})
        },
        "mean_seconds_between": stages(good),
        "cpu_seconds": {name: round(value, 1) for name, value in used.items()},
    }
    platform = found["platform"]
    ok = not found["failures"] and platform["p50"] <= GOAL_P50 and platform["p99"] <= GOAL_P99  # type: ignore[index, operator]
    return found | {"goal": {"p50": GOAL_P50, "p99": GOAL_P99}, "ok": ok}


def show(found: Mapping[str, Any]) -> None:
    mix = ", ".join(f"{count} {what}" for what, count in found["mix"].items())
    print(f"{found['requests']} requests: {mix}")
    print(f"{'':10}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}   seconds")
    for name in ("human", "platform", "cloud", "total"):
        print(f"{name:10}" + "".join(f"{found[name][each]:8.2f}" for each in found[name]))
    for what, each in found["platform_by_kind"].items():
        print(f"  {what:16}" + "  ".join(f"{name} {value:.2f}" for name, value in each.items()))
    print("Mean seconds between:")
    for name, value in found["mean_seconds_between"].items():
        print(f"  {value:6.2f}  {name}")
    print("CPU seconds while it ran: " + ", ".join(
        f"{name} {value}" for name, value in found["cpu_seconds"].items()))  # fmt: skip
    for failure in found["failures"]:
        print(f"failed: {failure}")
    verdict = "PASS" if found["ok"] else "FAIL"
    print(f"{verdict}: the goal is platform p50 ≤ {GOAL_P50} s and p99 ≤ {GOAL_P99} s, none failed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rate", type=float, default=1.0, help="requests a second")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    HOME.mkdir(mode=0o700)
    progress = (lambda line: sys.stderr.write(f"{line}\n")) if sys.stderr.isatty() else lambda _: 0
    with serving(Asked(HOME, "fast", None, keep=False), progress) as clark:
        people = People(clark)
        people.start()
        prepare(people)
        before = cpu_seconds()
        runs = planned(options.requests, options.rate, time.time() + 1)
        drive(people, runs, progress)
        used = cpu_seconds() - before
        people.stop()
        found = report(runs, used)
    HOME.parent.rmdir()
    print(json.dumps(found, indent=2)) if options.json else show(found)
    sys.exit(0 if found["ok"] else 1)


if __name__ == "__main__":
    main()
