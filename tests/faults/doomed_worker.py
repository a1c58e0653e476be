"""Clark's own worker, which kills itself by SIGKILL at boundaries drawn from a seed.

    python doomed_worker.py FOLDER SEED MOST

A boundary is a moment before or after something that outlives the process: a call of a port is
entered or has returned, a transaction is about to commit or has committed, a step begins or is
over. Where a service's request is struck, once to MOST times, is `strikes(SEED, service, MOST)`.
FOLDER/<service> has a line for each boundary, over all lives of the worker. The watcher, whose
looks belong to no request, is struck as the subject `watcher` now and then, if MOST > 1: at the
how-manieth of its boundaries over all its lives.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import django

WATCHER = "watcher"
# How many boundaries a step has in each state of a request. Beyond the last it is "step returned".
# What a request meets in review depends on how fast it is approved, so that is no certain strike.
STEPS: Mapping[str, int] = {
    "submitted": 6,
    "proposed": 24,
    "approved": 24,
    "merged": 4,
    "provisioned": 4,
    "delivered": 4,
}

Strike = tuple[str, int]  # the state, and the how-manieth boundary in that state's step


def strikes(seed: int, subject: str, most: int) -> frozenset[Strike]:
    """Every state is as likely as any other, and so is every boundary of its step."""
    chance = Random(f"{seed}:{subject}")  # noqa: S311 - chance that can be had again
    if subject == WATCHER:
        return frozenset({("", 400 * n + chance.randrange(400)) for n in range(1, 2 * most - 1)})
    states = chance.sample(list(STEPS), chance.choice((1, 1, 2, 3)[: most + 1]))
    if most > 1 and chance.random() < 0.3:
        return frozenset({*((s, chance.randint(1, STEPS[s])) for s in states), ("in review", 3)})
    return frozenset((state, chance.randint(1, STEPS[state])) for state in states)


class Doom:
    """Counts boundaries, and strikes."""

    def __init__(self, folder: Path, seed: int, most: int) -> None:
        self._folder = folder
        self._seed = seed
        self._most = most
        self._lock = threading.Lock()
        self._watched = self._log(WATCHER).count("\n")  # a watcher may live for seconds only
        self._here = threading.local()

    def step(self, state: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """A step of the story, which tells what its thread works on."""

        def watched(request: Any, *more: Any) -> Any:
            here = self._here
            here.subject, here.state, here.count = request.service, state, 0
            try:
                self.boundary("step entered")
                result = run(request, *more)
                self.boundary("step returned")
            finally:
                here.subject = None
            return result

        return watched

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, with a boundary before and after it."""

        def watched(*args: Any, **more: Any) -> Any:
            self.boundary(f"{name} entered")
            result = call(*args, **more)
            self.boundary(f"{name} returned")
            return result

        return watched

    def boundary(self, name: str) -> None:
        here = self._here
        if getattr(here, "subject", None):
            here.count += 1
            self._pass(here.subject, (here.state, here.count), name)
        elif threading.current_thread().name.startswith("watch"):
            self._watched += 1
            self._pass(WATCHER, ("", self._watched), name)

    def _pass(self, subject: str, at: Strike, name: str) -> None:
        with self._lock:
            doomed = self._doomed(subject, at, name)
            with (self._folder / subject).open("a") as file:
                word = f"struck {time.time()}" if doomed else "passed"
                file.write(f"{word} | {doomed} | {at[0]}: {name}\n")
            if doomed:
                os.kill(os.getpid(), signal.SIGKILL)

    def _doomed(self, subject: str, at: Strike, name: str) -> Strike | None:
        """The strike that falls here. Each falls once, in whatever life of the worker."""
        for strike in strikes(self._seed, subject, self._most):
            reached = at == strike or (
                at[0] == strike[0] and at[1] < strike[1] and name == "step returned"
            )
            if reached and f"| {strike} |" not in self._log(subject):
                return strike
        return None

    def _log(self, subject: str) -> str:
        log = self._folder / subject
        return log.read_text() if log.exists() else ""


class Watched:
    """A port with a boundary before and after each call."""

    def __init__(self, port: object, doom: Doom) -> None:
        self._port = port
        self._doom = doom

    def __getattr__(self, name: str) -> Any:
        return self._doom.around(name, getattr(self._port, name))


def wrap(doom: Doom) -> None:
    """Put boundaries around ports, commits and steps."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    from clark import wiring
    from clark.ports import Ports
    from clark.worker import jobs, watch

    def ports_of(customer: Any) -> Ports:
        real = wiring.ports_of(customer)
        parts = (real.host, real.cluster, real.bootstrap, real.cloud)
        return Ports(*(Watched(each, doom) for each in parts))

    jobs.ports_of = watch.ports_of = ports_of
    jobs.STORY = {state: doom.step(state, step) for state, step in jobs.STORY.items()}
    commit = BaseDatabaseWrapper.commit
    BaseDatabaseWrapper.commit = lambda self: doom.around("commit", commit)(self)


def main() -> None:
    django.setup()
    wrap(Doom(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    from clark.worker.process import run

    run()


if __name__ == "__main__":
    main()
