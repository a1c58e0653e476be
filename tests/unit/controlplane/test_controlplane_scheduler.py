"""When an object is looked at again."""

import threading
import time
from itertools import pairwise

from clark.local.controlplane.objects import Key
from clark.local.controlplane.provider import Outcome
from clark.local.controlplane.scheduler import Scheduler

ONE = Key("g", "Kind", "", "one")
POLL = 0.02  # seconds


class Recorder:
    """Answers with one outcome and notes when it was asked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.times: list[float] = []

    def __call__(self, key: Key) -> Outcome:
        self.times.append(time.monotonic())
        return self.outcome


def started(recorder: Recorder) -> Scheduler:
    scheduler = Scheduler(recorder, POLL)
    threading.Thread(target=scheduler.run, daemon=True).start()
    scheduler.keep([ONE])
    return scheduler


def wait_for(recorder: Recorder, looks: int) -> None:
    """A busy machine may take its time."""
    end = time.monotonic() + 20
    while len(recorder.times) < looks:
        assert time.monotonic() < end, f"{len(recorder.times)} of {looks} looks"
        time.sleep(POLL / 4)


def test_a_changing_object_is_looked_at_every_poll_until_it_is_gone():
    recorder = Recorder(Outcome.CHANGING)
    scheduler = started(recorder)
    wait_for(recorder, 4)
    scheduler.keep([])
    time.sleep(POLL * 3)
    seen = len(recorder.times)
    time.sleep(POLL * 5)
    assert len(recorder.times) <= seen + 1


def test_a_settled_object_rests_until_it_is_woken():
    recorder = Recorder(Outcome.SETTLED)
    scheduler = started(recorder)
    wait_for(recorder, 1)
    time.sleep(POLL * 5)
    assert len(recorder.times) == 1
    scheduler.wake(ONE)
    wait_for(recorder, 2)
    time.sleep(POLL * 5)
    assert len(recorder.times) == 2


def test_a_failing_object_is_asked_ever_less_often():
    recorder = Recorder(Outcome.FAILED)
    started(recorder)
    wait_for(recorder, 5)
    first, *_, last = (after - before for before, after in pairwise(recorder.times))
    assert last > first * 2


def test_one_object_is_never_looked_at_twice_at_once():
    busy = threading.Semaphore(1)
    twice = []

    def slow(key: Key) -> Outcome:
        if not busy.acquire(blocking=False):
            twice.append(key)
        time.sleep(POLL)
        busy.release()
        return Outcome.CHANGING

    scheduler = Scheduler(slow, POLL)
    threading.Thread(target=scheduler.run, daemon=True).start()
    for _ in range(10):
        scheduler.wake(ONE)
        time.sleep(POLL / 3)
    assert twice == []
